// SPDX-License-Identifier: GPL-2.0-only
/* From the answers of a trial to the one of the point. */
#include "bisect/holds.h"
#include "bisect/predicate.h"

#include <stdio.h>
#include <string.h>

/* What a question comes to, over all answers that it is asked of. */
struct sum {
	size_t n;		     /* answers; 0: it is asked of none */
	enum truth truth;	     /* of all, or of any */
	const struct asked *witness; /* the first that decided it */
	size_t more;		     /* others like that */
	char why[HOLDS_WHY_SIZE];
};

static void add(struct sum *s, enum truth truth, bool any, const struct asked *a, const char *why)
{
	/* of any, one that holds decides; of all, one that does not */
	const enum truth strong = truth_of(any);
	const bool first = !s->n++;

	if (!first && truth == s->truth) {
		s->more++;
		return;
	}
	if (!first && (s->truth == strong || (truth != strong && truth != TRUTH_UNKNOWN)))
		return;
	s->truth = truth;
	s->witness = a;
	s->more = 0;
	snprintf(s->why, sizeof(s->why), "%s", why);
}

static void append(char *why, size_t size, const char *text)
{
	const size_t len = strlen(why);

	if (!strstr(why, text))
		snprintf(why + len, size - len, "%s%.*s", len ? ", " : "", (int)(size - len), text);
}

/*
 * Whether all terms of one sort hold of @a.  False: they are not about such an answer.  @why: the
 * first that does not hold; else the first that is not known; else all.
 */
static bool holds_all(enum truth *ret, const struct predicate *p, bool bad, bool whole,
	const struct asked *a, enum stage stage, char *why, size_t size)
{
	char one[HOLDS_WHY_SIZE];
	bool any = false;

	*ret = TRUTH_YES;
	*why = '\0';
	for (size_t i = 0; i < p->n_terms; i++) {
		const struct term *t = &p->terms[i];
		if (t->bad != bad || t->whole != whole)
			continue;
		if (!term_is_of(t, p, a)) {
			/* a whole without figures is not bad for the other terms */
			if (bad)
				return false;
			continue;
		}
		any = true;
		const enum truth holds = term_holds(t, a, stage, one, sizeof(one));
		if (holds == TRUTH_YES && *ret == TRUTH_YES)
			append(why, size, one);
		if (holds == TRUTH_YES || *ret == TRUTH_NO || holds == *ret)
			continue;
		*ret = holds;
		snprintf(why, size, "%s", one);
	}
	return any;
}

static bool has_terms(const struct predicate *p, bool bad, bool whole)
{
	bool any = false;

	for (size_t i = 0; i < p->n_terms && !any; i++)
		any = p->terms[i].bad == bad && p->terms[i].whole == whole;
	return any;
}

/* One option, of programs or of wholes.  @ret is zeroed. */
static void sum_up(struct sum *ret, const struct predicate *p, bool bad, bool whole,
	const struct asked_list *l, enum stage stage)
{
	char why[HOLDS_WHY_SIZE];
	enum truth truth;

	ret->truth = truth_of(!bad);
	for (size_t i = 0; i < l->n; i++)
		if (holds_all(&truth, p, bad, whole, &l->items[i], stage, why, sizeof(why)))
			add(ret, truth, bad, &l->items[i], why);
	if (ret->n || !has_terms(p, bad, whole))
		return;
	ret->truth = TRUTH_UNKNOWN;
	snprintf(ret->why, sizeof(ret->why), "no %s has an answer",
		whole ? "object as a whole" : "program");
}

static enum answer decide(
	struct observation *o, enum answer answer, const struct sum *s, const char *also)
{
	char name[ASKED_NAME_SIZE] = "", more[40] = "";

	if (s->witness)
		asked_name(name, s->witness);
	if (s->more)
		snprintf(more, sizeof(more), " (and %zu more)", s->more);
	return observation_set(
		o, answer, "%s%s%s%s%s", name, *name ? ": " : "", s->why, more, also);
}

/* Both sorts of one option: all must hold. */
static enum truth both(const struct sum *one, const struct sum *other)
{
	if (one->truth == TRUTH_NO || other->truth == TRUTH_NO)
		return TRUTH_NO;
	return one->truth == TRUTH_YES ? other->truth : one->truth;
}

/* The one of both that has @truth. */
static const struct sum *that_is(enum truth truth, const struct sum *one, const struct sum *other)
{
	return one->truth == truth && (one->n || *one->why) ? one : other;
}

/* "; left out: …", for people, at the end that says what is asked. */
static void tell_left_out(char *ret, size_t size, const struct asked_list *l, enum stage stage)
{
	char name[ASKED_NAME_SIZE], answer[ANSWER_SIZE];
	const struct asked *a = &l->left_out;

	*ret = '\0';
	if (!l->n_left_out || a->good.kernel || stage == STAGE_POINT)
		return;
	const int len = snprintf(ret, size, "; left out: %s (%s)", asked_name(name, a),
		answer_text(answer, &a->now));
	if (l->n_left_out > 1 && (size_t)len < size)
		snprintf(ret + len, size - (size_t)len, " and %zu more", l->n_left_out - 1);
}

static enum answer judge_terms(struct observation *o, const struct predicate *p,
	const struct asked_list *l, enum stage stage)
{
	struct sum good = {0}, good_wholes = {0}, bad = {0}, bad_wholes = {0};
	const bool has_bad = has_terms(p, true, false) || has_terms(p, true, true);
	const bool has_good = has_terms(p, false, false) || has_terms(p, false, true);
	char left_out[ASKED_NAME_SIZE + ANSWER_SIZE];

	sum_up(&good, p, false, false, l, stage);
	sum_up(&good_wholes, p, false, true, l, stage);
	sum_up(&bad, p, true, false, l, stage);
	sum_up(&bad_wholes, p, true, true, l, stage);
	if (!has_terms(p, true, false))
		bad.truth = TRUTH_YES;
	if (!has_terms(p, true, true))
		bad_wholes.truth = TRUTH_YES;
	const enum truth is_good = both(&good, &good_wholes), is_bad = both(&bad, &bad_wholes);
	if (has_bad && is_bad == TRUTH_YES)
		return decide(o, ANSWER_BAD, that_is(TRUTH_YES, &bad, &bad_wholes), "");
	if (has_bad && is_bad == TRUTH_UNKNOWN)
		return decide(o, ANSWER_UNTESTABLE, that_is(TRUTH_UNKNOWN, &bad, &bad_wholes), "");
	if (has_good && is_good != TRUTH_YES)
		return decide(o,
			has_bad || is_good == TRUTH_UNKNOWN ? ANSWER_UNTESTABLE : ANSWER_BAD,
			that_is(is_good, &good, &good_wholes),
			has_bad && is_good == TRUTH_NO ? ": neither --good-is nor --bad-is holds"
						       : "");
	tell_left_out(left_out, sizeof(left_out), l, stage);
	return decide(o, ANSWER_GOOD,
		has_good ? that_is(TRUTH_YES, &good, &good_wholes)
			 : that_is(TRUTH_NO, &bad, &bad_wholes),
		left_out);
}

/* Whether the answer is that of the good end. */
static enum truth is_as_good(const struct asked *a, enum stage stage, char *why, size_t size)
{
	char now[ANSWER_SIZE], good[ANSWER_SIZE], bad[ANSWER_SIZE];
	const enum standing standing = standing_of(&a->now);

	answer_text(now, &a->now);
	answer_text(good, &a->good);
	answer_text(bad, &a->bad);
	snprintf(why, size, "%s", now);
	if (standing > DIED || (standing == DIED && !death_is_answer(a, stage, false, why, size)))
		return TRUTH_UNKNOWN;
	if (stage == STAGE_GOOD_END)
		return TRUTH_YES;
	const enum truth as_good = answers_alike(&a->now, &a->good);
	const enum truth as_bad = a->bad.of ? answers_alike(&a->now, &a->bad) : TRUTH_NO;
	if (as_good == TRUTH_YES && as_bad != TRUTH_YES)
		return TRUTH_YES;
	snprintf(why, size, "%s where the good end has %s", now, good);
	if (as_good == TRUTH_NO && (as_bad == TRUTH_YES || stage != STAGE_POINT))
		return TRUTH_NO;
	if (a->bad.of)
		snprintf(why, size, "%s, which is the answer of neither end (%s; %s)", now, good,
			bad);
	return TRUTH_UNKNOWN;
}

static enum answer judge_alike(struct observation *o, const struct asked_list *l, enum stage stage)
{
	char why[HOLDS_WHY_SIZE], left_out[ASKED_NAME_SIZE + ANSWER_SIZE];
	struct sum good = {0};

	for (size_t i = 0; i < l->n; i++) {
		const enum truth truth = is_as_good(&l->items[i], stage, why, sizeof(why));
		add(&good, truth, false, &l->items[i], why);
	}
	tell_left_out(left_out, sizeof(left_out), l, stage);
	return decide(o,
		good.truth == TRUTH_YES	 ? ANSWER_GOOD
		: good.truth == TRUTH_NO ? ANSWER_BAD
					 : ANSWER_UNTESTABLE,
		&good, good.truth == TRUTH_YES ? left_out : "");
}

/* Nothing that is asked for has an answer. */
static enum answer judge_nothing(struct observation *o, const struct asked_list *l)
{
	char name[ASKED_NAME_SIZE], answer[ANSWER_SIZE];
	const struct asked *a = &l->left_out;
	const struct had *h = a->good.kernel ? &a->good : &a->now;

	if (!l->n_left_out)
		return l->n_alike
			       ? observation_set(o, ANSWER_UNTESTABLE, "both ends answer the same")
			       : observation_set(o, ANSWER_STOP, "no object has a program");
	const bool never = l->n_never == l->n_left_out;
	const bool setting = *h->of->result.setting;
	const char *help = setting ? h->of->result.setting : h->of->result.help;
	if (!never)
		help = "";
	return observation_set(o, never ? ANSWER_STOP : ANSWER_UNTESTABLE,
		"%s: %s, and nothing else is asked%s%s%s", asked_name(name, a),
		answer_text(answer, h), *help ? "; " : "",
		*help && setting ? "bpfjury.yaml can say " : "", help);
}

static enum answer judge_incomplete(struct observation *o, const struct result_kernel *k)
{
	const bool of_host = k->outcome == OUTCOME_INFRA || k->outcome == OUTCOME_INTERRUPTED;

	return observation_set(o, of_host ? ANSWER_STOP : ANSWER_UNTESTABLE, "%s%s%s",
		k->outcome == OUTCOME_COMPLETE ? "nothing proves its result"
					       : outcome_word(k->outcome),
		k->why ? ": " : "", k->why ? k->why : "");
}

void predicate_judge(
	struct observation *o, const struct predicate *p, const struct predicate_ends *e)
{
	const struct result *from = e->good ? e->good : o->result;
	struct asked_list l = {0};
	char why[1024];

	o->answer = ANSWER_NONE;
	if (!o->result || !o->result->n_kernels)
		observation_set(o, ANSWER_STOP, "nothing was judged");
	else if (!result_kernel_is_complete(&o->result->kernels[0]))
		judge_incomplete(o, &o->result->kernels[0]);
	else if (asked_misses(p, from, why, sizeof(why)))
		observation_set(o, ANSWER_STOP, "%s", why);
	else if (asked_make(&l, p, o->result, e))
		observation_set(o, ANSWER_STOP, "no memory");
	else if (!l.n)
		judge_nothing(o, &l);
	else if (p->n_terms)
		judge_terms(o, p, &l, stage_of(e));
	else
		judge_alike(o, &l, stage_of(e));
	asked_clear(&l);
}
