/* SPDX-License-Identifier: GPL-2.0-only */
/* What changed between two results on all kernels in one view, for people. */
#ifndef REPORT_MATRIX_H
#define REPORT_MATRIX_H

#include "report/screen.h"
#include "result/gate.h"

/*
 * A row for each program that changed on some kernel, the worst first, and a column for each
 * kernel: the answer before and now, or the instructions and their growth.  Nothing where nothing
 * changed.  -ENOMEM.
 */
int matrix_put(const struct screen *s, const struct comparison *c, const struct gate *g);

#endif
