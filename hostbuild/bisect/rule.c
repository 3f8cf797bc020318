// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/rule.h"

#include <math.h>

#define MISS_MAX   0.01
#define RATE_LEAST 0.1 /* no rate that few trials show is thought to be nearer to 0 or 1 */

/* The logarithm of the number of ways to choose @k of @n. */
static double log_choose(int64_t n, int64_t k)
{
	return lgamma((double)n + 1) - lgamma((double)k + 1) - lgamma((double)(n - k) + 1);
}

double rule_chance(const struct counts *culprit, const struct counts *parent)
{
	const int64_t n = culprit->good + culprit->bad, m = parent->good + parent->bad,
		      bad = culprit->bad + parent->bad;
	double chance = 0;

	for (int64_t i = culprit->bad; i <= n && i <= bad; i++)
		if (bad - i <= m)
			chance += exp(
				log_choose(n, i) + log_choose(m, bad - i) - log_choose(n + m, bad));
	return chance > 1 ? 1 : chance;
}

/* How many trials see an answer that has @rate at least once, but for MISS_MAX. */
static int64_t trials_for(double rate)
{
	const double n = ceil(log(MISS_MAX) / log(1 - rate) - 1e-9);

	return n < 1 ? 1 : n < RULE_TRIALS_MAX ? (int64_t)n : RULE_TRIALS_MAX;
}

int rule_set(struct rule *rule, int64_t least)
{
	const struct counts *good = &rule->good_end, *bad = &rule->bad_end;

	rule->good_varies = good->good && good->bad;
	rule->bad_varies = bad->good && bad->bad;
	rule->trials = least;
	rule->miss = 0;
	if (rule->good_varies && rule->bad_varies &&
		(!rule->wary || rule_chance(bad, good) > MISS_MAX))
		return 1;
	if (rule->good_varies == rule->bad_varies)
		return 0;
	const double rate = rule->bad_varies
				    ? (double)bad->bad / (double)(bad->good + bad->bad)
				    : (double)good->good / (double)(good->good + good->bad);
	const int64_t needed = trials_for(rate);
	rule->trials = needed > least ? needed : least;
	rule->miss = pow(1 - rate, (double)rule->trials);
	return 0;
}

static double clip(double rate)
{
	return rate < RATE_LEAST ? RATE_LEAST : rate > 1 - RATE_LEAST ? 1 - RATE_LEAST : rate;
}

/* How often a trial in the state of this end is bad. */
static double rate_of(const struct counts *end)
{
	return clip(((double)end->bad + 0.5) / ((double)(end->good + end->bad) + 1));
}

static enum answer decide_warily(const struct rule *rule, const struct counts *c)
{
	const double at_good = rate_of(&rule->good_end), at_bad = rate_of(&rule->bad_end);
	const double odds = (double)c->bad * log(at_bad / at_good) +
			    (double)c->good * log((1 - at_bad) / (1 - at_good));
	const int64_t n = c->good + c->bad;

	if (n >= RULE_TRIALS_MAX || (n >= rule->trials && fabs(odds) >= log(1 / MISS_MAX - 1)))
		return odds > 0 ? ANSWER_BAD : ANSWER_GOOD;
	return ANSWER_NONE;
}

enum answer rule_decide(const struct rule *rule, const struct counts *c)
{
	enum answer a = ANSWER_NONE;

	if (rule->wary)
		a = decide_warily(rule, c);
	else if (rule->good_varies)
		a = c->good ? ANSWER_GOOD : c->bad >= rule->trials ? ANSWER_BAD : ANSWER_NONE;
	else if (rule->bad_varies)
		a = c->bad ? ANSWER_BAD : c->good >= rule->trials ? ANSWER_GOOD : ANSWER_NONE;
	else if (c->good + c->bad >= rule->trials)
		a = c->bad > c->good ? ANSWER_BAD : ANSWER_GOOD;
	if (!a && c->neither >= RULE_NEITHER_MAX + (c->good + c->bad) / 2)
		a = ANSWER_UNTESTABLE;
	return a;
}
