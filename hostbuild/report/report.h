/* SPDX-License-Identifier: GPL-2.0-only */
/* A result in the forms people and machines read.  One file a form. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "result/result.h"

#include <stdio.h>

struct table_options {
	int columns; /* of the terminal; fewer than 80 count as 80 */
	bool colour;
	bool utf8; /* else nothing but ASCII */
	bool wrap; /* long lines break between words at @columns; files are searched by lines, which
		      stay whole */
};
/*
 * For people: objects and programs down, kernels across, each cell with its verdict, instructions
 * and reason; what went wrong in full; a line a kernel; the sum last.  -EIO in silence where @out
 * fails, which is its owner's to say.
 */
int report_table(FILE *out, const struct result *r, const struct table_options *options);

/*
 * What suits @fd: $COLUMNS, else its terminal's columns, else 120; colour on a terminal unless
 * $NO_COLOR is set or $TERM is "dumb"; UTF-8 by the environment's character set.
 */
struct table_options table_options_for(int fd);

#endif
