/* SPDX-License-Identifier: GPL-2.0-only */
/* Below the table: what is missing, and what the kernels complained of. */
#ifndef REPORT_EXPLAIN_LOSSES_H
#define REPORT_EXPLAIN_LOSSES_H

#include "report/screen.h"

/* For each kernel the objects of which records are missing, and the splats. */
void explain_losses(const struct screen *s, const struct result *r);

#endif
