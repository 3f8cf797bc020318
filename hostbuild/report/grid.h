/* SPDX-License-Identifier: GPL-2.0-only */
/* A result turned over: what every kernel said of one program, side by side. */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include "result/result.h"

struct grid_cell {
	const struct result_program *program; /* NULL: this kernel has no record of it */
	bool unproved;			      /* it was met in a trial that is not complete */
	int64_t unknown; /* without a record: how many are missing here; 0: it never had any */
};

/* One program of one object. */
struct grid_row {
	const char *name, *variant; /* name NULL: programs that no kernel has named */
	struct grid_cell *cells;    /* one a kernel */
};

/* One object, by path and SHA-256. */
struct grid_object {
	const struct result_object **of; /* one a kernel; NULL: not in its docket */
	const struct result_object *any; /* one that is not NULL */
	struct grid_row *rows;
	size_t n_rows;
};

/* Points into the result it was made from. */
struct grid {
	const struct result *result;
	struct grid_object *objects;
	size_t n_objects;
};
/* -ENOMEM. */
int grid_make(struct grid *ret, const struct result *r);
void grid_clear(struct grid *g);

#endif
