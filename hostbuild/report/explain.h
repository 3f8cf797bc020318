/* SPDX-License-Identifier: GPL-2.0-only */
/* What stands below the table: what went wrong in full, a line a kernel, the sum. */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "report/grid.h"
#include "report/screen.h"

enum style style_of(enum met m);
/* One column that tells met, unmet, unknown and skipped apart without colour. */
const char *mark_of(const struct screen *s, enum met m);

/* Every program that is unmet or unknown, what has no record, every splat. */
void explain_programs(const struct screen *s, const struct grid *g);
void explain_kernels(const struct screen *s, const struct result *r);

#endif
