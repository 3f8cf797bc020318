/* SPDX-License-Identifier: GPL-2.0-only */
/* What the verifier reached of a program on one kernel, over all shapes of its object. */
#ifndef RESULT_COVERAGE_H
#define RESULT_COVERAGE_H

#include "result/result.h"

/* Instructions, both inclusive, that no shape with an answer reached; all of one place. */
struct coverage_gap {
	int64_t from, to;
	char at[SOURCE_SIZE]; /* "file.c:12"; "": not known */
};

struct coverage_union {
	int64_t insns;	 /* of the program; -1: no shape has an answer */
	int64_t known;	 /* of how many, from the first on, all these shapes know it */
	int64_t reached; /* of these, in one shape or another */
	int64_t shapes;	 /* of the object that have the program … */
	int64_t unknown; /* … and have no answer: it was not accepted, the log was cut */
	/* the first one without, and why, in a few words; NULL: all have */
	const struct result_object *doubt;
	const char *why;
	struct coverage_gap *gaps; /* ascending */
	size_t n_gaps;
};

/*
 * Unite what the objects of @k with the path and SHA-256 of @o say of its program @p.  -ENOMEM.
 * The caller clears @ret, after an error too.
 */
int coverage_unite(struct coverage_union *ret, const struct result_kernel *k,
	const struct result_object *o, const struct program_result *p);
void coverage_union_clear(struct coverage_union *u);

/* Whether a program of @o has coverage. */
bool coverage_is_in(const struct result_object *o);
/* Whether a program of a shape of @o on @k has coverage. */
bool coverage_was_asked(const struct result_kernel *k, const struct result_object *o);

/* Whether an object of @k before @o is another shape of it. */
bool coverage_is_later_shape(const struct result_kernel *k, const struct result_object *o);

#endif
