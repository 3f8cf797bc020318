/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PID 1's side of judging: one child after the other judges an object, and PID 1 sends a result for
 * each program, whatever the children do.  supervise.c says how.
 */
#ifndef INIT_SUPERVISE_H
#define INIT_SUPERVISE_H

#include "docket.h"
#include "settings.h"

#include <stdbool.h>

/*
 * Before the first child: block SIGCHLD, open the kernel log, make the cgroup.  Splats up to now
 * are sent as the boot's.
 */
void supervise_init(const struct settings *settings);

/*
 * Judge object @index of @docket from program @from on, and send a record of each.  @whole: load it
 * as a whole first, which may only be with @from 0.  @programs: how
 * many it announced in an earlier boot, or -1; it is used where the child dies before it announces
 * them, and a child that announces another number lies.  False: the host has been asked for a
 * larger guest, because of its maps; nothing of it was judged, and nothing more is to be in this
 * boot.
 */
bool supervise_object(
	const struct docket *docket, size_t index, size_t from, bool whole, int64_t programs);

/*
 * Send the features records of a child that finds out what this kernel can (probe/survey.h).  If
 * the child dies, the last of them, which says that they are complete, is missing.
 */
void supervise_survey(void);

/* At the end of the trial: send the memory that the kernel leaked, where it looks for leaks. */
void supervise_end(const struct docket *docket);

/* Send splats that belong to no object. */
void supervise_send_splats(void);

#endif
