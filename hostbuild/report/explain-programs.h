/* SPDX-License-Identifier: GPL-2.0-only */
/* Below the table: why programs are not met. */
#ifndef REPORT_EXPLAIN_PROGRAMS_H
#define REPORT_EXPLAIN_PROGRAMS_H

#include "report/grid.h"
#include "report/screen.h"

/*
 * A block for each program that is unmet or unknown, or was skipped because of the kernel: verdict,
 * reason, help, source line, end of the verifier's log.  Kernels with the same answer share a
 * block.
 */
void explain_programs(const struct screen *s, const struct grid *g);

/* For each kernel the objects of which records are missing, and the splats. */
void explain_losses(const struct screen *s, const struct result *r);

#endif
