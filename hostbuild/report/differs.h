/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a program's answers differ between kernels. */
#ifndef REPORT_DIFFERS_H
#define REPORT_DIFFERS_H

#include "report/grid.h"

/*
 * Its verdicts, errnos, reasons or what they come to differ; a kernel has no record of it and
 * another has; or the processed instructions differ by more than the noise of result/gate.h.
 */
bool differs_program(const struct grid *g, const struct grid_row *row);

#endif
