// SPDX-License-Identifier: GPL-2.0-only
/* The instruction that was refused, from logs as kernels write them. */
#include "explain/where.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void the_last_instruction_is_the_refused_one(void **state)
{
	static const struct {
		const char *log;
		bool says_places;
		int64_t insn;
		const char *source, *source_at;
	} rows[] = {
		/* 6.12 */
		{"0: R1=ctx() R10=fp0\n; return *p; @ judged.bpf.c:12\n"
		 "0: (b7) r2 = 0                        ; R2_w=0\n"
		 "1: (61) r0 = *(u32 *)(r2 +0)\nR2 invalid mem access 'scalar'\n"
		 "processed 2 insns\n",
			true, 1, "return *p;", "judged.bpf.c:12"},
		/* 6.1 writes no file and line: what looks like them is source */
		{"; s = \" @ a.c:1\n0: (b7) r2 = 0\nR2 !read_ok\n", false, 0, "s = \" @ a.c:1", ""},
		{"; s = \" @ a.c:x\n0: (b7) r2 = 0\nR2 !read_ok\n", true, 0, "s = \" @ a.c:x", ""},
		{"; s = \" @ a.c:1 @ b.c:2\n0: (b7) r2 = 0\nR2 !read_ok\n", true, 0,
			"s = \" @ a.c:1", "b.c:2"},
		{"; @ b.c:2\n0: (b7) r2 = 0\nR2 !read_ok\n", true, 0, "@ b.c:2", ""},
		/* the line of a macro */
		{"; asm volatile (\"\t\t\t\\ @ a.c:29\n7: (95) exit\nR0 !read_ok\n", true, 7,
			"asm volatile (\" \\", "a.c:29"},
		/* bytes that are not text */
		{"; \x1b[31m\xff @ a.c:3\n7: (95) exit\nR0 !read_ok\n", true, 7,
			"\xef\xbf\xbd[31m\xef\xbf\xbd", "a.c:3"},
		/* what libbpf writes of an instruction that it poisoned */
		{"; p->no @ a.c:3\n4: <invalid CO-RE relocation>\nfailed to resolve CO-RE relocation",
			true, 4, "p->no", "a.c:3"},
		{"3: (b7) r1 = 0\n4: R1=0\nR2 !read_ok\n", true, 3, "", ""},
		/* no line info */
		{"0: (b7) r2 = 0\n1: (95) exit\nR0 !read_ok\n", true, 1, "", ""},
		/* an instruction that the kernel cannot write */
		{"; x @ a.c:1\n0: (b7) r2 = 0\n; y @ a.c:2\n1: BUG_db\nBPF_ATOMIC uses …\n", true,
			1, "y", "a.c:2"},
		/* no trace */
		{"R0 !read_ok\nprocessed 1 insns\n", true, UNKNOWN_FIGURE, "", ""},
		{"", true, UNKNOWN_FIGURE, "", ""},
	};
	struct program_result p;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		program_result_init(&p);
		where_refused(&p, rows[i].log, rows[i].says_places);
		if (p.insn != rows[i].insn || strcmp(p.source, rows[i].source) != 0 ||
			strcmp(p.source_at, rows[i].source_at) != 0)
			fail_msg("row %zu: %lld, \"%s\", \"%s\"", i, (long long)p.insn, p.source,
				p.source_at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_instruction_is_the_refused_one)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
