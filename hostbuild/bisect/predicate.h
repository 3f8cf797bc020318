/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is good: --good-is and --bad-is, and without them what the good end answers.
 *
 * A predicate is about each program that it is asked of (--program, else each program of the
 * objects that has an answer at the good end, and the objects as a whole).  A point is good if
 * --good-is holds for all of them, and bad if it does not hold for one, or --bad-is holds for one.
 * It is neither where the answer of one is not had, or is a crash or a splat that is not the one of
 * the bad end.
 */
#ifndef BISECT_PREDICATE_H
#define BISECT_PREDICATE_H

#include "bisect/answer.h"

#include <stdbool.h>
#include <stddef.h>

struct term; /* predicate.c */

struct predicate {
	struct term *terms; /* of --good-is, and, negated, of --bad-is */
	size_t n_terms;
	char *const *programs; /* patterns of fnmatch(3), not owned; none: all */
	size_t n_programs;
};
void predicate_clear(struct predicate *p);

/*
 * Add the text of --good-is, or of --bad-is where @bad.  FAIL_MISUSE, reported with the nearest
 * word.
 */
int predicate_add(struct predicate *p, const char *text, bool bad);

/* Whether a term compares with the good end: "insns<=1.2*good", or no term at all. */
bool predicate_needs_good(const struct predicate *p);

/*
 * What the ends answered; either may be NULL: not judged (yet).  They outlive the predicate's use.
 */
struct predicate_ends {
	const struct result *good, *bad;
};

/*
 * Judge o->result by @p, and set o->answer and o->why.  ANSWER_STOP: what is asked is not there at
 * any point, as a program that no object has (the nearest name is said).
 */
void predicate_judge(
	struct observation *o, const struct predicate *p, const struct predicate_ends *e);

/*
 * Whether the two ends can be told apart by @p: 0, or FAIL_MISUSE, reported: the same answer at
 * both, the good end is not good, the bad end is not bad, they look swapped, one is untestable.
 */
int predicate_check_ends(
	const struct predicate *p, const struct observation *good, const struct observation *bad);

#endif
