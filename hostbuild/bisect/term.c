// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/term.h"
#include "bisect/term-value.h"
#include "cleanup.h"
#include "verdict/nearest.h"
#include "verdict/reasons.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The names of terms that no figure has. */
static const struct {
	const char *name;
	enum term_kind kind;
	bool whole;
} names[] = {
	{"verdict", TERM_VERDICT, false},
	{"met", TERM_MET, false},
	{"reason", TERM_REASON, false},
	{"errno", TERM_ERRNO, false},
	{"message", TERM_MESSAGE, false},
	{"splat", TERM_SPLAT, false},
	{"retval", TERM_RETVAL, false},
	{"whole", TERM_VERDICT, true},
};

void term_clear(struct term *t)
{
	free(t->text);
	free(t->word);
	if (t->message)
		regfree(t->message);
	free(t->message);
	*t = (struct term){0};
}

static const char *past_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

size_t term_length(const char *text)
{
	const char *at = past_blanks(text);

	if (*at == '!')
		at = past_blanks(at + 1);
	if (strncmp(at, "message", strlen("message")) == 0) {
		at = past_blanks(at + strlen("message"));
		if (*at == '=' || *at == '~' || (*at == '!' && at[1] == '='))
			return strlen(text);
	}
	return strcspn(text, ",");
}

/* What a word that stands alone and is no term may have meant. */
static int no_word(const char *word, char *why, size_t size)
{
	const char *words[64];
	char question[160];
	struct attribute of;
	size_t n = term_verdicts(words, ARRAY_SIZE(words));

	if (reason_is_word(word))
		return term_wrong(why, size, "a reason is asked for as reason=%s", word);
	if (errno_from_symbol(word))
		return term_wrong(why, size, "an errno is asked for as errno=%s", word);
	if (attribute_find(&of, word, strlen(word)) && of.statistic)
		return term_wrong(why, size, "%s goes with a number: %s<=1000 or %s<=1.2*good",
			word, of.name, of.name);
	for (size_t i = 0; i < ARRAY_SIZE(names) && n < ARRAY_SIZE(words); i++)
		words[n++] = names[i].name;
	for (size_t i = 0; i < n_statistics && n < ARRAY_SIZE(words); i++)
		words[n++] = statistics[i].name;
	return term_wrong(why, size,
		"no such word: " TERM_VERDICT_WORDS
		", splat, or a name with a value, as reason=WORD or insns<=1000%s",
		nearest_question(question, sizeof(question), word, words, n));
}

static int no_name(const char *name, char *why, size_t size)
{
	const char *words[64];
	char question[160];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		words[n++] = names[i].name;
	for (size_t i = 0; i < n_statistics && n < ARRAY_SIZE(words); i++)
		words[n++] = statistics[i].name;
	return term_wrong(why, size,
		"no answer has the name %s: it is verdict, met, reason, errno, message, splat, "
		"retval, whole, or a figure as insns%s",
		name, nearest_question(question, sizeof(question), name, words, n));
}

/* "accepted", "met", "splat" */
static int read_word(struct term *t, const char *word, char *why, size_t size)
{
	t->met = met_from_word(word);
	if (strcmp(word, "splat") == 0)
		t->kind = TERM_SPLAT;
	else if (t->met == MET_MET || t->met == MET_UNMET)
		t->kind = TERM_MET;
	else if (term_takes_verdict(word))
		t->verdict = verdict_from_word(word);
	else
		return no_word(word, why, size);
	return 0;
}

static int read_value(struct term *t, const char *value, char *why, size_t size)
{
	if (!*value)
		return term_wrong(why, size, "a value is missing");
	switch (t->kind) {
	case TERM_FIGURE:
		return term_read_bound(t, value, why, size);
	case TERM_VERDICT:
	case TERM_MET:
		return term_read_verdict(t, value, why, size);
	case TERM_REASON:
		return term_read_reason(t, value, why, size);
	case TERM_ERRNO:
		return term_read_errno(t, value, why, size);
	case TERM_RETVAL:
		return term_read_retval(t, value, why, size);
	case TERM_MESSAGE:
		return term_read_message(t, value, why, size);
	case TERM_SPLAT:
		t->word = strdup(value);
		return t->word ? 0 : -ENOMEM;
	}
	return 0;
}

/* "NAME OPERATOR VALUE": @at is the operator, of @n bytes. */
static int read_named(
	struct term *t, const char *text, const char *at, size_t n, char *why, size_t size)
{
	size_t len = (size_t)(at - text);
	bool found = false;

	while (len && strchr(" \t", text[len - 1]))
		len--;
	cleanup_free char *name = strndup(text, len);
	if (!name)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(names) && !found; i++) {
		found = strcmp(names[i].name, name) == 0;
		t->kind = names[i].kind;
		t->whole = found && names[i].whole;
	}
	if (!found) {
		if (!attribute_find(&t->of, name, len) || !t->of.statistic)
			return no_name(name, why, size);
		t->kind = TERM_FIGURE;
	} else if (t->how != FILTER_EQUAL && t->how != FILTER_NOT_EQUAL) {
		return term_wrong(why, size, "%s goes with = and !=", name);
	} else if (t->how == FILTER_NOT_EQUAL) {
		t->negated = !t->negated;
	}
	return read_value(t, past_blanks(at + n), why, size);
}

int term_read(struct term *ret, const char *text, char *why, size_t size)
{
	const char *from = past_blanks(text);
	size_t len = strlen(from), n = 0;
	int r;

	while (len && strchr(" \t", from[len - 1]))
		len--;
	*ret = (struct term){.text = strndup(from, len)};
	if (!ret->text)
		return -ENOMEM;
	ret->negated = *ret->text == '!';
	from = past_blanks(ret->text + ret->negated);
	const char *at = filter_operator_find(from, &ret->how, &n);
	if (!*from)
		r = term_wrong(why, size, "a term is empty: accepted, reason=WORD, insns<=1000");
	else if (at)
		r = read_named(ret, from, at, n, why, size);
	else
		r = read_word(ret, from, why, size);
	if (r)
		term_clear(ret);
	return r;
}
