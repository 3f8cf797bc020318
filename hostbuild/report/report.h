/* SPDX-License-Identifier: GPL-2.0-only */
/* A result in the forms people and machines read.  One file a form. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "../result/result.h"

#include <stdio.h>

struct table_options {
	int columns; /* of the terminal; 80 and up */
	bool colour;
};
/* Objects and programs down, kernels across: verdict, instructions, reason words under it. */
int report_table(FILE *out, const struct result *r, const struct table_options *options);

/* Columns of @fd's terminal or 80; whether colour is wanted there ($NO_COLOR, $TERM, a terminal). */
struct table_options table_options_for(int fd);

#endif
