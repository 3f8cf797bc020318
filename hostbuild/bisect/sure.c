// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a culprit is made sure of.
 *
 * It and each of its parents are booted again, the same number of times.  Fisher's exact test says
 * how likely such figures are if the two do not differ: three bad ones of three against none of
 * three happen by chance in 1 of 20 cases, which is 95 %.  The parent with the least difference
 * counts.  Where the figure is under --confidence, the number of trials is doubled, twice at most.
 *
 * Two points that answer alike cannot be a culprit and its parent: an answer on the way was wrong.
 * The same is so of a parent that is bad once where the good end never was.
 */
#include "bisect/sure.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LOOKS	     3	 /* at the figures: each doubles the trials */
#define ALIKE	     0.5 /* a chance from which on no more trials are made */
#define ALIKE_TRIALS 3	 /* fewer say nothing */

static struct counts repeats(const struct work *w, const struct point *p)
{
	const struct tally *t = finding_tally(w->finding, p->id);

	return t ? (struct counts){t->again_good, t->again_bad, t->again_neither}
		 : (struct counts){0};
}

/* Judge again until @n answers are had.  1: it cannot be judged that often. */
static int repeat(struct work *w, const struct point *p, int64_t n, enum answer wanted,
	struct observation *ret)
{
	struct visit v;
	int r = visit_begin(&v, w, p, w->round + 1);

	while (!r) {
		const struct counts c = repeats(w, p);
		struct observation o = {0};
		if (c.good + c.bad >= n)
			break;
		if (v.hopeless || c.neither >= RULE_NEITHER_MAX + (c.good + c.bad) / 2) {
			r = 1;
			break;
		}
		r = visit_ask(&v, &o);
		if (!r && o.answer == wanted) {
			observation_clear(ret);
			*ret = o;
		} else {
			observation_clear(&o);
		}
	}
	visit_end(&v);
	return r;
}

static int repeat_all(struct work *w, const struct point *culprit, int64_t n, char **ret_why)
{
	struct finding *f = w->finding;
	const struct point *failed = culprit;
	int r = repeat(w, culprit, n, ANSWER_BAD, &f->at);

	for (size_t i = 0; i < f->parents.n && !r; i++) {
		failed = &f->parents.list[i];
		r = repeat(w, failed, n, ANSWER_GOOD, &f->before);
	}
	if (r <= 0)
		return r;
	const struct tally *t = finding_tally(f, failed->id);
	*ret_why = format_string("%s cannot be judged again: %s", failed->title,
		t->why ? t->why : "it is untestable");
	return *ret_why ? 1 : diag_errno(-ENOMEM, "bisect");
}

/* The parent that differs least from the culprit, and how likely that is by chance. */
static const struct point *nearest(
	const struct work *w, const struct counts *culprit, double *ret_chance)
{
	const struct points *parents = &w->finding->parents;
	const struct point *least = NULL;

	*ret_chance = 0;
	for (size_t i = 0; i < parents->n; i++) {
		const struct counts c = repeats(w, &parents->list[i]);
		const double chance = rule_chance(culprit, &c);
		if (!least || chance > *ret_chance) {
			*ret_chance = chance;
			least = &parents->list[i];
		}
	}
	return least;
}

/* What two points that answer alike both are. */
static struct doubt which(const struct work *w, const struct point *culprit, const struct counts *c,
	const struct point *parent, const struct counts *p)
{
	if (p->bad && !w->rule.good_varies && p->bad >= p->good)
		return (struct doubt){parent, ANSWER_BAD};
	if (c->good && !w->rule.bad_varies && c->good > c->bad)
		return (struct doubt){culprit, ANSWER_GOOD};
	return (struct doubt){0};
}

static char *describe(const char *what, const struct point *culprit, const struct counts *c,
	const struct point *parent, const struct counts *p)
{
	return format_string("%s: %s was bad in %" PRId64 " of %" PRId64
			     " more trials, and %s before it in %" PRId64 " of %" PRId64,
		what, culprit->title, c->bad, c->good + c->bad, parent->title, p->bad,
		p->good + p->bad);
}

static int64_t first_trials(const struct work *w)
{
	return w->rule.trials > w->repeats ? w->rule.trials : w->repeats;
}

int sure_check(struct work *w, const struct point *culprit, enum sure *ret, char **ret_why,
	struct doubt *ret_doubt)
{
	struct finding *f = w->finding;
	int64_t n = first_trials(w);

	*ret_doubt = (struct doubt){0};
	for (int look = 1;; look++, n *= 2) {
		double chance;
		const int r = repeat_all(w, culprit, n, ret_why);
		*ret = UNSURE;
		if (r)
			return r < 0 ? r : 0;
		const struct counts c = repeats(w, culprit);
		const struct point *parent = nearest(w, &c, &chance);
		if (!parent) {
			*ret_why = strdup("nothing is known to be before it");
			return 0;
		}
		const struct counts p = repeats(w, parent);
		const bool stained = p.bad && !w->rule.good_varies && !w->rule.wary;
		f->confidence = 100 * (1 - chance);
		if (stained || (chance >= ALIKE && n >= ALIKE_TRIALS)) {
			*ret = WRONG;
			*ret_why = describe("an earlier answer was wrong", culprit, &c, parent, &p);
			*ret_doubt = which(w, culprit, &c, parent, &p);
			return *ret_why ? 0 : diag_errno(-ENOMEM, "bisect");
		}
		if (f->confidence + 1e-6 >= (double)w->confidence) {
			*ret = SURE;
			return 0;
		}
		if (look == LOOKS) {
			*ret_why =
				describe("the two do not differ enough", culprit, &c, parent, &p);
			return *ret_why ? 0 : diag_errno(-ENOMEM, "bisect");
		}
		diag_note("%.0f %% sure, and %" PRId64 " %% are wanted: judging both %" PRId64
			  " times",
			f->confidence, w->confidence, 2 * n);
	}
}

/* The tally of a point that is none of the axis's. */
static int take_tally(struct finding *f, size_t index, struct tally **ret)
{
	*ret = malloc(sizeof(**ret));
	if (!*ret)
		return diag_errno(-ENOMEM, "bisect");
	**ret = f->tallies[index];
	f->n_tallies--;
	memmove(&f->tallies[index], &f->tallies[index + 1],
		(f->n_tallies - index) * sizeof(*f->tallies));
	return 0;
}

/* Judge an end with a change to it. */
static int judge_changed(struct work *w, const struct point *p, struct tally **ret,
	enum without *ret_is, char **ret_why)
{
	struct observation one = {0};
	enum answer answer = ANSWER_NONE;
	struct visit v;
	int r = visit_begin(&v, w, p, 0);

	if (r)
		return r;
	r = visit_decide(&v, &answer, &one);
	*ret_is = answer == ANSWER_GOOD	 ? WITHOUT_GOOD
		  : answer == ANSWER_BAD ? WITHOUT_BAD
					 : WITHOUT_UNKNOWN;
	if (!r && *ret_is == WITHOUT_UNKNOWN)
		*ret_why = strdup(one.why ? one.why : "it is untestable");
	if (!r)
		r = take_tally(w->finding, v.tally, ret);
	observation_clear(&one);
	visit_end(&v);
	return r;
}

static int sure_alone(struct work *w, const struct point *culprit)
{
	struct finding *f = w->finding;
	struct axis *a = w->axis;
	struct point p = {0};

	if (!a->kind->alone)
		return 0;
	int r = a->kind->alone(a, culprit, &p, &f->alone_why);
	if (r == 1) {
		f->alone_is = WITHOUT_CONFLICTS;
		return 0;
	}
	if (!r) {
		diag_note("the good end with it alone: %s", p.title);
		r = judge_changed(w, &p, &f->alone, &f->alone_is, &f->alone_why);
	}
	point_clear(&p);
	return r;
}

int sure_without(struct work *w, const struct point *culprit)
{
	struct finding *f = w->finding;
	struct axis *a = w->axis;
	struct point p = {0};
	int r = 0;

	if (a->kind->without)
		r = a->kind->without(a, culprit, &p, &f->without_why);
	if (r == 1) {
		f->without_is = WITHOUT_CONFLICTS;
		r = 0;
	} else if (!r && a->kind->without) {
		diag_note("the bad end without it: %s", p.title);
		r = judge_changed(w, &p, &f->without, &f->without_is, &f->without_why);
	}
	point_clear(&p);
	return r ? r : sure_alone(w, culprit);
}
