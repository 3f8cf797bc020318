// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/answer.h"
#include "cleanup.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = {
	[ANSWER_GOOD] = "good",
	[ANSWER_BAD] = "bad",
	[ANSWER_UNTESTABLE] = "untestable",
	[ANSWER_STOP] = "stop",
};

const char *answer_word(enum answer a)
{
	return (size_t)a < ARRAY_SIZE(words) ? words[a] : NULL;
}

enum answer answer_from_word(const char *word)
{
	for (size_t i = ANSWER_GOOD; word && i < ARRAY_SIZE(words); i++)
		if (strcmp(word, words[i]) == 0)
			return (enum answer)i;
	return ANSWER_NONE;
}

void observation_clear(struct observation *o)
{
	free(o->why);
	free(o->kernel);
	if (o->result)
		result_clear(o->result);
	free(o->result);
	*o = (struct observation){0};
}

enum answer observation_set(struct observation *o, enum answer a, const char *format, ...)
{
	va_list args;

	free(o->why);
	va_start(args, format);
	if (vasprintf(&o->why, format, args) < 0)
		o->why = NULL;
	va_end(args);
	return o->answer = a;
}
