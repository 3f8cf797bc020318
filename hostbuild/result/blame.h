/* SPDX-License-Identifier: GPL-2.0-only */
/* What makes a result's exit status other than STATUS_MET, thing by thing. */
#ifndef RESULT_BLAME_H
#define RESULT_BLAME_H

#include "result/result.h"

struct blame {
	enum blame_kind {
		/* STATUS_UNKNOWN */
		BLAME_NO_KERNEL,  /* there is no kernel, or none that is required */
		BLAME_INCOMPLETE, /* the trial is not complete, or not proved */
		BLAME_NOTHING,	  /* no program of the kernel was judged */
		BLAME_MISSING,	  /* @count answers of the object are missing */
		BLAME_UNKNOWN,	  /* a program, or an object as a whole, is unknown */
		BLAME_NO_FIGURE,  /* a limit's figure is not known */
		BLAME_LOOSE,	  /* a splat belongs to no object, and is not allowed */
		BLAME_UNUSED,	  /* a word on its command line had no effect */
		/* STATUS_UNMET */
		BLAME_UNMET,   /* a program, or an object as a whole, is unmet, and is not known */
		BLAME_EXPIRED, /* the same, and it was known until a day that is over */
		BLAME_CROSSED, /* a program crosses a limit */
		BLAME_SPLAT,   /* a splat is of an object, and is not allowed */
	} kind;
	const struct result_kernel *kernel;   /* NULL: of none */
	const struct result_object *object;   /* NULL: of none */
	const struct result_program *program; /* NULL: of none; object->whole->load: the whole */
	const struct result_splat *splat;
	const struct result_crossed *crossed;
	const char *word, *why; /* of BLAME_UNUSED; why NULL: not known */
	int64_t count; /* of BLAME_MISSING; of BLAME_NO_KERNEL: kernels that are informative */
};

/* STATUS_UNKNOWN or STATUS_UNMET. */
int blame_status(enum blame_kind kind);

/*
 * Call @each with all that there is to blame, and end where it returns other than 0: returns that.
 */
typedef int blame_function(const struct blame *b, void *arg);
int blame_kernel(const struct result_kernel *k, blame_function *each, void *arg);
/*
 * Kernels that are informative are left out.  Where all are, that is BLAME_NO_KERNEL.
 */
int blame_result(const struct result *r, blame_function *each, void *arg);

#endif
