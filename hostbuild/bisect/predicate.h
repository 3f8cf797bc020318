/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is good: --good-is and --bad-is, and without them what the good end answers.
 *
 * A predicate is about each program that is asked (--program; else all programs of the objects that
 * have an answer at the good end, and the objects as a whole).
 *
 * - A point is bad if all of --bad-is holds for one of them.
 * - With --good-is alone it is bad if --good-is does not hold for one of them.
 * - Without both it is bad if one of them has the answer of the bad end, where that is not the
 *   answer of the good end.
 * - It is untestable if that is not known for one of them, and none is bad; if an answer is of
 *   neither end, without both; if neither holds, with both.
 * - Else it is good.
 *
 * An answer that is missing or an error is not known.  Nor is a death of the kernel, unless the
 * predicate asks for it or the bad end died alike.
 */
#ifndef BISECT_PREDICATE_H
#define BISECT_PREDICATE_H

#include "bisect/answer.h"

#include <stdbool.h>
#include <stddef.h>

struct term; /* term.h */

struct predicate {
	struct term *terms; /* of --good-is and of --bad-is, in their order */
	size_t n_terms;
	char *const *programs; /* patterns of fnmatch(3), not owned; none: all */
	size_t n_programs;
};
void predicate_clear(struct predicate *p);

/*
 * Add the text of --good-is, or of --bad-is where @bad: terms with commas between.  FAIL_MISUSE,
 * reported with the nearest word; -ENOMEM.
 */
int predicate_add(struct predicate *p, const char *text, bool bad);

/* Whether a term compares with the good end: "insns<=1.2*good", or no term at all. */
bool predicate_needs_good(const struct predicate *p);

/*
 * malloc'd: what is asked, one line, as options: "--good-is accepted --program x"; "": nothing.
 * NULL without memory.
 */
char *predicate_text(const struct predicate *p);

/*
 * What the ends answered; either may be NULL: not judged (yet).  They outlive the predicate's use.
 */
struct predicate_ends {
	const struct result *good, *bad;
	bool only_good; /* there is no bad end, now or later: what is judged is a step */
};

/*
 * Judge o->result by @p, and set o->answer and o->why.  ANSWER_STOP: what is asked is not there at
 * any point, as a program that no object has (the nearest name is said).
 */
void predicate_judge(
	struct observation *o, const struct predicate *p, const struct predicate_ends *e);

/*
 * Whether the two ends can be told apart by @p: 0, or -ENODATA, reported with what to do: the same
 * answer at both, the good end is not good, the bad end is not bad, they look swapped, one is
 * untestable.  It is no misuse: both were judged.
 */
int predicate_check_ends(
	const struct predicate *p, const struct observation *good, const struct observation *bad);

/*
 * Whether @base, of the file @path, can be the good end of a step: 0, or FAIL_MISUSE, reported: it
 * has not one kernel, is not complete, or is not good.
 */
int predicate_check_base(const struct predicate *p, const struct result *base, const char *path);

#endif
