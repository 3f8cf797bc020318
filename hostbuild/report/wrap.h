/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines that break between words at the terminal's edge. */
#ifndef REPORT_WRAP_H
#define REPORT_WRAP_H

#include "report/screen.h"

#define WRAP_INDENT 2 /* columns, of what belongs to the line above */

/*
 * Print @text from column @at on; a word that does not fit begins a new line at column @indent.  A
 * word that is longer than a line is not broken.  Without screen.wrap all is one line.  Returns the
 * column after the text.
 */
int wrap_put(const struct screen *s, enum style style, const char *text, int at, int indent);

/* A whole line, indented. */
void wrap_line(const struct screen *s, enum style style, const char *text);

#endif
