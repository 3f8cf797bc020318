/* SPDX-License-Identifier: GPL-2.0-only */
/* The programs of an object that need an explanation, grouped by what explains them. */
#ifndef REPORT_CAUSES_H
#define REPORT_CAUSES_H

#include "report/grid.h"

#define NO_ROW SIZE_MAX

/* A row of the object on one kernel. */
struct cause {
	size_t first; /* the first row with the same answer on that kernel; NO_ROW: needs none */
	size_t next;  /* the next one; NO_ROW: it is the last */
	size_t count; /* of the first row: how many have that answer */
};

/* In order of kernels, for each of which there are all rows of the object. */
struct causes {
	const struct grid_object *object;
	struct cause *causes;
};

/* @o must outlive it.  -ENOMEM. */
int causes_find(struct causes *ret, const struct grid_object *o, size_t n_kernels);
void causes_clear(struct causes *c);

const struct cause *cause_at(const struct causes *c, size_t kernel, size_t row);
/* Whether the cause whose first row is @row has the same rows on both kernels. */
bool causes_have_same_rows(const struct causes *c, size_t row, size_t kernel, size_t other);

#endif
