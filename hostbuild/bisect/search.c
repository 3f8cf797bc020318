// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a search goes.
 *
 *	1. Both ends are judged, more than once, so that it is known whether they are steady
 *	   (ends.h).
 *	2. The axis says which point is next, until it has none left.  Each is judged as often as
 *	   the rule asks for (rule.h).
 *	3. What is found is judged again with its parents (sure.h).  Where that, or what the point
 *	   is, shows that an answer was wrong, the ends and all points are judged more often, with
 *	   what they answered before counted, and the search begins anew; twice at most.
 *	4. The culprit is taken away from the bad end, which is judged without it.
 */
#include "bisect/search.h"
#include "bisect/ends.h"
#include "bisect/progress.h"
#include "bisect/sure.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS	     2 /* in which a wrong answer is searched past */
#define TRIALS_RAISE 3 /* times as many trials of a point in each */

static int judge_one(struct work *w, const struct point *p)
{
	struct finding *f = w->finding;
	struct observation one = {0};
	enum answer answer = ANSWER_NONE;
	struct visit v;
	int r = visit_begin(&v, w, p, 0);

	if (r)
		return r;
	f->steps += !visit_tally(&v)->on_way;
	progress_step(w, p);
	r = visit_decide(&v, &answer, &one);
	if (!r) {
		progress_answer(w, p, answer);
		r = w->axis->kind->mark(w->axis, p, answer);
	}
	if (!r && one.answer == answer && answer != ANSWER_UNTESTABLE) {
		struct observation *to = answer == ANSWER_BAD ? &f->at : &f->before;
		observation_clear(to);
		*to = one;
		one = (struct observation){0};
	}
	observation_clear(&one);
	visit_end(&v);
	return r;
}

static int halve(struct work *w)
{
	struct axis *a = w->axis;
	int r;

	do {
		struct point p = {0};
		r = a->kind->next(a, &p);
		if (!r)
			r = judge_one(w, &p);
		else if (r > 0)
			r = 1;
		point_clear(&p);
	} while (!r);
	return r < 0 ? r : 0;
}

/* Who is suspected now, and what is before them. */
static int take_suspects(struct work *w)
{
	struct finding *f = w->finding;
	const struct axis_kind *kind = w->axis->kind;

	points_clear(&f->suspects);
	points_clear(&f->parents);
	int r = kind->suspects(w->axis, &f->suspects);
	f->why = !r && kind->why ? kind->why(w->axis) : NULL;
	if (!r && !f->suspects.n && !f->why) {
		diag_error("between %s and %s there is no %s", w->good.title, w->bad.title,
			kind->noun);
		return -EIO;
	}
	return r || !f->suspects.n ? r : kind->before(w->axis, &f->suspects.list[0], &f->parents);
}

static bool same_image(const struct work *w, const struct point *p)
{
	const struct tally *t = finding_tally(w->finding, p->id);
	bool same = false;

	for (size_t i = 0; i < w->finding->parents.n && t && *t->image; i++) {
		const struct tally *parent =
			finding_tally(w->finding, w->finding->parents.list[i].id);
		same |= parent && strcmp(parent->image, t->image) == 0;
	}
	return same;
}

static int is_same_as_parent(const struct work *w, const struct point *p, char **ret_why)
{
	if (!same_image(w, p))
		return 0;
	*ret_why = format_string("%s and what is before it are the same kernel", p->title);
	return *ret_why ? 1 : diag_errno(-ENOMEM, "bisect");
}

/* Whether the one suspect cannot be it, whatever was answered: 1, and @ret_why. */
static int is_harmless(struct work *w, const struct point *p, char **ret_why)
{
	const struct axis_kind *kind = w->axis->kind;
	cleanup_free char *why = NULL;
	int r = is_same_as_parent(w, p, ret_why);

	if (r)
		return r;
	if (kind->harmless && (r = kind->harmless(w->axis, p, &why)) == 1)
		*ret_why = format_string("%s changes no verdict: %s", p->title, why ? why : "");
	else
		return r;
	return *ret_why ? 1 : diag_errno(-ENOMEM, "bisect");
}

static void forget_repeats(struct finding *f)
{
	for (size_t i = 0; i < f->n_tallies; i++) {
		struct tally *t = &f->tallies[i];
		t->again_good = t->again_bad = t->again_neither = 0;
	}
	f->confidence = 0;
}

/* Begin anew, with more trials.  1: the ends do not differ then. */
static int search_past(struct work *w, const char *why, const struct doubt *doubt)
{
	struct axis *a = w->axis;
	const int64_t trials = w->rule.trials * TRIALS_RAISE;
	int r = finding_note(w->finding, "%s; each %s is judged %" PRId64 " times or more now", why,
		a->kind->noun, trials < RULE_TRIALS_MAX ? trials : RULE_TRIALS_MAX);

	w->round++;
	w->rule.wary = true;
	w->rule.trials = trials < RULE_TRIALS_MAX ? trials : RULE_TRIALS_MAX;
	if (!r)
		r = ends_judge_more(w, w->rule.trials + ENDS_TRIALS);
	if (!r)
		r = a->kind->forget(a);
	if (!r && doubt->point && strcmp(doubt->point->id, w->good.id) != 0 &&
		strcmp(doubt->point->id, w->bad.id) != 0)
		r = a->kind->mark(a, doubt->point, doubt->is);
	if (!r)
		forget_repeats(w->finding);
	return r;
}

static char *untested(const struct work *w)
{
	const size_t n = w->finding->suspects.n;

	return format_string("%zu %s between them could not be judged", n - 1,
		n == 2 ? w->axis->kind->noun : w->axis->kind->nouns);
}

/* One round.  1: an answer was wrong, why is in @ret_why, and the finding says nothing. */
static int search_once(struct work *w, char **ret_why, struct doubt *ret_doubt)
{
	struct finding *f = w->finding;
	enum sure sure = WRONG;
	int r = halve(w);

	if (!r)
		r = take_suspects(w);
	if (r || f->why) { /* the axis cannot say more */
		f->found = !r && f->suspects.n ? FOUND_RANGE : FOUND_NOTHING;
		return r;
	}
	const struct point *last = &f->suspects.list[f->suspects.n - 1];
	if (f->suspects.n == 1 && (r = is_harmless(w, last, ret_why)))
		return r;
	progress_again(w, last);
	r = sure_check(w, last, &sure, ret_why, ret_doubt);
	/* of a parent that was judged for the first time now */
	if (!r && sure == SURE && f->suspects.n == 1 && (r = is_same_as_parent(w, last, ret_why)))
		return r;
	if (r || sure == WRONG)
		return r ? r : 1;
	f->found = sure != SURE ? FOUND_NOTHING : f->suspects.n > 1 ? FOUND_RANGE : FOUND_CULPRIT;
	if (f->found == FOUND_RANGE)
		f->why = untested(w);
	else if (f->found == FOUND_NOTHING)
		f->why = steal(ret_why);
	return f->found == FOUND_CULPRIT || f->why ? 0 : diag_errno(-ENOMEM, "bisect");
}

static int search_rounds(struct work *w)
{
	struct finding *f = w->finding;

	for (;;) {
		cleanup_free char *why = NULL;
		struct doubt doubt = {0};
		int r = search_once(w, &why, &doubt);
		if (r <= 0)
			return r;
		if (w->round == ROUNDS) {
			f->why = steal(&why);
			f->confidence = 0;
			return 0;
		}
		r = search_past(w, why, &doubt);
		if (r)
			return r < 0 ? r : 0; /* finding.why is set */
	}
}

static int search(struct work *w)
{
	struct finding *f = w->finding;
	int r = ends_judge(w);

	if (r)
		return r < 0 ? r : 0;
	r = search_rounds(w);
	if (r || f->found != FOUND_CULPRIT)
		return r;
	f->described = w->axis->kind->describe(w->axis, &f->suspects.list[0]);
	return sure_without(w, &f->suspects.list[0]);
}

int search_run(struct finding *ret, const struct search *s)
{
	struct journal memory = JOURNAL_NONE;
	struct finding f = {0};
	struct work w = {.axis = s->axis,
		.judge = s->judge,
		.question = s->question,
		.journal = s->journal ? s->journal : &memory,
		.repeats = s->repeats,
		.confidence = s->confidence,
		.finding = &f};
	int r = search(&w);

	progress_end();
	/* what was found is shown all the same where that fails */
	if (!r || r == -ENODATA)
		journal_finish(w.journal, f.found == FOUND_CULPRIT);
	if (s->question)
		s->question->ends = (struct predicate_ends){0};
	observation_clear(&w.good_end);
	observation_clear(&w.bad_end);
	point_clear(&w.good);
	point_clear(&w.bad);
	journal_close(&memory);
	if (r)
		finding_clear(&f);
	else
		*ret = f;
	return r;
}
