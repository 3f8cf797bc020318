// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/answers.h"
#include "cleanup.h"
#include "verdict/reasons.h"

#include <stdio.h>
#include <string.h>

enum truth truth_of(bool b)
{
	return b ? TRUTH_YES : TRUTH_NO;
}

enum truth truth_not(enum truth t)
{
	return t == TRUTH_UNKNOWN ? t : truth_of(t == TRUTH_NO);
}

enum standing standing_of(const struct had *h)
{
	if (!h->of)
		return NO_PROGRAM;
	switch (h->of->result.verdict) {
	case VERDICT_ACCEPTED:
	case VERDICT_REJECTED:
		return STANDS;
	case VERDICT_UNLOADABLE:
		/* the process that loads it died: no kernel said anything */
		return reason_is(&h->of->result, REASON_LOADER_CRASHED) ? NO_ANSWER : STANDS;
	case VERDICT_CRASHED:
	case VERDICT_TIMEOUT:
		return DIED;
	default:
		return NO_ANSWER;
	}
}

bool is_the_same_everywhere(const struct had *h)
{
	static const enum reason reasons[] = {REASON_CONFIGURED, REASON_LIBBPF_TOO_OLD,
		REASON_LOADER_OWN, REASON_NO_PROGRAMS, REASON_NOT_LOADED, REASON_SETTING_UNFIT,
		REASON_TARGET_OF_LOADER};
	bool same = false;

	for (size_t i = 0; h->of && i < ARRAY_SIZE(reasons) && !same; i++)
		same = standing_of(h) == NO_ANSWER && reason_is(&h->of->result, reasons[i]);
	return same;
}

const char *answer_text(char ret[ANSWER_SIZE], const struct had *h)
{
	const struct program_result *p = h->of ? &h->of->result : NULL;
	char title[TITLE_SIZE];

	if (!p) {
		snprintf(ret, ANSWER_SIZE, "not in its object");
		return ret;
	}
	const char *verdict = verdict_word(p->verdict), *symbol = errno_symbol(p->err);
	snprintf(ret, ANSWER_SIZE, "%s%s%s%s%s", verdict ? verdict : "without an answer",
		symbol ? " " : "", symbol ? symbol : "", *p->reason ? " " : "", p->reason);
	const size_t len = strlen(ret);
	if (p->verdict == VERDICT_CRASHED && *death_title(title, h))
		snprintf(ret + len, ANSWER_SIZE - len, " (%.300s)", title);
	return ret;
}

/* Of the splats of the answer the one that it died of: the last, or the one that it names. */
static const struct result_splat *death_splat(const struct had *h)
{
	const struct result_splat *of_object = NULL, *of_program = NULL;

	for (size_t i = 0; h->of && i < h->kernel->n_splats; i++) {
		const struct result_splat *s = &h->kernel->splats[i];
		if (s->object != h->object ||
			(s->program >= 0 && h->program >= 0 && s->program != h->program))
			continue;
		if (strcmp(s->title, h->of->result.detail) == 0)
			return s;
		if (s->program >= 0)
			of_program = s;
		else
			of_object = s;
	}
	return of_program ? of_program : of_object;
}

const char *death_title(char ret[TITLE_SIZE], const struct had *h)
{
	const struct result_splat *s = death_splat(h);

	snprintf(ret, TITLE_SIZE, "%s", s ? s->title : h->of ? h->of->result.detail : "");
	return ret;
}

/* Whether a->now died as @other did; @why: it did not. */
static bool died_alike(const struct asked *a, const struct had *other, char *why, size_t size)
{
	char now[TITLE_SIZE], then[TITLE_SIZE];

	if (a->now.of->result.verdict != VERDICT_CRASHED ||
		strcmp(death_title(now, &a->now), death_title(then, other)) == 0)
		return true;
	snprintf(why, size, "another splat: %.300s instead of %.300s", now, then);
	return false;
}

bool death_is_answer(const struct asked *a, enum stage stage, bool about, char *why, size_t size)
{
	const enum verdict verdict = a->now.of->result.verdict;
	const struct result_splat *s = death_splat(&a->now);
	char answer[ANSWER_SIZE];

	snprintf(why, size, "%s, which decides nothing", answer_text(answer, &a->now));
	if (verdict == VERDICT_CRASHED && s && s->allowed) {
		snprintf(why, size, "%s, which is allowed: %.200s", answer, s->allowed->reason);
		return false;
	}
	if (a->bad.of && a->bad.of->result.verdict == verdict)
		return died_alike(a, &a->bad, why, size);
	if (about && a->good.of && a->good.of->result.verdict == verdict)
		return died_alike(a, &a->good, why, size);
	return about || stage == STAGE_BAD_END;
}

static bool is_of_verdict(enum met met)
{
	return met == MET_MET || met == MET_UNMET;
}

/* A splat is no reason: what the kernel answered is the same with it. */
static const char *reason_of(const struct program_result *p)
{
	return reason_is(p, REASON_SPLAT) ? "" : p->reason;
}

static enum truth reasons_alike(const struct program_result *a, const struct program_result *b)
{
	const bool unclear = reason_is(a, REASON_UNCLASSIFIED) || !*reason_of(a),
		   other = reason_is(b, REASON_UNCLASSIFIED) || !*reason_of(b);

	if (a->verdict == VERDICT_ACCEPTED)
		return TRUTH_YES;
	if (unclear && other)
		return strcmp(a->detail, b->detail) == 0 ? TRUTH_YES : TRUTH_UNKNOWN;
	return unclear || other ? TRUTH_UNKNOWN : truth_of(strcmp(a->reason, b->reason) == 0);
}

enum truth answers_alike(const struct had *x, const struct had *y)
{
	if (standing_of(x) > DIED || standing_of(y) > DIED)
		return TRUTH_UNKNOWN;
	const struct program_result *a = &x->of->result, *b = &y->of->result;
	char one[TITLE_SIZE], other[TITLE_SIZE];

	if (a->verdict != b->verdict)
		return TRUTH_NO;
	if (a->verdict == VERDICT_CRASHED)
		return truth_of(strcmp(death_title(one, x), death_title(other, y)) == 0);
	if (!reason_is(a, REASON_SPLAT) && !reason_is(b, REASON_SPLAT) && is_of_verdict(a->met) &&
		is_of_verdict(b->met) && a->met != b->met)
		return TRUTH_NO;
	return reasons_alike(a, b);
}
