/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of annotations: name, what sets it, variants and cases that it is for.
 * bpfjury-docket(7) describes them for their users.
 */
#ifndef INIT_ANNOTATIONS_H
#define INIT_ANNOTATIONS_H

#include "expect/annotation-set.h"
#include "expect/expectation.h"
#include "expect/reading.h"
#include "expect/tags.h"

#include <stdbool.h>

enum annotation_flags {
	ANNOTATION_UNPRIV = 1 << 0,   /* also exists with the suffix _unpriv, for that variant */
	ANNOTATION_REQUESTS = 1 << 1, /* its presence requests that its variant is judged */
	ANNOTATION_PROGRAM = 1 << 2,  /* applies to all cases, whichever it is written in */
	ANNOTATION_AUXILIARY = 1 << 3,
	ANNOTATION_RUNS = 1 << 4,
};

struct annotation {
	const char *name;
	annotation_set *set;
	unsigned int flags;
};

/* The row of @t, and the variant that it is for in *@ret; NULL: there is no such annotation. */
const struct annotation *annotation_find(const struct tag *t, enum variant *ret);

/* Whether @t is an annotation that applies to all cases. */
bool annotation_is_program(const struct tag *t);

/*
 * Read @t, which is no condition of a case (cases.h).  What is wrong goes into r->common.problem.
 */
void annotation_read(struct reading *r, const struct tag *t);

#endif
