/* SPDX-License-Identifier: GPL-2.0-only */
/* Below the table: why an object is not met as a whole. */
#ifndef REPORT_EXPLAIN_WHOLE_H
#define REPORT_EXPLAIN_WHOLE_H

#include "report/grid.h"
#include "report/screen.h"

/*
 * A block for @o where its whole is unmet or unknown and none of its programs shows why: which
 * program, verdict, reason, help, end of the log.  Kernels with one explanation share a block.
 * -ENOMEM.
 */
int explain_whole(const struct screen *s, const struct grid *g, const struct grid_object *o);

#endif
