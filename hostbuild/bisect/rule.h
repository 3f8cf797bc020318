/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many trials a point needs, and what they come to.
 *
 * A point is in one of two states, that of the good end and that of the bad end.  Each trial at it
 * is bad with the probability that this state has.  Where every trial at an end had the same
 * answer, a point is judged once.  Where only one end varies, the other answer proves the state:
 * with a bad end that is bad in 3 of 10 trials, one bad trial makes a point bad, and 13 good ones
 * make it good, since (1 - 0.3)^13 is under 1 %.
 *
 * Once an answer was found to be wrong, these shortcuts are no longer trusted: a point is judged
 * until the odds are 99 to 1 (Wald, Sequential Tests of Statistical Hypotheses, 1945).
 */
#ifndef BISECT_RULE_H
#define BISECT_RULE_H

#include "bisect/answer.h"

#include <stdbool.h>
#include <stdint.h>

#define RULE_TRIALS_MAX	 30 /* at one point, on the way */
#define RULE_NEITHER_MAX 3  /* trials that decide nothing, after which a point is untestable */

struct counts {
	int64_t good, bad, neither;
};

struct rule {
	struct counts good_end, bad_end;
	bool good_varies, bad_varies;
	bool wary;	/* an answer was wrong */
	int64_t trials; /* that agree, at least, before a point is what they say */
	double miss;	/* how likely a point is called by the wrong word; 0: not known */
};

/*
 * Set all but the counts and wary of @rule, with @least trials or more.  1: both ends vary, and
 * nothing can be found; a wary search goes on where they are known to differ.
 */
int rule_set(struct rule *rule, int64_t least);

/* GOOD, BAD, UNTESTABLE; NONE: another trial is needed. */
enum answer rule_decide(const struct rule *rule, const struct counts *c);

/*
 * Fisher's exact test, one-sided: how likely the culprit is bad so often or more, were it no other
 * than its parent.
 */
double rule_chance(const struct counts *culprit, const struct counts *parent);

#endif
