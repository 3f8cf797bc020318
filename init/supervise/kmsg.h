/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel log, read for splats. */
#ifndef INIT_KMSG_H
#define INIT_KMSG_H

#include "verdict/splat-report.h"

#include <stdbool.h>

/* Open /dev/kmsg at its oldest line; the descriptor (readable when there is more), or -errno. */
int kmsg_open(void);

/*
 * The next report in the lines that the log has now; false: there is none.  A report whose last
 * lines have not come stays until they do, or until a call with @all.
 */
bool kmsg_next_report(struct splat_report *ret, bool all);

/* In a child: wipe all lines that were read.  The kernel logs its command line with the nonce. */
void kmsg_forget(void);

/* Whether lines were overwritten before they were read, since the last call. */
bool kmsg_lost(void);

#endif
