// SPDX-License-Identifier: GPL-2.0-only
#include "explain/statistics.h"
#include "verdict/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* MAX_BPF_STACK, include/linux/filter.h of 3.18 to 7.3: of a frame, and of a chain of calls. */
#define STACK_BYTES_MAX 512

/* The number after @before; *@ret is left as it is where there is none. */
static void read_number(const char *log, const char *before, int64_t *ret)
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

/* What follows @start in the last line that begins with it; NULL: no line does. */
static const char *after_last(const char *log, const char *start)
{
	const char *last = NULL;

	for (const char *at = log; (at = strstr(at, start)); at++)
		if (at == log || at[-1] == '\n')
			last = at + strlen(start);
	return last;
}

void statistics_read(struct program_result *p, const char *log)
{
	const char *processed = after_last(log, "processed "),
		   *stack = after_last(log, "stack depth ");
	const char *time = after_last(log, "verification time ");

	if (processed) {
		read_number(processed, " insns (limit ", &p->limit_insns);
		read_number(processed, " max_states_per_insn ", &p->max_states_per_insn);
		read_number(processed, " mark_read ", &p->mark_read);
		read_number(processed, "", &p->insns);
		read_number(processed, " total_states ", &p->states);
		read_number(processed, " peak_states ", &p->peak_states);
	}
	if (time)
		read_number(time, "", &p->verify_us);
	if (stack) {
		size_t n = strcspn(stack, "\n");
		while (n && isspace((unsigned char)stack[n - 1]))
			n--;
		text_clean(p->stack, sizeof(p->stack), stack, n, 0);
		if (*p->stack)
			p->limit_stack = STACK_BYTES_MAX;
	}
}
