/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of source that the verifier's work went to, on the terminal. */
#ifndef REPORT_HOT_LINES_H
#define REPORT_HOT_LINES_H

#include "report/screen.h"

/* Of one program, below what is said of it; nothing where it was not counted. */
void hot_lines_put(const struct screen *s, const struct result_program *p);

/* Of the programs of @k that are met, of which nothing else is said. */
void hot_lines_put_kernel(const struct screen *s, const struct result_kernel *k);

#endif
