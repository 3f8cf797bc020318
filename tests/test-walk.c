// SPDX-License-Identifier: GPL-2.0-only
/* Which instructions were walked, from logs as kernels write them at level 2. */
#include "load/walk.h"
#include "verdict/coverage.h"

#include <linux/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define N 16

static void lines_of_instructions_are_read(void **state)
{
	/* instruction 8 takes two slots */
	static const struct bpf_insn insns[N] = {[8] = {.code = BPF_LD | BPF_IMM | BPF_DW}};
	static const struct {
		const char *log;
		unsigned int reached; /* bit i: instruction i */
	} rows[] = {
		/* 5.10 */
		{"func#0 @0\n0: R1=ctx(id=0,off=0,imm=0) R10=fp0\n; a = 1;\n0: (b7) r2 = 0\n"
		 "1: R1=ctx(id=0,off=0,imm=0) R2_w=inv0 R10=fp0\n1: (15) if r1 == 0x0 goto pc+2\n"
		 "last_idx 7 first_idx 0\nregs=4 stack=0 before 6: (61) r0 = *(u32 *)(r2 +0)\n"
		 "\nfrom 1 to 4: R0=inv0 R10=fp0\n4: (95) exit\n5: safe\n",
			1U << 0 | 1U << 1 | 1U << 4},
		/* 6.12 */
		{"0: R1=ctx() R10=fp0\n; return *p; @ a.c:12\n8: (18) r1 = 0xffff8880\n"
		 "mark_precise: frame0: regs=r1 stack= before 3: (b7) r1 = 0\n"
		 "10: (85) call pc+2\ncaller:\n R10=fp0\ncallee:\n frame1:\n13: (95) exit\n",
			1U << 8 | 1U << 9 | 1U << 10 | 1U << 13},
		/* 7.2 lists the registers that are live, of every instruction */
		{"Live regs before insn:\n  0: .......... (b7) r1 = 0\n 12: .1........ (95) exit\n"
		 "15: (95) exit\n",
			1U << 15},
		/*
		 * … and, where their numbers have three digits, all of them as if they were walked
		 */
		{"subprog#0 main:\n 7: (b7) r1 = 0\n8: (18) r1 = 0x0\n10: (95) exit\n"
		 "12: (95) exit\nstack use/def subprog#0 main (d0,cs0):\n1: (95) exit ; use:  def: \n"
		 "14: (b7) r1 = 0\tr1: fp0 -> none\nsubprog#1 f:\n\n2: (95) exit\n",
			1U << 2 | 1U << 12},
		/* what looks like an instruction within a source line; out of range; unfinished */
		{"; 3: (95) exit\n16: (95) exit\n99999999: (95) exit\n3: (95\n4: (9", 0},
		{"2: (95)", 1U << 2},
		{"", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		unsigned char bits[N / 8 + 1] = {0};
		walk_read_log(bits, insns, N, rows[i].log);
		if ((bits[0] | (unsigned int)bits[1] << 8 | (unsigned int)bits[2] << 16) !=
			rows[i].reached)
			fail_msg("row %zu: %#x", i, bits[0] | (unsigned int)bits[1] << 8);
	}
}

static void ranges_have_their_places(void **state)
{
	struct btf *btf = btf__new_empty();
	const unsigned int a = (unsigned int)btf__add_str(btf, "/build/src/a.c"),
			   b = (unsigned int)btf__add_str(btf, "b.h");
	const struct bpf_line_info lines[] = {
		{.insn_off = 0, .file_name_off = a, .line_col = 7 << 10},
		{.insn_off = 2, .file_name_off = a, .line_col = 8 << 10 | 3},
		{.insn_off = 4, .file_name_off = a, .line_col = 8 << 10 | 9},
		{.insn_off = 6, .file_name_off = b, .line_col = 8 << 10},
		{.insn_off = 8, .file_name_off = a, .line_col = 0},
	};
	struct walk w = {.insns = 10, .at = {lines, 5, btf}};
	unsigned char bits[2] = {1 << 0, 1 << 1};

	(void)state;
	assert_int_equal(walk_tell(&w, bits), 0);
	assert_string_equal(w.unreached, "1-1 a.c:7\n2-5 a.c:8\n6-7 b.h:8\n8-8\n");
	assert_int_equal(w.known, 10);
	assert_int_equal(w.reached, 2);
	walk_clear(&w);
	/* without line info */
	w.insns = 10;
	assert_int_equal(walk_tell(&w, bits), 0);
	assert_string_equal(w.unreached, "1-8\n");
	walk_clear(&w);
	btf__free(btf);
}

/* All that is listed is known, and nothing behind it, for any number of instructions. */
static void a_list_that_is_too_long_ends(void **state)
{
	static unsigned char bits[COVERAGE_INSNS_MAX / 8];
	struct walk w = {.insns = COVERAGE_INSNS_MAX};
	struct coverage_sum sum = {0};
	struct program_result p;

	(void)state;
	memset(bits, 0x55, sizeof(bits));
	assert_int_equal(walk_tell(&w, bits), 0);
	assert_true(w.known > 1000 && w.known < w.insns);
	assert_true(coverage_add(&sum, w.unreached));
	program_result_init(&p);
	p.coverage_insns = w.insns;
	p.coverage_known = w.known;
	p.coverage_reached = w.reached;
	assert_true(coverage_agrees(&sum, &p));
	/* the first one that is not known was not reached, and has no line */
	assert_int_equal(w.known % 2, 1);
	assert_int_equal(sum.end, w.known - 1);
	assert_int_equal(w.reached, (w.known + 1) / 2);
	walk_clear(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_instructions_are_read),
		cmocka_unit_test(ranges_have_their_places),
		cmocka_unit_test(a_list_that_is_too_long_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
