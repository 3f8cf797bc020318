// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/kconfig-expression.h"
#include "cleanup.h"
#include "kernel/build/fragment.h"

#include <ctype.h>
#include <string.h>

#define DEPTH_MAX 64

/* The state of reading one expression.  Values are kconfig's: 0 is n, 1 is m, 2 is y. */
struct reader {
	const char *at, *end, *config;
	int depth;
	/* its value cannot be known from a .config: it has $(macros), or does not parse */
	bool unknown;
};

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end && isspace((unsigned char)*r->at))
		r->at++;
}

static bool accept(struct reader *r, const char *word)
{
	size_t len = strlen(word);

	skip_blanks(r);
	if ((size_t)(r->end - r->at) < len || strncmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The value of an option or a constant as text; malloc'd. */
static char *read_operand(struct reader *r)
{
	const char *start;

	skip_blanks(r);
	start = r->at;
	if (start < r->end && (*start == '"' || *start == '\'')) {
		const char *close = memchr(start + 1, *start, (size_t)(r->end - start - 1));
		r->at = close ? close + 1 : r->end;
		r->unknown |= !close || memchr(start, '$', (size_t)(r->at - start));
		return strndup(start + 1, close ? (size_t)(close - start - 1) : 0);
	}
	while (r->at < r->end && is_word(*r->at))
		r->at++;
	cleanup_free char *word = strndup(start, (size_t)(r->at - start));
	if (!word || !*word) {
		r->unknown = true;
		return steal(&word);
	}
	bool constant =
		isdigit((unsigned char)*word) || (strlen(word) == 1 && strchr("ymn", *word));
	return constant ? steal(&word) : config_value(r->config, word);
}

static int tristate(const char *value)
{
	return strcmp(value, "y") == 0 ? 2 : strcmp(value, "m") == 0 ? 1 : 0;
}

static int compare(struct reader *r, const char *left, const char *relation, const char *right)
{
	char *end_left, *end_right;
	long long a = strtoll(left, &end_left, 0), b = strtoll(right, &end_right, 0);
	bool numbers = end_left > left && end_right > right && !*end_left && !*end_right, holds;
	int order = numbers ? (a > b) - (a < b) : strcmp(left, right);

	if (!numbers && *relation != '=' && *relation != '!')
		r->unknown = true; /* the option of a number is not set */
	switch (*relation) {
	case '=':
		holds = order == 0;
		break;
	case '!':
		holds = order != 0;
		break;
	case '<':
		holds = relation[1] ? order <= 0 : order < 0;
		break;
	default:
		holds = relation[1] ? order >= 0 : order > 0;
	}
	return holds ? 2 : 0;
}

static int read_either(struct reader *r);

static int read_one(struct reader *r)
{
	static const char *const relations[] = {"!=", "<=", ">=", "=", "<", ">"};
	int value;

	if (r->depth++ > DEPTH_MAX) {
		r->unknown = true;
		return 0;
	}
	if (accept(r, "!")) {
		value = 2 - read_one(r);
	} else if (accept(r, "(")) {
		value = read_either(r);
		r->unknown |= !accept(r, ")");
	} else {
		cleanup_free char *left = read_operand(r), *right = NULL;
		const char *relation = NULL;
		for (size_t i = 0; i < ARRAY_SIZE(relations) && !relation; i++)
			if (accept(r, relations[i]))
				relation = relations[i];
		right = relation ? read_operand(r) : NULL;
		r->unknown |= !left || (relation && !right);
		value = r->unknown ? 0
			: relation ? compare(r, left, relation, right)
				   : tristate(left);
	}
	r->depth--;
	return value;
}

static int read_both(struct reader *r)
{
	int value = read_one(r);

	while (!r->unknown && accept(r, "&&")) {
		int other = read_one(r);
		value = other < value ? other : value;
	}
	return value;
}

static int read_either(struct reader *r)
{
	int value = read_both(r);

	while (!r->unknown && accept(r, "||")) {
		int other = read_both(r);
		value = other > value ? other : value;
	}
	return value;
}

/* Length of the text up to the first && outside of parentheses. */
static size_t first_condition(const char *text)
{
	int depth = 0;
	size_t n = 0;

	for (; text[n]; n++) {
		depth += text[n] == '(' ? 1 : text[n] == ')' ? -1 : 0;
		if (depth == 0 && text[n] == '&' && text[n + 1] == '&')
			break;
	}
	return n;
}

/* Print "INET=n" for INET, "NET=y" for !NET, and any other condition as it is. */
static void print_condition(FILE *to, const char *text, size_t len, const char *config, bool first)
{
	while (len && isspace((unsigned char)*text))
		text++, len--;
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	size_t negation = len && *text == '!', word = negation;
	while (word < len && is_word(text[word]))
		word++;
	cleanup_free char *symbol = strndup(text + negation, len - negation);
	cleanup_free char *value = symbol && word == len ? config_value(config, symbol) : NULL;
	if (value)
		fprintf(to, "%s%s=%s", first ? "" : ", ", symbol, value);
	else
		fprintf(to, "%s%.*s", first ? "" : ", ", (int)len, text);
}

char *kconfig_unmet(const char *depends, const char *config)
{
	char *text = NULL;
	size_t size = 0, printed = 0;
	FILE *to = open_memstream(&text, &size);

	for (const char *at = depends; to && *at;) {
		size_t len = first_condition(at);
		struct reader r = {.at = at, .end = at + len, .config = config};
		int value = read_either(&r);
		skip_blanks(&r);
		if (value == 0 && !r.unknown && r.at == r.end)
			print_condition(to, at, len, config, printed++ == 0);
		at += len + (at[len] ? 2 : 0);
	}
	if (!to || fclose(to)) {
		free(text);
		return NULL;
	}
	return text;
}
