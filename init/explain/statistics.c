// SPDX-License-Identifier: GPL-2.0-only
#include "explain/statistics.h"
#include "verdict/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void figure(const char *log, const char *before, int64_t *ret)
{
	const char *at = strstr(log, before);
	char *end;

	if (!at)
		return;
	at += strlen(before);
	long long value = strtoll(at, &end, 10);
	if (end != at)
		*ret = value;
}

/* Behind @start in the last line that begins with it; NULL where none does. */
static const char *last_line_of(const char *log, const char *start)
{
	const char *last = NULL;

	for (const char *at = log; (at = strstr(at, start)); at++)
		if (at == log || at[-1] == '\n')
			last = at + strlen(start);
	return last;
}

void statistics_read(struct program_result *p, const char *log)
{
	const char *processed = last_line_of(log, "processed "),
		   *stack = last_line_of(log, "stack depth ");
	const char *time = last_line_of(log, "verification time ");

	if (processed) {
		figure(processed, "", &p->insns);
		figure(processed, " total_states ", &p->states);
		figure(processed, " peak_states ", &p->peak_states);
	}
	if (time)
		figure(time, "", &p->verify_us);
	if (stack) {
		size_t n = strcspn(stack, "\n");
		while (n && isspace((unsigned char)stack[n - 1]))
			n--;
		text_clean(p->stack, sizeof(p->stack), stack, n, 0);
	}
}
