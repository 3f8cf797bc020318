/* SPDX-License-Identifier: GPL-2.0-only */
/* The last lines of a table: how the trials went, and the sum. */
#ifndef REPORT_EXPLAIN_KERNELS_H
#define REPORT_EXPLAIN_KERNELS_H

#include "report/screen.h"

/*
 * For each kernel a line with its outcome, boots and time, and lines about what went wrong; then
 * the sum, and why the exit status is not 0 where the sum does not show it.
 */
void explain_kernels(const struct screen *s, const struct result *r);

#endif
