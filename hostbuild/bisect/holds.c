// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/holds.h"
#include "cleanup.h"
#include "verdict/reasons.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LOG_LINES 20 /* from the end of a log, in which a message is looked for */

bool term_is_of(const struct term *t, const struct predicate *p, const struct asked *a)
{
	if (t->whole || !a->whole)
		return t->whole == a->whole;
	return !p->n_programs && t->kind != TERM_FIGURE && t->kind != TERM_RETVAL;
}

/* The text of why it is not known. */
static enum truth unknown(char *why, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static enum truth unknown(char *why, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, size, format, args);
	va_end(args);
	return TRUTH_UNKNOWN;
}

/* The answer, and where it differs that of the good end. */
static void tell_answer(const struct asked *a, char *why, size_t size)
{
	char now[ANSWER_SIZE], good[ANSWER_SIZE];

	answer_text(now, &a->now);
	answer_text(good, &a->good);
	if (a->good.of && strcmp(now, good) != 0)
		snprintf(why, size, "%s where the good end has %s", now, good);
	else
		snprintf(why, size, "%s", now);
}

static enum truth holds_met(
	const struct term *t, const struct program_result *p, char *why, size_t size)
{
	/* what was not asked about makes nothing unmet */
	if (reason_is(p, REASON_SPLAT))
		return unknown(
			why, size, "whether it is met is not known for a splat: %s", p->detail);
	if (p->met != MET_MET && p->met != MET_UNMET)
		return unknown(why, size, "whether it is met is not known");
	return truth_of(p->met == t->met);
}

static enum truth holds_reason(
	const struct term *t, const struct program_result *p, char *why, size_t size)
{
	const bool same = strcmp(p->reason, t->word) == 0;
	const bool refused = p->verdict == VERDICT_REJECTED || p->verdict == VERDICT_UNLOADABLE;

	if (!same && refused && (!*p->reason || reason_is(p, REASON_UNCLASSIFIED)))
		return unknown(why, size, "it is refused for a reason that no pattern matches: %s",
			p->detail);
	return truth_of(same);
}

/* Whether a line of the verifier is no instruction's source, which may quote anything. */
static bool fits_line(const struct term *t, const char *line, size_t len)
{
	char text[4096];

	if (len >= 2 && strncmp(line, "; ", 2) == 0)
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)(len < sizeof(text) ? len : sizeof(text)), line);
	return regexec(t->message, text, 0, NULL, 0) == 0;
}

static bool fits_log(const struct term *t, const char *log)
{
	const char *end = log + strlen(log);

	for (int lines = 0; end > log && lines < LOG_LINES; lines++) {
		const char *from = end - 1;
		while (from > log && from[-1] != '\n')
			from--;
		size_t len = (size_t)(end - from);
		if (len && from[len - 1] == '\n')
			len--;
		if (fits_line(t, from, len))
			return true;
		end = from;
	}
	return false;
}

static enum truth holds_message(const struct term *t, const struct asked *a, char *why, size_t size)
{
	const struct result_program *p = a->now.of;
	char answer[ANSWER_SIZE];

	if (fits_line(t, p->result.detail, strlen(p->result.detail)) ||
		(p->log && fits_log(t, p->log)))
		return TRUTH_YES;
	if (p->log_cut)
		return unknown(why, size, "its log is cut, and what is left has no %s", t->text);
	if (*p->result.detail)
		snprintf(why, size, "%s: %s", answer_text(answer, &a->now), p->result.detail);
	return TRUTH_NO;
}

/* Whether the splat may be of the answer. */
static bool is_splat_of(const struct result_splat *s, const struct had *h)
{
	if (s->object < 0)
		return true;
	return s->object == h->object &&
	       (s->program < 0 || h->program < 0 || s->program == h->program);
}

static enum truth holds_splat(const struct term *t, const struct asked *a, char *why, size_t size)
{
	const struct result_kernel *k = a->now.kernel;
	const struct result_splat *of_nobody = NULL;

	for (size_t i = 0; i < k->n_splats; i++) {
		const struct result_splat *s = &k->splats[i];
		if (s->allowed || !is_splat_of(s, &a->now) ||
			(t->word && fnmatch(t->word, s->title, 0) != 0))
			continue;
		if (!t->word && s->object < 0) {
			of_nobody = s;
			continue;
		}
		snprintf(why, size, "the kernel reports %s", s->title);
		return TRUTH_YES;
	}
	if (of_nobody)
		return unknown(why, size, "a splat that may be of anything: %s", of_nobody->title);
	snprintf(why, size, "no splat%s%s", t->word ? " fits " : "", t->word ? t->word : "");
	return TRUTH_NO;
}

static enum truth holds_retval(
	const struct term *t, const struct program_result *p, char *why, size_t size)
{
	if (!p->ran)
		return unknown(why, size, "it was not run");
	snprintf(why, size, "it returned %" PRId32, p->retval);
	return truth_of(p->retval == t->number);
}

/* What the figure is compared with, times 1000, and as text; false: that is not known. */
static bool find_bound(
	const struct term *t, const struct asked *a, __int128 *ret, char *text, size_t size)
{
	const struct statistic *of = t->of.statistic;
	const int64_t limit = of->limit_of ? of->limit_of(&a->now.of->result) : UNKNOWN_FIGURE;
	/* the good end itself is judged before there is one to compare with */
	const struct had *end = a->good.kernel ? &a->good : &a->now;
	const int64_t good = end->of ? of->of(&end->of->result) : UNKNOWN_FIGURE;
	const int64_t whole = t->number / 1000, part = t->number % 1000;

	switch (t->bound) {
	case BOUND_NUMBER:
		*ret = (__int128)t->number * 1000;
		snprintf(text, size, "%" PRId64, t->number);
		return true;
	case BOUND_LIMIT:
		*ret = (__int128)limit * t->number * 10;
		snprintf(text, size, "%" PRId64 " %% of the limit %" PRId64, t->number, limit);
		return limit >= 0;
	case BOUND_GOOD:
		break;
	}
	*ret = (__int128)good * t->number + (__int128)t->plus * 1000;
	if (t->plus)
		snprintf(text, size, "%" PRId64 " %c %" PRId64, good, t->plus < 0 ? '-' : '+',
			t->plus < 0 ? -t->plus : t->plus);
	else if (t->number == 1000)
		snprintf(text, size, "%" PRId64 " at the good end", good);
	else
		snprintf(text, size, "%" PRId64 ".%0*" PRId64 " * %" PRId64, whole,
			part % 100 == 0	 ? 1
			: part % 10 == 0 ? 2
					 : 3,
			part % 100 == 0	 ? part / 100
			: part % 10 == 0 ? part / 10
					 : part,
			good);
	return good >= 0;
}

/*
 * A figure of a refused program is what was counted until then: the whole one may be more.  It
 * decides only what no larger one would change.
 */
static bool is_decided(const struct term *t, const struct had *h, int order)
{
	if (h->of->result.verdict == VERDICT_ACCEPTED)
		return true;
	return order > 0 || (order == 0 && (t->how == FILTER_LESS || t->how == FILTER_AT_LEAST));
}

static enum truth holds_figure(const struct term *t, const struct asked *a, char *why, size_t size)
{
	const int64_t figure = t->of.statistic->of(&a->now.of->result);
	char bound[128], answer[ANSWER_SIZE];
	__int128 value;

	answer_text(answer, &a->now);
	if (!find_bound(t, a, &value, bound, sizeof(bound))) {
		if (t->bound == BOUND_GOOD)
			return unknown(why, size, "the good end gave no figure %s", t->of.name);
		return unknown(why, size, "the kernel gave no limit of %s", t->of.name);
	}
	if (figure < 0)
		return unknown(
			why, size, "%s, and the kernel gave no figure %s", answer, t->of.name);
	const __int128 now = (__int128)figure * 1000;
	const int order = (now > value) - (now < value);
	if (!is_decided(t, &a->now, order))
		return unknown(why, size, "%s after %s %" PRId64 ", which is not the whole figure",
			answer, t->of.name, figure);
	snprintf(why, size, "%s %" PRId64 " is %s %s", t->of.name, figure,
		order > 0   ? "more than"
		: order < 0 ? "less than"
			    : "as much as",
		bound);
	return truth_of(filter_operator_holds(t->how, order));
}

/* What @t comes to of an answer that counts. */
static enum truth of_answer(const struct term *t, const struct asked *a, char *why, size_t size)
{
	const struct program_result *p = &a->now.of->result;

	tell_answer(a, why, size);
	switch (t->kind) {
	case TERM_VERDICT:
		return truth_of(p->verdict == t->verdict);
	case TERM_MET:
		return holds_met(t, p, why, size);
	case TERM_REASON:
		return holds_reason(t, p, why, size);
	case TERM_ERRNO:
		return truth_of(p->err == t->number);
	case TERM_MESSAGE:
		return holds_message(t, a, why, size);
	case TERM_FIGURE:
		return holds_figure(t, a, why, size);
	case TERM_SPLAT:
		return holds_splat(t, a, why, size);
	case TERM_RETVAL:
		return holds_retval(t, p, why, size);
	}
	return TRUTH_UNKNOWN;
}

/* Whether the term is about how the kernel died. */
static bool is_about(const struct term *t, const struct had *h)
{
	switch (t->kind) {
	case TERM_VERDICT:
		return t->verdict == h->of->result.verdict;
	case TERM_REASON:
		return strcmp(t->word, h->of->result.reason) == 0;
	case TERM_SPLAT:
		return true;
	default:
		return false;
	}
}

enum truth term_holds(
	const struct term *t, const struct asked *a, enum stage stage, char *why, size_t size)
{
	char answer[ANSWER_SIZE];

	switch (standing_of(&a->now)) {
	case NO_PROGRAM:
		return unknown(why, size, "it is not in its object");
	case NO_ANSWER:
		return unknown(why, size, "%s: no answer", answer_text(answer, &a->now));
	case DIED:
		/* a splat says itself which it is */
		if (t->kind != TERM_SPLAT &&
			!death_is_answer(a, stage, is_about(t, &a->now), why, size))
			return TRUTH_UNKNOWN;
		break;
	case STANDS:
		break;
	}
	const enum truth holds = of_answer(t, a, why, size);
	return t->negated ? truth_not(holds) : holds;
}
