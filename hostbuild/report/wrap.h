/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of words on a terminal that is narrower than they are. */
#ifndef REPORT_WRAP_H
#define REPORT_WRAP_H

#include "report/screen.h"

/*
 * Print @text, of which the first word goes to column @at, and begin a new line at column @indent
 * where a word would not fit; the column after it.  A word that is longer than a line is not
 * broken.  Where there is no edge (screen.wrap), one line.
 */
int wrap_put(const struct screen *s, enum style style, const char *text, int at, int indent);

#endif
