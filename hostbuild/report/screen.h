/* SPDX-License-Identifier: GPL-2.0-only */
/* Untrusted text on a terminal: escaped, measured in columns, cut to fit, coloured. */
#ifndef REPORT_SCREEN_H
#define REPORT_SCREEN_H

#include "report/report.h"

#include <locale.h>

enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_GOOD, STYLE_BAD, STYLE_DOUBT };

struct screen {
	FILE *out;
	int columns;
	bool colour, utf8, wrap;
	locale_t widths, before; /* screen_open() sets the thread's locale, for wcwidth(3) */
};
void screen_open(struct screen *s, FILE *out, const struct table_options *options);
void screen_close(struct screen *s);

/* The columns of @text. */
int screen_width(const struct screen *s, const char *text);

enum cut { CUT_END, CUT_MIDDLE, CUT_START };
/* Print @text, cut to @limit columns with an ellipsis at @cut.  Returns the columns it took. */
int screen_put(const struct screen *s, enum style style, enum cut cut, const char *text, int limit);
/* The same, formatted, not cut; at most 4 KiB. */
int screen_print(const struct screen *s, enum style style, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void screen_pad(const struct screen *s, int columns);
void screen_rule(const struct screen *s, int columns);

#endif
