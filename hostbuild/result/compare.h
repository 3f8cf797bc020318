/* SPDX-License-Identifier: GPL-2.0-only */
/* Two results side by side: what changed for each program on each kernel. */
#ifndef RESULT_COMPARE_H
#define RESULT_COMPARE_H

#include "result/result.h"

enum change {
	CHANGE_NONE,	/* the same answer */
	CHANGE_FIGURES, /* the same answer, and another figure that repeats (statistic.h) */
	CHANGE_OTHER,	/* another answer, neither better nor worse */
	CHANGE_BETTER,	/* it is met, and was not */
	CHANGE_NEW,	/* BASE has no such program */
	CHANGE_WORSE,	/* it was met, and is not */
	CHANGE_GONE,	/* NEW has no such program */
};
const char *change_word(enum change c);

/* One program, or one object as a whole, on one kernel. */
struct compared {
	const struct result_kernel *kernel;	    /* NEW's, or BASE's where it is gone */
	const struct result_object *object;	    /* NEW's, or BASE's where it is gone */
	const struct result_program *base, *latest; /* NULL: there is none */
	/* met only counts in a trial that is complete: MET_UNKNOWN otherwise; MET_NONE: none */
	enum met base_met, latest_met;
	bool whole; /* of the object: the programs are result_whole.load */
	/* one is veristat's, which has success or failure, no reasons, and not all figures */
	bool coarse;
	enum change change;
};

struct compared_kernel {
	const struct result_kernel *base, *latest; /* NULL: that result has none */
	struct compared *rows;			   /* in NEW's order, then what is gone */
	size_t n_rows;
	int64_t missing; /* answers that NEW announced and does not have */
	int64_t gone;	 /* objects that NEW does not have, and that have no row */
};

/* Points into both results, which must outlive it. */
struct comparison {
	const struct result *base, *latest;
	struct compared_kernel *kernels;
	size_t n_kernels;
};

/* Which kernels are compared.  NULL, NULL: those with the same name. */
struct compare_options {
	const char *base_kernel, *latest_kernel; /* one name each, or both NULL */
};

/*
 * Kernels are matched by name; where each result has only one, these two.  Objects are matched by
 * path and shape, else by content and shape; programs by name and variant.  Where several have the
 * same of these, the first goes with the first.  -ENOMEM.
 */
int compare_results(struct comparison *ret, const struct result *base, const struct result *latest,
	const struct compare_options *o);
void comparison_clear(struct comparison *c);

/* The kernel of that name; NULL: none. */
const struct result_kernel *compare_find_kernel(const struct result *r, const char *spec);

#endif
