// SPDX-License-Identifier: GPL-2.0-only
/* Lines of the verifier's log of several releases, and where two logs part. */
#include "bisect/log-line.h"
#include "bisect/log-pair.h"
#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void lines_have_their_kind(void **state)
{
	static const struct {
		const char *line;
		enum log_line kind;
	} rows[] = {{"func#0 @0", LOG_LINE_NOISE}, {"", LOG_LINE_NOISE},
		{"last_idx 12 first_idx 0", LOG_LINE_NOISE},
		{"mark_precise: frame0: last_idx 4 first_idx 0 subseq_idx -1", LOG_LINE_NOISE},
		{"[bpfjury: 4096 bytes were left out here]", LOG_LINE_NOISE},
		{"verification time 12 usec", LOG_LINE_FIGURES},
		{"processed 3 insns (limit 1000000)", LOG_LINE_FIGURES},
		{"; int x = *p; @ prog.bpf.c:7", LOG_LINE_SOURCE},
		{"R1=ctx(id=0,off=0,imm=0) R10=fp0", LOG_LINE_STATE},
		{"0: R1=ctx() R10=fp0", LOG_LINE_STATE},
		{"5: frame1: R1=scalar() R10=fp0", LOG_LINE_STATE},
		{" frame1: R1=scalar() R10=fp0", LOG_LINE_STATE},
		{"12: (b7) r0 = 2", LOG_LINE_INSN},
		{"12: (b7) r0 = 2                       ; R0_w=2", LOG_LINE_INSN},
		{"from 3 to 5: R0=scalar() R10=fp0", LOG_LINE_MESSAGE},
		{"5: safe", LOG_LINE_MESSAGE}, {"R1 invalid mem access 'scalar'", LOG_LINE_MESSAGE},
		{"BPF program is too large. Processed 1000001 insn", LOG_LINE_MESSAGE}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (log_line_kind(rows[i].line) != rows[i].kind)
			fail_msg("%s is %d", rows[i].line, log_line_kind(rows[i].line));
}

static void what_no_kernel_means_is_not_in_a_key(void **state)
{
	static const char *const rows[][2] =
		{
			/* one walk as two releases write it */
			{"R1=ctx(id=0,off=0,imm=0) R10=fp0", "0: R1=ctx() R10=fp0"},
			{"2: R0_w=inv(id=0) R1_w=invP7", "2: R0=scalar() R1=7"},
			{"2: R0=inv(id=0,umax_value=255,var_off=(0x0; 0xff))",
				"2: R0_w=scalar(umax=255,var_off=(0x0; 0xff))"},
			{"; int x = *p;", "; int x = *p; @ prog.bpf.c:7"},
			{"4: (b7) r0 = 2", "4: (b7) r0 = 2 "},
			/* one kernel, two boots */
			{"3: (18) r1 = 0xffff888104c2d400 ; R1_w=map_ptr(ks=4,vs=8)",
				"3: (18) r1 = 0xffff9f4c0a3ac000 ; R1_w=map_ptr(ks=4,vs=8)"},
			{"3: R0=map_value_or_null(id=2,off=0,ks=4)",
				"3: R0=map_value_or_null(id=17,ks=4)"},
			{"3: R0=ptr_sock(ref_obj_id=4)", "3: R0=ptr_sock(ref_obj_id=5)"},
		},
				 *const other[][2] = {
					 {"4: (b7) r0 = 2", "4: (b7) r0 = 3"},
					 {"4: (07) r0 += 0x10", "4: (07) r0 += 0x11"},
					 {"2: R0=scalar(umax=255)", "2: R0=scalar(umax=256)"},
					 {"2: R0=scalar(id=3)", "2: R0=scalar()"},
					 {"2: R0=pkt(off=8,r=8)", "2: R0=pkt(r=8)"},
					 {"2: R0=scalar(umax=0xffffffffffffffff)",
						 "2: R0=scalar(umax=0xffffffff)"},
				 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		cleanup_free char *a = log_line_key(rows[i][0]), *b = log_line_key(rows[i][1]);
		assert_string_equal(a, b);
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++) {
		cleanup_free char *a = log_line_key(other[i][0]), *b = log_line_key(other[i][1]);
		assert_string_not_equal(a, b);
	}
}

static void a_walk_has_no_registers(void **state)
{
	static const char *const rows[][2] = {
		{"4: (b7) r0 = 2                       ; R0_w=2", "4: (b7) r0 = 2"},
		{"from 3 to 5: R0=scalar() R10=fp0", "from 3 to 5:"}, {"4: R0=2", ""},
		{"; int x;", ""}, {"func#0 @0", ""},
		{"R1 invalid mem access 'inv'", "R1 invalid mem access 'inv'"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		cleanup_free char *got = log_line_walk(rows[i][0]);
		assert_string_equal(got, rows[i][1]);
	}
}

static void logs_part_where_they_do(void **state)
{
	static const char good[] =
		"func#0 @0\n0: R1=ctx() R10=fp0\n0: (18) r1 = 0xffff888104c2d400\n"
		"mark_precise: frame0: last_idx 4\n2: (b7) r0 = 0 ; R0=1\n"
		"3: (05) goto pc+1\n5: (95) exit\nverification time 7 usec\n";
	static const char bad[] = "0: R1=ctx() R10=fp0\n0: (18) r1 = 0xffff888104c2dfff\n"
				  "2: (b7) r0 = 0 ; R0=2\n3: (05) goto pc+1\nR0 is wrong\n"
				  "verification time 8 usec\n";
	struct log_pair p;

	(void)state;
	assert_int_equal(log_pair_make(&p, good, bad), 0);
	assert_true(p.differ && p.walk_differ && p.good.traced && p.bad.traced);
	assert_string_equal(p.good.lines[p.good.first], "2: (b7) r0 = 0 ; R0=1");
	assert_string_equal(p.bad.lines[p.bad.first], "2: (b7) r0 = 0 ; R0=2");
	assert_string_equal(p.good.lines[p.good.walk], "5: (95) exit");
	assert_string_equal(p.bad.lines[p.bad.walk], "R0 is wrong");
	assert_int_equal(p.good.n, 7); /* without figures */
	log_pair_clear(&p);
	/* one that ends before the other */
	assert_int_equal(
		log_pair_make(&p, "0: (b7) r0 = 0\n", "0: (b7) r0 = 0\n1: (95) exit\n"), 0);
	assert_true(p.differ && p.good.first == 1 && p.good.first == p.good.n && p.bad.first == 1);
	log_pair_clear(&p);
	assert_int_equal(log_pair_make(&p, good, good), 0);
	assert_false(p.differ || p.walk_differ);
	log_pair_clear(&p);
	assert_int_equal(log_pair_make(&p, NULL, bad), 0);
	assert_true(!p.good.n && !p.good.traced && p.bad.traced);
	log_pair_clear(&p);
}

/* 5.10 has the registers in lines of their own, and not at each instruction. */
static void releases_write_one_walk_in_two_ways(void **state)
{
	static const char old[] = "func#0 @0\n0: R1=ctx(id=0,off=0,imm=0) R10=fp0\n; int x = *p;\n"
				  "0: (b7) r0 = 0\n1: (55) if r1 != 0x0 goto pc+1\n"
				  " R0_w=invP0 R1_w=inv0 R10=fp0\n2: (95) exit\n"
				  "from 1 to 3: R0_w=invP0 R1_w=inv(id=0) R10=fp0\n3: (95) exit\n";
	static const char now[] = "0: R1=ctx() R10=fp0\n; int x = *p; @ prog.bpf.c:7\n"
				  "0: (b7) r0 = 0 ; R0_w=0\n1: (55) if r1 != 0x0 goto pc+1 ; R1=0\n"
				  "2: (95) exit\nfrom 1 to 3: R0=0 R1=scalar() R10=fp0\n"
				  "3: R0=0 R1=scalar() R10=fp0\n3: (95) exit\n";
	struct log_pair p;

	(void)state;
	assert_int_equal(log_pair_make(&p, old, now), 0);
	if (p.differ || p.walk_differ)
		fail_msg("%s\n%s", p.good.lines[p.good.first], p.bad.lines[p.bad.first]);
	log_pair_clear(&p);
}

/* Any text is a log: lines cut at any place, and bytes of any kind. */
static void no_line_breaks_a_key(void **state)
{
	static const char line[] =
		"from 3 to 5: R0_w=inv(id=0,off=0,imm=0,umax_value=0x) R1=invP-7 ; fp-8=(id=9) ##[";

	(void)state;
	for (size_t i = 0; i < sizeof(line); i++) {
		cleanup_free char *cut = strndup(line, i), *tail = strdup(line + i);
		cleanup_free char *a = log_line_key(cut), *b = log_line_walk(cut);
		cleanup_free char *c = log_line_key(tail), *d = log_line_walk(tail);
		assert_true(a && b && c && d);
	}
	srand(1);
	for (int i = 0; i < 20000; i++) {
		static const char letters[] = "R0123=_w(,)inv:; offdi#x\t";
		char text[40];
		for (size_t j = 0; j < sizeof(text); j++)
			text[j] = letters[(size_t)rand() % (sizeof(letters) - 1)];
		text[sizeof(text) - 1] = '\0';
		cleanup_free char *a = log_line_key(text), *b = log_line_walk(text);
		assert_true(a && b && strlen(a) <= 2 * sizeof(text));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_have_their_kind),
		cmocka_unit_test(what_no_kernel_means_is_not_in_a_key),
		cmocka_unit_test(a_walk_has_no_registers),
		cmocka_unit_test(logs_part_where_they_do),
		cmocka_unit_test(releases_write_one_walk_in_two_ways),
		cmocka_unit_test(no_line_breaks_a_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
