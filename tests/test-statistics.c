// SPDX-License-Identifier: GPL-2.0-only
/* The verifier's statistics, as print_verification_stats() of several kernels wrote them. */
#include "explain/statistics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct {
	const char *what, *log;
	int64_t insns, states, peak, time;
	const char *stack;
	int64_t most, limit; /* max_states_per_insn, limit_insns */
} logs[] = {
	{"nothing", "", -1, -1, -1, -1, "", -1, -1},
	{"5.10, 6.1, 6.12",
		"verification time 41 usec\nstack depth 32\n"
		"processed 17 insns (limit 1000000) max_states_per_insn 0 total_states 2 "
		"peak_states 1 mark_read 1\n",
		17, 2, 1, 41, "32", 0, 1000000},
	{"subprograms",
		"verification time 1234 usec\nstack depth 32+0+128\n"
		"processed 170 insns (limit 1000000) max_states_per_insn 4 total_states 20 "
		"peak_states 11 mark_read 3\n",
		170, 20, 11, 1234, "32+0+128", 4, 1000000},
	{"7.2: the deepest call chain too",
		"verification time 9 usec\nstack depth 32+0 max 48\n"
		"processed 17 insns (limit 1000000) max_states_per_insn 0 total_states 2 "
		"peak_states 1 mark_read 0\n",
		17, 2, 1, 9, "32+0 max 48", 0, 1000000},
	{"7.3: a line for each subprogram",
		"verification time 9 usec\nstack depth max 48\n"
		"subprog 0 (entry) main insns_self 12 insns_total 17 stack 32\n"
		"subprog 1 (stack depth 7) static insns_self 5 insns_total 5 stack 16\n"
		"processed 17 insns (limit 1000000) max_states_per_insn 0 total_states 2 "
		"peak_states 1 mark_read 0\n",
		17, 2, 1, 9, "max 48", 0, 1000000},
	{"before 5.2: no limit, no states", "processed 17 insns, stack depth 8\n", 17, -1, -1, -1,
		"", -1, -1},
	{"after a trace whose source looks like statistics",
		"; processed 1 insns total_states 7 verification time 1 usec stack depth 1\n"
		"0: (b7) r0 = 0\n"
		"; verification time 1 usec\n"
		"verification time 5 usec\nstack depth 0\n"
		"processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 "
		"peak_states 0 mark_read 0\n",
		2, 0, 0, 5, "0", 0, 1000000},
	{"the last of two",
		"processed 1 insns (limit 1000000) max_states_per_insn 9 total_states 9 "
		"peak_states 9 mark_read 9\n"
		"processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 1 "
		"peak_states 1 mark_read 0\n",
		2, 1, 1, -1, "", 0, 1000000},
	{"cut before every number", "verification time \nstack depth \nprocessed ", -1, -1, -1, -1,
		"", -1, -1},
	{"cut after the first number", "processed 3 insns (limit 10", 3, -1, -1, -1, "", -1, 10},
	{"no numbers", "verification time x usec\nprocessed y insns total_states z\n", -1, -1, -1,
		-1, "", -1, -1},
	{"a million and one",
		"processed 1000001 insns (limit 1000000) max_states_per_insn 40 total_states "
		"40000 peak_states 300 mark_read 9\n",
		1000001, 40000, 300, -1, "", 40, 1000000},
	{"a stack longer than its field",
		"stack depth "
		"1+2+3+4+5+6+7+8+9+10+11+12+13+14+15+16+17+18+19+20+21+22+23+24+25+26+27+28+29+30\n",
		-1, -1, -1, -1, "1+2+3+4+5+6+7+8+9+10+11+12+13+14+15+16+17+18+19+20+21+22+23+24+",
		-1, -1},
};

static void statistics_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
		struct program_result p;
		char *log = strdup(logs[i].log); /* in memory of exactly its length */
		program_result_init(&p);
		statistics_read(&p, log);
		free(log);
		if (p.insns != logs[i].insns || p.states != logs[i].states ||
			p.peak_states != logs[i].peak || p.verify_us != logs[i].time)
			fail_msg("%s: %lld insns, %lld states, %lld at a time, %lld us",
				logs[i].what, (long long)p.insns, (long long)p.states,
				(long long)p.peak_states, (long long)p.verify_us);
		if (p.max_states_per_insn != logs[i].most || p.limit_insns != logs[i].limit)
			fail_msg("%s: %lld states of one instruction, %lld instructions allowed",
				logs[i].what, (long long)p.max_states_per_insn,
				(long long)p.limit_insns);
		/* where the line has one, and the last line counts */
		const char *mark = NULL;
		for (const char *at = logs[i].log; (at = strstr(at, "mark_read ")); at++)
			mark = at + strlen("mark_read ");
		assert_int_equal(p.mark_read, mark ? atoi(mark) : UNKNOWN_FIGURE);
		assert_int_equal(p.limit_stack, *p.stack ? 512 : UNKNOWN_FIGURE);
		if (strncmp(p.stack, logs[i].stack, sizeof(p.stack) - 1) != 0)
			fail_msg("%s: stack \"%s\"", logs[i].what, p.stack);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statistics_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
