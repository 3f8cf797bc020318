/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernels that were tried prove of an object. */
#ifndef REPORT_MINIMUM_FIND_H
#define REPORT_MINIMUM_FIND_H

#include "report/grid.h"

/* What an object comes to on a kernel. */
struct minimum_try {
	const struct result_kernel *kernel;
	enum met met; /* MET_SKIPPED: nothing of it was judged; MET_NONE: it is not there */
	/* the first program that is not so, or the whole; NULL: none shows it */
	const struct result_program *why;
	bool whole;	/* @why is the whole */
	size_t refused; /* programs that are met because they are refused as expected */
};

struct minimum {
	const struct result_object *object;
	struct minimum_try *tries; /* by version, the oldest first */
	size_t n;
	size_t first;	/* from here on it is met on all; n: not on the newest */
	size_t unnamed; /* kernels of which no version is known: not among the tries */
};

/* Of object @o of the grid.  -ENOMEM. */
int minimum_find(struct minimum *ret, const struct grid *g, const struct grid_object *o);
void minimum_clear(struct minimum *m);

/* In words, in full: "6.1.176: not met on 5.10.262".  -ENOMEM: NULL. */
char *minimum_words(const struct minimum *m);
/* MET_MET: it is proved; MET_UNMET: there is none; MET_UNKNOWN. */
enum met minimum_met(const struct minimum *m);
/* What try @i lacks, in one line; NULL without memory. */
char *minimum_lack(const struct minimum_try *t);

#endif
