/* SPDX-License-Identifier: GPL-2.0-only */
/* Below the table: why programs are not met. */
#ifndef REPORT_EXPLAIN_PROGRAMS_H
#define REPORT_EXPLAIN_PROGRAMS_H

#include "report/grid.h"
#include "report/screen.h"

/*
 * A block for each cause for which programs of @o are unmet or unknown, or were skipped because of
 * the kernel: verdict, reason, help, source line, end of the verifier's log of the first program,
 * and the names of the others.  Kernels on which a cause has the same programs share its block.
 * -ENOMEM.
 */
int explain_programs(const struct screen *s, const struct grid *g, const struct grid_object *o);

#endif
