/* SPDX-License-Identifier: GPL-2.0-only */
/* The columns that --emit asks for: a line for each program on each kernel. */
#ifndef REPORT_EMITTED_H
#define REPORT_EMITTED_H

#include "report/screen.h"
#include "result/selection.h"

struct emitted {
	struct rows rows;
	struct attribute columns[33]; /* with the kernel first, if there are several */
	size_t n_columns;
	char note[160]; /* how many of how many are shown */
};
/* Of a part of a result whose selection has columns.  -ENOMEM. */
int emitted_make(struct emitted *ret, const struct result *part);
void emitted_clear(struct emitted *e);

/*
 * As a Markdown table to @out, until that has @max bytes; the rest is counted.  @put writes what is
 * foreign for @page.  -ENOMEM.
 */
int emitted_markdown(FILE *out, const struct result *part, long max,
	void (*put)(const void *page, const char *text), const void *page);

/* As a table of text.  -ENOMEM. */
int emitted_put(const struct screen *s, const struct result *part);

#endif
