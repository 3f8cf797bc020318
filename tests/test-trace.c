// SPDX-License-Identifier: GPL-2.0-only
/* The verifier's trace: steps, paths, registers and where their values come from. */
#include "explain/trace.h"
#include "explain/trace-check.h"
#include "explain/trace-path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static struct trace read_log(const char *log)
{
	struct trace t;

	assert_int_equal(trace_read(&t, log, true), 0);
	return t;
}

/* Two branches; the second way of each is taken up later, the last one first. */
static const char branches[] = "0: R1=ctx() R10=fp0\n"
			       "; int f(void *ctx) @ a.bpf.c:1\n"
			       "0: (61) r2 = *(u32 *)(r1 +0)          ; R1=ctx() R2_w=scalar()\n"
			       "1: (15) if r2 == 0x0 goto pc+3        ; R2_w=scalar()\n"
			       "; return 7; @ a.bpf.c:2\n"
			       "2: (b7) r0 = 7                        ; R0_w=7\n"
			       "3: (15) if r2 == 0x9 goto pc+1        ; R2_w=scalar()\n"
			       "4: (95) exit\n"
			       "\n"
			       "from 3 to 5: R0=7 R1=ctx() R2=9 R10=fp0\n"
			       "5: (95) exit\n"
			       "\n"
			       "from 1 to 5: safe\n"
			       "processed 7 insns (limit 1000000)\n";

static void paths(void **state)
{
	struct trace t = read_log(branches);
	static const int insns[] = {0, 1, 2, 3, 4, 5}, prevs[] = {-1, 0, 1, 2, 3, 3};
	char where[64];

	(void)state;
	assert_int_equal(t.count, COUNT(insns));
	for (size_t i = 0; i < COUNT(insns); i++) {
		assert_int_equal(t.steps[i].insn, insns[i]);
		assert_int_equal(t.steps[i].prev, prevs[i]);
		assert_int_equal(t.steps[i].is_begin, i == 0);
	}
	assert_true(t.steps[5].is_taken_up);
	assert_true(t.steps[3].is_resumed);
	assert_true(t.steps[1].is_resumed);
	assert_false(t.is_cut);
	assert_string_equal(trace_where(where, sizeof(where), &t.steps[2]), "a.bpf.c:2");
	trace_clear(&t);
}

/* A branch that was walked twice on the path: which of them is taken up is not certain. */
static void uncertain(void **state)
{
	struct trace t = read_log("0: R1=ctx() R10=fp0\n"
				  "0: (15) if r1 == 0x0 goto pc+2        ; R1=ctx()\n"
				  "1: (05) goto pc-2\n"
				  "0: (15) if r1 == 0x0 goto pc+2        ; R1=ctx()\n"
				  "1: (05) goto pc-2\n"
				  "from 0 to 3: R1=ctx() R10=fp0\n"
				  "3: (95) exit\n");

	(void)state;
	assert_int_equal(t.count, 5);
	assert_int_equal(t.steps[4].prev, -1);
	assert_false(t.steps[4].is_begin);
	trace_clear(&t);
}

/* What follows a call of a function, its return, and one that is walked by itself. */
static void frames(void **state)
{
	struct trace t = read_log("0: R1=ctx() R10=fp0\n"
				  "0: (85) call pc+2\n"
				  "caller:\n R10=fp0\ncallee:\n frame1: R1=ctx() R10=fp0\n"
				  "3: (b7) r0 = 1                        ; frame1: R0_w=1\n"
				  "4: (95) exit\n"
				  "returning from callee:\n frame1: R0_w=1 R1=ctx() R10=fp0\n"
				  "to caller at 1:\n R0_w=1 R10=fp0\n"
				  "1: (85) call pc+3\n"
				  "Func#2 ('g') is global and assumed valid.\n"
				  "2: R0_w=scalar()\n"
				  "2: (95) exit\n"
				  "Validating g() func#2...\n"
				  "5: R1=ctx() R10=fp0\n"
				  "5: (95) exit\n");
	static const int frames_[] = {0, 1, 1, 0, 0, 0};
	struct trace_value v;

	(void)state;
	assert_int_equal(t.count, COUNT(frames_));
	for (size_t i = 0; i < COUNT(frames_); i++)
		assert_int_equal(t.steps[i].frame, frames_[i]);
	assert_int_equal(t.steps[1].prev, 0);
	assert_int_equal(t.steps[3].prev, 2);
	assert_int_equal(t.steps[4].prev, 3);
	assert_int_equal(t.steps[5].prev, -1);
	assert_true(t.steps[5].is_begin);
	assert_true(trace_value_before(&v, &t, 4, 0));
	assert_true(v.is_scalar);
	assert_false(v.is_known);
	trace_clear(&t);
}

/* Earlier lines are missing: nothing before the first step is claimed. */
static void cut(void **state)
{
	const char *middle = strstr(branches, "; return 7;");
	struct trace t = read_log(middle);

	(void)state;
	assert_true(t.is_cut);
	assert_int_equal(t.steps[0].insn, 2);
	assert_int_equal(t.steps[0].prev, -1);
	trace_clear(&t);
}

/* Only the last of many steps are kept. */
static void many(void **state)
{
	const int lines = TRACE_STEPS_MAX + 1000;
	char *log = malloc((size_t)lines * 40 + 1), *at = log;
	struct trace t;

	(void)state;
	assert_non_null(log);
	for (int i = 0; i < lines; i++)
		at += sprintf(at, "%d: (b7) r0 = 1\n", i);
	t = read_log(log);
	assert_int_equal(t.count, TRACE_STEPS_MAX);
	assert_int_equal(t.steps[0].insn, 1000);
	assert_int_equal(t.steps[trace_last(&t)].insn, lines - 1);
	assert_true(t.is_cut);
	trace_clear(&t);
	free(log);
}

static void values(void **state)
{
	static const struct {
		const char *state;
		int reg;
		const char *range, *type;
		int64_t off, packet;
	} rows[] = {
		{"R1_w=inv(id=0,umax_value=255,var_off=(0x0; 0xff)) R2=ctx(id=0,off=0,imm=0)", 1,
			"0..255", "inv", 0, -1},
		{"R1_w=invP5 R2=fp-24", 1, "5", "inv", 0, -1},
		{"R1_w=inv5 R2=fp-24", 2, "unbounded", "fp", -24, -1},
		{"R1=scalar(smin=umin=1,smax=umax=smax32=8,var_off=(0x0; 0xf))", 1, "1..8",
			"scalar", 0, -1},
		{"R3_w=Pscalar(id=2,smin=-8,smax=9) R1=1", 3, "-8..9", "scalar", 0, -1},
		{"R3_w=P-7 R1=1", 3, "-7", "", 0, -1},
		{"R3=scalar() R1=1", 3, "unbounded", "scalar", 0, -1},
		{"R3=scalar(smax=1) R1=1", 3, "at most 1, without a lower limit", "scalar", 0, -1},
		{"R3=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))", 3,
			"0..4294967295", "scalar", 0, -1},
		{"frame1: R10=fp0 R1=pkt(id=3,off=14,r=34)", 1, "unbounded", "pkt", 14, 34},
		{"R0=map_value(map=m,ks=4,vs=8,off=4)", 0, "unbounded", "map_value", 4, -1},
	};
	char range[64], type[32];
	struct trace_value v;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct trace_text text = {rows[i].state, strlen(rows[i].state)};
		assert_true(trace_value_in(&v, &text, rows[i].reg));
		snprintf(type, sizeof(type), "%.*s", (int)v.type.len, v.type.at);
		assert_string_equal(type, rows[i].type);
		if (v.is_scalar)
			assert_string_equal(trace_range(range, sizeof(range), &v), rows[i].range);
		else
			assert_int_equal(v.off, rows[i].off);
		assert_int_equal(v.range, rows[i].packet);
		assert_false(trace_value_in(&v, &text, 9));
	}
}

static void deeds(void **state)
{
	static const struct {
		const char *text;
		int reg;
		enum trace_act act;
		int source;
	} rows[] = {
		{"r1 = r2", 1, ACT_COPY, 2},
		{"w1 = w2", 1, ACT_COPY32, 2},
		{"r1 = r2", 2, ACT_NONE, -1},
		{"r10 = 1", 1, ACT_NONE, -1},
		{"r1 = -5", 1, ACT_NUMBER, -1},
		{"r1 = 0xffff88801ff71a00", 1, ACT_NUMBER, -1},
		{"r1 = *(u64 *)(r10 -8)", 1, ACT_FILL, 10},
		{"r1 = *(s8 *)(r2 +4)", 1, ACT_LOAD, 2},
		{"r1 += r3", 1, ACT_ADD, 3},
		{"r1 += -8", 1, ACT_ADD, -1},
		{"r1 -= r3", 1, ACT_ARITHMETIC, 3},
		{"w1 <<= 3", 1, ACT_ARITHMETIC, -1},
		{"r1 = be16 r1", 1, ACT_ARITHMETIC, -1},
		{"call bpf_loop#181", 0, ACT_CALL, -1},
		{"call bpf_loop#181", 5, ACT_CLOBBER, -1},
		{"call bpf_loop#181", 6, ACT_NONE, -1},
		{"r0 = *(u8 *)skb[12]", 1, ACT_CLOBBER, -1},
		{"if r1 > 0x7 goto pc+1", 1, ACT_NONE, -1},
		{"*(u64 *)(r1 +0) = r2", 1, ACT_NONE, -1},
		{"lock *(u64 *)(r1 +0) += r2", 1, ACT_NONE, -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct trace_text text = {rows[i].text, strlen(rows[i].text)};
		const struct trace_deed d = trace_deed(&text, rows[i].reg);
		if (d.act != rows[i].act || d.source != rows[i].source)
			fail_msg("%s, r%d: %d, %d", rows[i].text, rows[i].reg, d.act, d.source);
	}
}

/* The value is compared in a 32-bit copy after it was spilled, and filled again for its use. */
static void checks(void **state)
{
	struct trace t =
		read_log("0: R1=ctx() R10=fp0\n"
			 "0: (61) r2 = *(u32 *)(r1 +0)          ; R1=ctx() R2_w=scalar()\n"
			 "1: (7b) *(u64 *)(r10 -8) = r2         ; R2_w=scalar() R10=fp0\n"
			 "2: (bc) w3 = w2                       ; R2_w=scalar() R3_w=scalar()\n"
			 "3: (26) if w3 > 0x7 goto pc+9         ; R3_w=scalar(umax=7)\n"
			 "4: (79) r4 = *(u64 *)(r10 -8)         ; R4_w=scalar() R10=fp0\n"
			 "5: (0f) r0 += r4\n");
	int made;

	(void)state;
	const int origin = trace_origin(&t, 5, 4, &made);
	assert_int_equal(origin, 0);
	assert_int_equal(made, 2);
	const struct trace_check check = trace_check(&t, origin, made, 5, 4);
	assert_int_equal(check.step, 3);
	assert_int_equal(check.reg, 3);
	assert_true(check.is_copy32);
	assert_false(check.is_same);
	assert_int_equal(trace_check(&t, origin, made, 3, 2).step, -1);
	assert_true(trace_check(&t, origin, made, 3, 2).is_all);
	trace_clear(&t);
}

/* Lines that resemble steps, and numbers that do not fit. */
static void hostile(void **state)
{
	static const char *const logs[] = {"", "\n\n", ":", "0: (", "0: (6", "0: (61)", "0: (61) ",
		"99999999999: (61) r0 = 1\n",
		"from \nfrom 1\nfrom 1 to\nfrom 1 to 99999999999: R0=1\n",
		"R1=\nR1=(\nR=\nframe: R1=\n0: R1=scalar(((\n", "; \n; @ \n;  @ :\n",
		"0: (61) r0 = *(u\n0: (61) r99 = r-1\n0: (61) if r\n0: (61) *(u64 *)(r\n"};

	(void)state;
	for (size_t i = 0; i < COUNT(logs); i++) {
		struct trace t = read_log(logs[i]);
		for (int s = 0; s < t.count; s++)
			for (int reg = 0; reg <= 10; reg++) {
				struct trace_value v;
				int made;
				trace_value_before(&v, &t, s, reg);
				trace_origin(&t, s, reg, &made);
			}
		trace_clear(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths),
		cmocka_unit_test(uncertain),
		cmocka_unit_test(frames),
		cmocka_unit_test(cut),
		cmocka_unit_test(many),
		cmocka_unit_test(values),
		cmocka_unit_test(deeds),
		cmocka_unit_test(checks),
		cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
