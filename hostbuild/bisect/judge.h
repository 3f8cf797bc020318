/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a point to an answer.  The search calls it by struct judge; a test has one of its own.
 * judge.c builds, packs, boots and asks the predicate.
 */
#ifndef BISECT_JUDGE_H
#define BISECT_JUDGE_H

#include "bisect/answer.h"
#include "bisect/axis.h"
#include "bisect/predicate.h"
#include "kernel/build/build.h"
#include "run.h"

struct judge {
	/*
	 * Make the kernel of the point that is @prepared ready.  @o is zeroed, and cleared by the
	 * caller.  ANSWER_NONE: it is, and o->kernel and o->image say which; else UNTESTABLE or
	 * STOP.  Returns o->answer.
	 */
	enum answer (*ready)(void *arg, const struct prepared *prepared, struct observation *o);
	/*
	 * One trial of what ready() made: sets o->result, o->answer and o->why.  @name: a directory
	 * for its logs, "step-3".
	 */
	enum answer (*ask)(void *arg, const char *name, struct observation *o);
	void *arg;
};

/* How the tool's own judge works.  It outlives the judge. */
struct question {
	struct run_options run; /* without kernels, objects and output */
	struct build_wish wish; /* without a source */
	const char *kernel;	/* the user's KERNEL; NULL: none */
	char *const *objects;	/* the user's */
	size_t n_objects;
	struct predicate predicate;
	struct predicate_ends ends; /* set by the search as it learns them */
	const char *dir;	    /* for logs; NULL: keep none */
	struct prepared prepared;   /* of the last ready() */
};

/* @q is its arg. */
struct judge judge_of(struct question *q);

#endif
