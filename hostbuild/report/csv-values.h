/* SPDX-License-Identifier: GPL-2.0-only */
/* The columns of veristat's CSV, and what a program has there. */
#ifndef REPORT_CSV_VALUES_H
#define REPORT_CSV_VALUES_H

#include "result/selection.h"

struct csv_column {
	const char *name; /* veristat's, or one that it has not */
	struct attribute of;
	bool known; /* @of is set: results have it */
};

struct csv_columns {
	struct csv_column columns[32];
	size_t n;
	/* objects with a file name that another object has, too: their paths tell them apart */
	const struct result_kernel *kernel;
	bool *alike; /* owned; one for each object */
};

/* Those of @s, or if it has none all of veristat 0.5, in its order.  -ENOMEM. */
int csv_columns_make(
	struct csv_columns *ret, const struct result_kernel *k, const struct selection *s);
void csv_columns_clear(struct csv_columns *c);

/* Whether it was loaded or refused: veristat has no word for anything else. */
bool csv_is_judged(const struct subject *s);

/* Column @i of a program.  "" where there is no text. */
const char *csv_value(
	const struct csv_columns *c, size_t i, const struct subject *s, char buf[ATTRIBUTE_SIZE]);

#endif
