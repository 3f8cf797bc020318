// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/ends.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <inttypes.h>

/* What the predicate compares with: only answers that are what an end must be. */
static void share(struct work *w)
{
	if (!w->question)
		return;
	w->question->ends = (struct predicate_ends){
		.good = w->good_end.answer == ANSWER_GOOD ? w->good_end.result : NULL,
		.bad = w->bad_end.answer == ANSWER_BAD ? w->bad_end.result : NULL};
}

/*
 * Until the end has @n answers, or has none that decides.  @ret is the observation that stands for
 * it: the first with the answer @wanted, else the first good or bad one, else the last.
 */
static int ask_end(struct work *w, const struct point *p, int64_t n, enum answer wanted,
	struct observation *ret)
{
	struct visit v;
	int r = visit_begin(&v, w, p, 0);

	if (r)
		return r;
	for (struct counts c; !r && !v.hopeless;) {
		c = visit_counts(visit_tally(&v));
		if (c.good + c.bad >= n || c.neither >= RULE_NEITHER_MAX + (c.good + c.bad) / 2)
			break;
		struct observation o = {0};
		r = visit_ask(&v, &o);
		const bool decided = ret->answer == ANSWER_GOOD || ret->answer == ANSWER_BAD;
		if (!r && (!decided || (o.answer == wanted && ret->answer != wanted))) {
			observation_clear(ret);
			*ret = o;
		} else {
			observation_clear(&o);
		}
		share(w);
	}
	visit_end(&v);
	return r;
}

static int set_rule(struct work *w, int64_t least)
{
	struct finding *f = w->finding;
	struct rule *rule = &w->rule;
	const struct tally *good = finding_tally(f, w->good.id), *bad = finding_tally(f, w->bad.id);

	rule->good_end = visit_counts(good);
	rule->bad_end = visit_counts(bad);
	const int r = rule_set(rule, least);
	f->trials_each = rule->trials;
	f->miss = rule->miss;
	if (!r)
		return 0;
	f->why = format_string("neither end is steady: the good one was good in %" PRId64
			       " of %" PRId64 " trials, the bad one bad in %" PRId64 " of %" PRId64,
		good->good, good->good + good->bad, bad->bad, bad->good + bad->bad);
	return f->why ? 1 : diag_errno(-ENOMEM, "bisect");
}

static bool varies(const struct counts *c)
{
	return c->good && c->bad;
}

int ends_judge_more(struct work *w, int64_t trials)
{
	const int64_t least = w->rule.trials;
	struct counts *good = &w->rule.good_end, *bad = &w->rule.bad_end;
	int r = ask_end(w, &w->good, trials, ANSWER_GOOD, &w->good_end);

	if (!r)
		r = ask_end(w, &w->bad, trials, ANSWER_BAD, &w->bad_end);
	if (!r)
		r = set_rule(w, least);
	if (r || (!varies(good) && !varies(bad)) || trials >= ENDS_TRIALS_VARY)
		return r;
	if (varies(good))
		r = ask_end(w, &w->good, ENDS_TRIALS_VARY, ANSWER_GOOD, &w->good_end);
	if (!r && varies(bad))
		r = ask_end(w, &w->bad, ENDS_TRIALS_VARY, ANSWER_BAD, &w->bad_end);
	return r ? r : set_rule(w, least);
}

static void say(const struct work *w, const struct point *p, bool bad)
{
	const struct tally *t = finding_tally(w->finding, p->id);
	const char *word = answer_word(bad ? ANSWER_BAD : ANSWER_GOOD);

	diag_note("the %s end, %s: %s in %" PRId64 " of %" PRId64 " trials%s%s", word, p->title,
		word, bad ? t->bad : t->good, t->good + t->bad, t->why ? ": " : "",
		t->why ? t->why : "");
}

static void say_rule(const struct work *w)
{
	const struct rule *rule = &w->rule;

	if (rule->trials > 1)
		diag_note("the %s end varies: a %s counts as %s after %" PRId64
			  " such trials, and is missed with %.1f %%",
			rule->bad_varies ? "bad" : "good", w->axis->kind->noun,
			rule->bad_varies ? "good" : "bad", rule->trials, 100 * rule->miss);
}

int ends_judge(struct work *w)
{
	const int64_t trials = w->repeats > ENDS_TRIALS ? w->repeats : ENDS_TRIALS;
	int r = w->axis->kind->ends(w->axis, &w->good, &w->bad);

	w->rule.trials = 1;
	/* an end at a time: each is checked out once */
	if (!r) {
		diag_note("judging the good end, %s", w->good.title);
		r = ask_end(w, &w->good, trials, ANSWER_GOOD, &w->good_end);
	}
	if (!r) {
		diag_note("judging the bad end, %s", w->bad.title);
		r = ask_end(w, &w->bad, trials, ANSWER_BAD, &w->bad_end);
	}
	if (!r && w->good_end.answer != ANSWER_UNTESTABLE && w->bad_end.answer != ANSWER_UNTESTABLE)
		r = ends_judge_more(w, trials);
	if (r >= 0) {
		say(w, &w->good, false);
		say(w, &w->bad, true);
	}
	if (r >= 0 && w->question) {
		const int wrong =
			predicate_check_ends(&w->question->predicate, &w->good_end, &w->bad_end);
		r = wrong ? wrong : r;
	}
	if (r >= 0 && (w->good_end.answer != ANSWER_GOOD || w->bad_end.answer != ANSWER_BAD)) {
		diag_error("the good end is %s and the bad end is %s: nothing can be found",
			answer_word(w->good_end.answer), answer_word(w->bad_end.answer));
		r = -ENODATA;
	}
	if (!r)
		say_rule(w);
	return r;
}
