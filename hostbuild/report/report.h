/* SPDX-License-Identifier: GPL-2.0-only */
/* Reports: a result for people or for other programs. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "result/result.h"

#include <stdio.h>

struct table_options {
	int columns; /* of the terminal, at least 80 */
	bool colour;
	bool utf8; /* else ASCII only */
	bool wrap; /* break long lines between words at @columns; not in files, for grep(1) */
};
/*
 * The table for people: a row for each program, a column for each kernel, in each cell the verdict,
 * the instructions and the reason.  Below it are explanations of what is not met, a line for each
 * kernel, and the sum.  -EIO, not reported, where writing to @out fails; -ENOMEM, reported.
 */
int report_table(FILE *out, const struct result *r, const struct table_options *options);

/*
 * The options for @fd.  Columns: $COLUMNS, else those of its terminal, else 120.  Colour: on a
 * terminal, unless $NO_COLOR is set or $TERM is "dumb".  UTF-8: by the environment's character set.
 */
struct table_options table_options_for(int fd);

#endif
