// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/reasons.h"
#include "verdict/nearest.h"
#include "verdict/text.h"

#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static const struct {
	const char *word;
	bool expectable;
} reasons[] = {[REASON_NONE] = {"", false},
#define REASON_ROW(name, word_, expectable_, meaning)                                              \
	[REASON_##name] = {.word = word_, .expectable = expectable_},
	REASON_TABLE(REASON_ROW)
#undef REASON_ROW
};

const char *reason_word(enum reason reason)
{
	return (size_t)reason < ARRAY_SIZE(reasons) ? reasons[reason].word : "";
}

void reason_set(struct program_result *p, enum reason reason)
{
	text_set(p->reason, reason_word(reason));
}

bool reason_is(const struct program_result *p, enum reason reason)
{
	return strcmp(p->reason, reason_word(reason)) == 0;
}

bool reason_is_word(const char *word)
{
	for (size_t i = 1; i < ARRAY_SIZE(reasons); i++)
		if (strcmp(reasons[i].word, word) == 0)
			return true;
	return false;
}

bool reason_is_expectable(const char *word)
{
	for (size_t i = 1; i < ARRAY_SIZE(reasons); i++)
		if (reasons[i].expectable && strcmp(reasons[i].word, word) == 0)
			return true;
	return false;
}

const char *reason_question(char *ret, size_t size, const char *word)
{
	const char *words[ARRAY_SIZE(reasons)];
	size_t n = 0;

	for (size_t i = 1; i < ARRAY_SIZE(reasons); i++)
		if (reasons[i].expectable)
			words[n++] = reasons[i].word;
	return nearest_question(ret, size, word, words, n);
}
