/* SPDX-License-Identifier: GPL-2.0-only */
/* A result by program: the answers of all kernels for each. */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include "result/result.h"

struct grid_cell {
	const struct result_program *program; /* NULL: this kernel has no record of it */
	bool unproved;			      /* it is met, but the trial is not complete */
	int64_t unknown; /* without a record: how many are missing here; 0: none was expected */
};

/* One program of one object. */
struct grid_row {
	const char *name, *variant; /* name NULL: programs of which no kernel sent a record */
	struct grid_cell *cells;    /* one for each kernel */
};

/* "program (variant)", or "(never named)".  Returns @ret. */
#define GRID_LABEL_SIZE (NAME_SIZE + 32)
const char *grid_label(const struct grid_row *row, char ret[GRID_LABEL_SIZE]);

/* One object, identified by path and SHA-256. */
struct grid_object {
	const struct result_object **of; /* one for each kernel; NULL: not in its docket */
	const struct result_object *any; /* one that is not NULL */
	struct grid_row *rows;
	size_t n_rows;
};

/* Points into the result. */
struct grid {
	const struct result *result;
	struct grid_object *objects;
	size_t n_objects;
};
/* -ENOMEM. */
int grid_make(struct grid *ret, const struct result *r);
void grid_clear(struct grid *g);

#endif
