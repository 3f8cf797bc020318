// SPDX-License-Identifier: GPL-2.0-only
#include "result/statistic.h"

#include <stdlib.h>
#include <string.h>

#define FIGURE(member_)                                                                            \
	static int64_t of_##member_(const struct program_result *p)                                \
	{                                                                                          \
		return p->member_;                                                                 \
	}
FIGURE(insns)
FIGURE(states)
FIGURE(peak_states)
FIGURE(max_states_per_insn)
FIGURE(mark_read)
FIGURE(insn_count)
FIGURE(mem_peak)
FIGURE(xlated_bytes)
FIGURE(jited_bytes)
FIGURE(load_us)
FIGURE(verify_us)
FIGURE(log_bytes)
#undef FIGURE

/*
 * "max 48" is the deepest call chain; "32+0" has the frame of each function, and the kernel does
 * not say which call which: their sum is the most that a chain may have.
 */
static int64_t of_stack(const struct program_result *p)
{
	const char *at = strstr(p->stack, "max ");
	int64_t sum = 0;
	char *end;

	at = at ? at + 4 : p->stack;
	if (!*at)
		return UNKNOWN_FIGURE;
	for (;; at = end + 1) {
		const long bytes = strtol(at, &end, 10);
		if (end == at || bytes < 0 || bytes > INT32_MAX)
			return UNKNOWN_FIGURE;
		sum += bytes;
		if (*end != '+')
			return sum;
	}
}

static int64_t limit_of_insns(const struct program_result *p)
{
	return p->limit_insns;
}

static int64_t limit_of_stack(const struct program_result *p)
{
	return p->limit_stack;
}

const struct statistic statistics[] = {
	{"insns", of_insns, limit_of_insns, true},
	{"states", of_states, NULL, true},
	{"peak_states", of_peak_states, NULL, true},
	{"max_states_per_insn", of_max_states_per_insn, NULL, true},
	{"mark_read", of_mark_read, NULL, true},
	{"insn_count", of_insn_count, NULL, true},
	{"stack", of_stack, limit_of_stack, true},
	{"mem_peak", of_mem_peak, NULL, false},
	{"xlated_bytes", of_xlated_bytes, NULL, true},
	{"jited_bytes", of_jited_bytes, NULL, true},
	{"load_us", of_load_us, NULL, false},
	{"verify_us", of_verify_us, NULL, false},
	{"log_bytes", of_log_bytes, NULL, false},
};

const size_t n_statistics = sizeof(statistics) / sizeof(*statistics);

const struct statistic *statistic_find(const char *name, size_t len)
{
	for (size_t i = 0; i < n_statistics; i++)
		if (strlen(statistics[i].name) == len && memcmp(statistics[i].name, name, len) == 0)
			return &statistics[i];
	return NULL;
}
