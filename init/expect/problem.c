// SPDX-License-Identifier: GPL-2.0-only
#include "expect/problem.h"
#include "verdict/text.h"

#include <stdio.h>

void problem_ask(struct expectation *e, const char *what, const char *tag, const char *question)
{
	char clean[160];

	if (*e->problem)
		return;
	text_set(clean, tag);
	snprintf(e->problem, sizeof(e->problem), "%s: \"%s\"%s", what, clean, question);
}

void problem_set(struct expectation *e, const char *what, const char *tag)
{
	problem_ask(e, what, tag, "");
}
