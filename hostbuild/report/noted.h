/* SPDX-License-Identifier: GPL-2.0-only */
/* What verdicts do not say though they are true (program_result.notes). */
#ifndef REPORT_NOTED_H
#define REPORT_NOTED_H

#include "report/grid.h"
#include "report/screen.h"

/* At a verdict in the table; noted_put() says what it means. */
#define NOTED_SIGN "~"

/* Each note once for an object, with its programs and the kernels that gave it.  -ENOMEM. */
int noted_put(const struct screen *s, const struct grid *g);

#endif
