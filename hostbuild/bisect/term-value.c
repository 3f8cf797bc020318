// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/term-value.h"
#include "cleanup.h"
#include "command.h"
#include "verdict/nearest.h"
#include "verdict/reasons.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIGURE_MAX (INT64_MAX / 1000)
#define FACTOR_MAX 1000000 /* of the good end's figure */

static const enum verdict verdicts[] = {
	VERDICT_ACCEPTED, VERDICT_REJECTED, VERDICT_UNLOADABLE, VERDICT_CRASHED, VERDICT_TIMEOUT};

int term_wrong(char *why, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, size, format, args);
	va_end(args);
	return -EINVAL;
}

size_t term_verdicts(const char **ret, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(verdicts) && n < room; i++)
		ret[n++] = verdict_word(verdicts[i]);
	for (int i = MET_MET; i <= MET_UNMET && n < room; i++)
		ret[n++] = met_word((enum met)i);
	return n;
}

bool term_takes_verdict(const char *word)
{
	bool found = false;

	for (size_t i = 0; i < ARRAY_SIZE(verdicts) && !found; i++)
		found = verdict_from_word(word) == verdicts[i];
	return found;
}

int term_read_verdict(struct term *t, const char *value, char *why, size_t size)
{
	const enum met met = met_from_word(value);
	const char *words[16];
	char question[160];

	if (t->kind == TERM_VERDICT && term_takes_verdict(value)) {
		t->verdict = verdict_from_word(value);
		return 0;
	}
	if ((t->kind == TERM_MET || t->whole) && (met == MET_MET || met == MET_UNMET)) {
		t->kind = TERM_MET;
		t->met = met;
		return 0;
	}
	if (t->kind == TERM_MET)
		return term_wrong(why, size, "it is met or unmet");
	return term_wrong(why, size, "no such answer: " TERM_VERDICT_WORDS "%s",
		nearest_question(question, sizeof(question), value, words,
			term_verdicts(words, ARRAY_SIZE(words))));
}

/* Whether a program with an answer may have that reason. */
static bool is_of_answer(const char *word)
{
	static const enum reason others[] = {REASON_KERNEL_CRASH, REASON_KERNEL_HUNG,
		REASON_PROGRAM_TIMEOUT, REASON_UNCLASSIFIED};
	bool found = reason_is_expectable(word);

	for (size_t i = 0; i < ARRAY_SIZE(others) && !found; i++)
		found = strcmp(reason_word(others[i]), word) == 0;
	return found;
}

int term_read_reason(struct term *t, const char *value, char *why, size_t size)
{
	char question[160];

	if (strcmp(value, reason_word(REASON_SPLAT)) == 0)
		return term_wrong(why, size, "a splat is asked for as splat or splat=TITLE");
	if (!reason_is_word(value))
		return term_wrong(why, size, "no such reason%s; bpfjury-result(5) has them",
			reason_question(question, sizeof(question), value));
	if (!is_of_answer(value))
		return term_wrong(why, size, "with that reason there is no answer, good or bad");
	t->word = strdup(value);
	return t->word ? 0 : -ENOMEM;
}

int term_read_errno(struct term *t, const char *value, char *why, size_t size)
{
	const char *symbols[256], *symbol;
	char question[160];
	size_t n = 0;

	t->number = errno_from_symbol(value);
	if (t->number || !number_from_word(value, 1, 4095, &t->number))
		return 0;
	for (int i = 1; i <= ENOTSUPP && n < ARRAY_SIZE(symbols); i++)
		if ((symbol = errno_symbol(i)))
			symbols[n++] = symbol;
	return term_wrong(why, size, "no such errno: EACCES, EINVAL, 13, …%s",
		nearest_question(question, sizeof(question), value, symbols, n));
}

int term_read_retval(struct term *t, const char *value, char *why, size_t size)
{
	const bool negative = *value == '-';

	if (number_from_word(value + negative, 0, UINT32_MAX, &t->number) ||
		(negative && t->number > -(int64_t)INT32_MIN))
		return term_wrong(why, size, "a return value has 32 bits: 0, 2, -22");
	/* as the program's int has it */
	t->number = (int32_t)(uint32_t)(negative ? -t->number : t->number);
	return 0;
}

/* @message as a POSIX extended regular expression; NULL without memory. */
static char *expression_of(const char *message)
{
	char *ret = malloc(2 * strlen(message) + 1), *to = ret;
	const char *end;

	while (ret && *message) {
		if (strncmp(message, "{{", 2) == 0 && (end = strstr(message, "}}"))) {
			const size_t len = (size_t)(end - message) - 2;
			*to++ = '(';
			memcpy(to, message + 2, len);
			to += len;
			*to++ = ')';
			message = end + 2;
			continue;
		}
		if (strchr("\\^.[]$()|*+?{}", *message))
			*to++ = '\\';
		*to++ = *message++;
	}
	if (ret)
		*to = '\0';
	return ret;
}

int term_read_message(struct term *t, const char *value, char *why, size_t size)
{
	cleanup_free char *expression = expression_of(value);
	char problem[160];

	t->word = strdup(value);
	t->message = calloc(1, sizeof(*t->message));
	if (!expression || !t->word || !t->message)
		return -ENOMEM;
	const int r = regcomp(t->message, expression, REG_EXTENDED | REG_NOSUB);
	if (r) {
		regerror(r, t->message, problem, sizeof(problem));
		free(t->message);
		t->message = NULL;
		return term_wrong(why, size,
			"%s; text between {{ and }} is a regular expression, all else is literal",
			problem);
	}
	if (regexec(t->message, "", 0, NULL, 0) == 0)
		return term_wrong(why, size, "it fits every line");
	return 0;
}

/* "1.2" in thousandths: how many bytes of @text it has; 0: it is none. */
static size_t read_factor(const char *text, int64_t *ret)
{
	const size_t whole = strspn(text, "0123456789");
	const size_t part = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
	int64_t factor = 0;

	if (!whole || whole > 6 || part > 3 || (text[whole] == '.' && !part))
		return 0;
	for (size_t i = 0; i < whole; i++)
		factor = factor * 10 + (text[i] - '0');
	for (size_t i = 0; i < 3; i++)
		factor = factor * 10 + (i < part ? text[whole + 1 + i] - '0' : 0);
	*ret = factor;
	return factor && factor <= 1000LL * FACTOR_MAX ? whole + (part ? part + 1 : 0) : 0;
}

/* "", "+1000", "-10%", after "good" */
static int read_growth(struct term *t, const char *text)
{
	const bool less = *text == '-';
	const size_t len = *text ? strspn(text + 1, "0123456789") : 0;
	cleanup_free char *number = *text ? strndup(text + 1, len) : NULL;
	int64_t value = 0;

	t->bound = BOUND_GOOD;
	t->number = 1000;
	if (!*text)
		return 0;
	const char *unit = text + 1 + len;
	if ((*text != '+' && !less) || !number || number_from_word(number, 0, FIGURE_MAX, &value) ||
		(*unit && strcmp(unit, "%") != 0))
		return -EINVAL;
	if (!*unit)
		t->plus = less ? -value : value;
	else if (value > (less ? 100 : 100LL * FACTOR_MAX))
		return -EINVAL;
	else
		t->number += 10 * (less ? -value : value);
	return 0;
}

static int read_number(struct term *t, const char *value)
{
	const size_t len = strspn(value, "0123456789");
	cleanup_free char *number = strndup(value, len);

	if (!number || number_from_word(number, 0, FIGURE_MAX, &t->number))
		return -EINVAL;
	t->bound = value[len] ? BOUND_LIMIT : BOUND_NUMBER;
	return value[len] && strcmp(value + len, "%limit") != 0 ? -EINVAL : 0;
}

int term_read_bound(struct term *t, const char *value, char *why, size_t size)
{
	static const char good[] = "good";
	const size_t factor = read_factor(value, &t->number);
	int r;

	if (factor && strcmp(value + factor, "*good") == 0) {
		t->bound = BOUND_GOOD;
		return 0;
	}
	if (strncmp(value, good, strlen(good)) == 0)
		r = read_growth(t, value + strlen(good));
	else
		r = read_number(t, value);
	if (r)
		return term_wrong(why, size,
			"%s goes with a number or with good: %s<=1000, %s<=85%%limit, "
			"%s<=1.2*good, %s<=good+1000 or %s<=good+10%%",
			t->of.name, t->of.name, t->of.name, t->of.name, t->of.name, t->of.name);
	if (t->bound == BOUND_LIMIT && !t->of.statistic->limit_of)
		return term_wrong(why, size,
			"the kernel has no limit of %s; insns and stack have one", t->of.name);
	if (t->bound == BOUND_LIMIT && t->number > 100)
		return term_wrong(why, size, "no program has more than 100 %% of a limit");
	return 0;
}
