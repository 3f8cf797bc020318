/* SPDX-License-Identifier: GPL-2.0-only */
/* How the words of enum met look. */
#ifndef REPORT_MARKS_H
#define REPORT_MARKS_H

#include "report/screen.h"

enum style met_style(enum met m);

/* One column that tells met, unmet, unknown and skipped apart without colour. */
const char *met_mark(const struct screen *s, enum met m);

#endif
