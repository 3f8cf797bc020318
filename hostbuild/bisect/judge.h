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
	 * One trial of what ready() made: sets o->result, o->answer and o->why.  @logs: a directory
	 * for its logs; NULL: keep none.
	 */
	enum answer (*ask)(void *arg, const char *logs, struct observation *o);
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
	const char *dir;	    /* where logs and answers are kept; NULL: nowhere */
	/* of the last ready() */
	struct prepared prepared;
	struct kernel held; /* so that nobody removes it before it is booted */
};

/* @q is its arg. */
struct judge judge_of(struct question *q);

/* Let go of the last kernel. */
void judge_end(struct question *q);

/*
 * Check all that is the same at every point, before anything is built: QEMU, the objects, the
 * project; of @builds of an object, NULL: none, the first stands for all.  @ret_docket: as of
 * run_check().  FAIL_MISUSE, -errno, reported.
 */
int judge_check(const struct question *q, char *const *builds, char ret_docket[SHA256_SIZE]);

#endif
