/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The order of the points of a bisect, from a good end to a bad one, and which of them is to be
 * judged next.  axis-KIND.c has one: commits (git chooses), and lines, which are halved: releases,
 * builds of objects, sets of options.
 *
 * An axis knows what each point was marked as and nothing of how it was judged.
 */
#ifndef BISECT_AXIS_H
#define BISECT_AXIS_H

#include "bisect/answer.h"
#include "bisect/point.h"

#include <stdbool.h>

struct axis;

/* What the judge needs of a point.  The strings are the axis's, until the next prepare(). */
struct prepared {
	const char *source;	    /* a source tree, which is built first; NULL: */
	const char *kernel;	    /* … a KERNEL, the user's where this is NULL too */
	const char *config;	    /* a .config to build it with; NULL: the user's */
	const char *const *objects; /* NULL: the user's; else they end in NULL */
};

/* All return 0 or -errno, reported, unless they say otherwise.  -EINTR: asked to stop. */
struct axis_kind {
	const char *noun, *nouns; /* "commit", "commits" */
	/*
	 * The two ends.  @ret_good, @ret_bad are cleared by the caller.
	 */
	int (*ends)(struct axis *a, struct point *ret_good, struct point *ret_bad);
	/* The point to judge next; 1: none is left, and suspects() says where it ends. */
	int (*next)(struct axis *a, struct point *ret);
	/* @answer is GOOD, BAD or UNTESTABLE.  A point that is marked again has the last mark. */
	int (*mark)(struct axis *a, const struct point *p, enum answer answer);
	/* Forget all marks but those of the ends. */
	int (*forget)(struct axis *a);
	/*
	 * After next() returned 1: the points of which one is the first bad one, in their order.
	 * One: it is found.
	 */
	int (*suspects)(struct axis *a, struct points *ret);
	/*
	 * After next() returned 1: why the suspects are not one, or none at all, where it is not
	 * for points that could not be judged: one line, malloc'd; NULL: there is no such reason.
	 * NULL: never.
	 */
	char *(*why)(struct axis *a);
	/* The points right before @p, of which each is good if @p is the first bad one. */
	int (*before)(struct axis *a, const struct point *p, struct points *ret);
	/* How many points are left to be judged, about; -1: not known. */
	int64_t (*steps_left)(struct axis *a);
	/*
	 * Make the point ready: check a commit out.  1: it is not available, and *@ret_why,
	 * malloc'd, says why; another point may be.
	 */
	int (*prepare)(struct axis *a, const struct point *p, struct prepared *ret, char **ret_why);
	/*
	 * Whether @p cannot change a verdict, as a commit that touches only documentation: 1, and
	 * *@ret_why, malloc'd, says why; else 0.  NULL: it is never known.
	 */
	int (*harmless)(struct axis *a, const struct point *p, char **ret_why);
	/*
	 * The bad end without what @p changed; prepare() takes it.  1: there is no such thing, and
	 * *@ret_why, malloc'd, says why.  NULL: never.
	 */
	int (*without)(struct axis *a, const struct point *p, struct point *ret, char **ret_why);
	/* The good end with only what @p changed, in the same way.  NULL: never. */
	int (*alone)(struct axis *a, const struct point *p, struct point *ret, char **ret_why);
	/*
	 * malloc'd: @p for people in full, some lines: author, date, subject, files.  NULL without
	 * memory.
	 */
	char *(*describe)(struct axis *a, const struct point *p);
	void (*clear)(struct axis *a);
};

/* The first member of each kind's own structure. */
struct axis {
	const struct axis_kind *kind;
};

#endif
