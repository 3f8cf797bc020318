/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run keeps for people: the bytes of each object that was judged, and beside them the log of
 * each refusal (kept-files.h).
 */
#ifndef KEPT_H
#define KEPT_H

#include "plan.h"
#include "result/result.h"

/*
 * Whether they can be kept in @dir, before anything is judged.  FAIL_MISUSE, reported: its place is
 * taken, or an object to judge is itself in there and would be replaced.
 */
int kept_check(const char *dir, const struct collection *c);

/*
 * Keep them below @dir, and set the paths result_object.kept and result_program.kept.  @r is that
 * of @p, before result_split().  What was left out is warned of.  -errno, reported: not all could
 * be written; the paths are those of the files that are there.
 */
int kept_fill(struct result *r, const struct plan *p, const char *dir);

#endif
