// SPDX-License-Identifier: GPL-2.0-only
/* What a program reads of its context, and as what types it uses what it read there. */
#include "layout/reads.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define MOV(to, from)		  {BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0}
#define MOV32(to, from)		  {BPF_ALU | BPF_MOV | BPF_X, to, from, 0, 0}
#define SET(to, number)		  {BPF_ALU64 | BPF_MOV | BPF_K, to, 0, 0, number}
#define ADD(to, number)		  {BPF_ALU64 | BPF_ADD | BPF_K, to, 0, 0, number}
#define ADD_R(to, from)		  {BPF_ALU64 | BPF_ADD | BPF_X, to, from, 0, 0}
#define LOAD(size, to, from, at)  {BPF_LDX | BPF_MEM | (size), to, from, at, 0}
#define STORE(size, to, at, from) {BPF_STX | BPF_MEM | (size), to, from, at, 0}
#define CALL(helper)		  {BPF_JMP | BPF_CALL, 0, 0, 0, helper}
#define JUMP_IF(from, by)	  {BPF_JMP | BPF_JEQ | BPF_K, from, 0, by, 0}
#define JUMP(by)		  {BPF_JMP | BPF_JA, 0, 0, by, 0}
#define WIDE(to)		  {BPF_LD | BPF_IMM | BPF_DW, to, 0, 0, 0}, {0}
#define EXIT			  {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}

static struct layout_reads found;
static const unsigned char *reached; /* as in struct layout_code */

static bool find(const struct bpf_insn *insns, size_t count,
	const struct layout_relocation *relocations, size_t n)
{
	const struct layout_code code = {insns, count, reached};

	return layout_find_reads(&found, &code, relocations, n);
}

/* "8+4 16+8r 24+16c; 16:5": reads, relocated and copied; values and the types of their use. */
static const char *text(void)
{
	static char text[1024];
	char *at = text;

	*at = '\0';
	for (size_t i = 0; i < found.n_reads; i++)
		at += sprintf(at, "%s%d+%u%s%s", i ? " " : "", found.reads[i].offset,
			found.reads[i].size, found.reads[i].relocated ? "r" : "",
			found.reads[i].copied ? "c" : "");
	for (size_t i = 0; i < found.n_uses; i++)
		at += sprintf(
			at, "%s%d:%u", i ? " " : "; ", found.uses[i].offset, found.uses[i].type);
	return text;
}

#define EXPECT(expected, relocations, n, ...)                                                      \
	do {                                                                                       \
		const struct bpf_insn insns[] = {__VA_ARGS__};                                     \
		assert_true(find(insns, sizeof(insns) / sizeof(*insns), relocations, n));          \
		assert_string_equal(text(), expected);                                             \
	} while (0)

static void loads_are_found(void **state)
{
	(void)state;
	EXPECT("8+4", NULL, 0, LOAD(BPF_W, 2, 1, 8), EXIT);
	/* through copies, sums and the stack */
	EXPECT("8+8 24+2", NULL, 0, MOV(6, 1), STORE(BPF_DW, 10, -8, 6), CALL(14),
		LOAD(BPF_DW, 7, 6, 8), LOAD(BPF_DW, 6, 10, -8), ADD(6, 16), LOAD(BPF_H, 0, 6, 8),
		EXIT);
	EXPECT("12+1", NULL, 0, SET(2, 12), ADD_R(2, 1), LOAD(BPF_B, 0, 2, 0), EXIT);
	/* once each */
	EXPECT("8+4", NULL, 0, LOAD(BPF_W, 2, 1, 8), LOAD(BPF_W, 3, 1, 8), EXIT);
	/* a second instruction of a wide one is none */
	EXPECT("8+4", NULL, 0, WIDE(3), LOAD(BPF_W, 2, 1, 8), EXIT);
}

static void what_is_not_known_is_not_said(void **state)
{
	(void)state;
	/* calls destroy r1 to r5 */
	EXPECT("", NULL, 0, CALL(14), LOAD(BPF_W, 2, 1, 8), EXIT);
	/* half a register, and a sum with what is not known */
	EXPECT("", NULL, 0, MOV32(2, 1), LOAD(BPF_W, 2, 2, 8), EXIT);
	EXPECT("", NULL, 0, MOV(2, 1), ADD_R(2, 7), LOAD(BPF_W, 2, 2, 8), EXIT);
	/* the slot was written since */
	EXPECT("", NULL, 0, STORE(BPF_DW, 10, -8, 1), STORE(BPF_W, 10, -4, 7),
		LOAD(BPF_DW, 2, 10, -8), LOAD(BPF_W, 2, 2, 8), EXIT);
	/* or a helper may have written it */
	EXPECT("", NULL, 0, STORE(BPF_DW, 10, -8, 1), MOV(1, 10), ADD(1, -16), CALL(113),
		LOAD(BPF_DW, 2, 10, -8), LOAD(BPF_W, 2, 2, 8), EXIT);
	/* a slot below the buffer is not */
	EXPECT("8+4", NULL, 0, STORE(BPF_DW, 10, -24, 1), MOV(1, 10), ADD(1, -16), CALL(113),
		LOAD(BPF_DW, 2, 10, -24), LOAD(BPF_W, 2, 2, 8), EXIT);
	/* no slot: beyond the stack, and not aligned */
	EXPECT("", NULL, 0, STORE(BPF_DW, 10, -520, 1), LOAD(BPF_DW, 2, 10, -520),
		LOAD(BPF_W, 2, 2, 8), EXIT);
	EXPECT("", NULL, 0, STORE(BPF_DW, 10, -12, 1), LOAD(BPF_DW, 2, 10, -12),
		LOAD(BPF_W, 2, 2, 8), EXIT);
	/* nothing behind the end */
	EXPECT("", NULL, 0, EXIT, LOAD(BPF_W, 2, 1, 8), EXIT);
}

static void paths_meet(void **state)
{
	(void)state;
	/* the same on both */
	EXPECT("8+4", NULL, 0, MOV(6, 1), JUMP_IF(7, 1), SET(8, 1), LOAD(BPF_W, 2, 6, 8), EXIT);
	/* not the same */
	EXPECT("", NULL, 0, MOV(6, 1), JUMP_IF(7, 1), ADD(6, 8), LOAD(BPF_W, 2, 6, 8), EXIT);
	/* a loop that moves on: what is first read there is not known either */
	EXPECT("", NULL, 0, MOV(6, 1), LOAD(BPF_W, 2, 6, 8), ADD(6, 4), JUMP_IF(2, -3), EXIT);
	/* one that does not */
	EXPECT("8+4", NULL, 0, MOV(6, 1), LOAD(BPF_W, 2, 6, 8), ADD(7, 4), JUMP_IF(2, -3), EXIT);
	/* over what no path reaches */
	EXPECT("8+4", NULL, 0, JUMP(1), MOV(1, 7), LOAD(BPF_W, 2, 1, 8), EXIT);
}

static void copies_by_helpers_are_found(void **state)
{
	(void)state;
	EXPECT("8+16c", NULL, 0, ADD(1, 8), MOV(3, 1), SET(2, 16), MOV(1, 10),
		CALL(BPF_FUNC_probe_read_kernel), EXIT);
	/* of user space, and of unknown length */
	EXPECT("", NULL, 0, ADD(1, 8), MOV(3, 1), SET(2, 16), CALL(BPF_FUNC_probe_read_user), EXIT);
	EXPECT("", NULL, 0, ADD(1, 8), MOV(3, 1), MOV(2, 7), CALL(BPF_FUNC_probe_read), EXIT);
}

static void relocations_say_what_is_used(void **state)
{
	static const struct layout_relocation of_load[] = {{1, 5}}, of_context[] = {{0, 9}},
					      of_sum[] = {{1, 6}}, of_address[] = {{2, 7}},
					      of_nothing[] = {{1, 0}},
					      of_member[] = {{3, 5}, {5, 8}};

	(void)state;
	/* the context's own: the offset is the kernel's */
	EXPECT("8+4r", of_context, 1, LOAD(BPF_W, 2, 1, 8), EXIT);
	/* an argument is read through */
	EXPECT("16+8; 16:5", of_load, 1, LOAD(BPF_DW, 2, 1, 16), LOAD(BPF_DW, 3, 2, 40), EXIT);
	EXPECT("16+8", of_nothing, 1, LOAD(BPF_DW, 2, 1, 16), LOAD(BPF_DW, 3, 2, 40), EXIT);
	EXPECT("16+8; 16:6", of_sum, 1, LOAD(BPF_DW, 2, 1, 16), ADD(2, 40), EXIT);
	/* r3 = offset; r3 += argument */
	EXPECT("16+8; 16:7", of_address, 1, LOAD(BPF_DW, 6, 1, 16), SET(4, 1), SET(3, 40),
		ADD_R(3, 6), EXIT);
	/* what libbpf could not relocate is never reached */
	EXPECT("16+8", of_load, 1, LOAD(BPF_DW, 2, 1, 16), CALL(195896080), LOAD(BPF_DW, 3, 2, 40),
		EXIT);
	/* what it found out is a number: a way that this kernel does not take */
	EXPECT("16+8; 16:8", of_member, 2, LOAD(BPF_DW, 6, 1, 16), SET(4, 0), JUMP_IF(4, 2),
		LOAD(BPF_DW, 3, 6, 40), EXIT, LOAD(BPF_DW, 3, 6, 48), EXIT);
	EXPECT("16+8; 16:5", of_member, 2, LOAD(BPF_DW, 6, 1, 16), SET(4, 1), JUMP_IF(4, 2),
		LOAD(BPF_DW, 3, 6, 40), EXIT, LOAD(BPF_DW, 3, 6, 48), EXIT);
	/* four bytes are no address */
	EXPECT("16+4", of_load, 1, LOAD(BPF_W, 2, 1, 16), LOAD(BPF_DW, 3, 2, 40), EXIT);
}

/* What the verifier does not walk, since a constant decides, is not read. */
static void only_what_is_walked_counts(void **state)
{
	static const unsigned char bits[] = {1 << 0 | 1 << 2 | 1 << 3};

	(void)state;
	reached = bits;
	EXPECT("12+4", NULL, 0, JUMP_IF(7, 1), LOAD(BPF_W, 2, 1, 8), LOAD(BPF_W, 2, 1, 12), EXIT);
	reached = NULL;
	EXPECT("8+4 12+4", NULL, 0, JUMP_IF(7, 1), LOAD(BPF_W, 2, 1, 8), LOAD(BPF_W, 2, 1, 12),
		EXIT);
}

static void hostile_programs_end(void **state)
{
	const struct bpf_insn out[] = {JUMP(7), EXIT}, back[] = {JUMP(-2)}, open[] = {SET(0, 0)},
			      half[] = {{BPF_LD | BPF_IMM | BPF_DW, 0, 0, 0, 0}},
			      wrong[] = {{BPF_ALU64 | BPF_MOV | BPF_X, 12, 15, 0, 0}, EXIT},
			      forever[] = {JUMP(-1)};
	const size_t many = 65537;
	struct bpf_insn *insns = calloc(many, sizeof(*insns));

	(void)state;
	assert_false(find(out, 2, NULL, 0));
	assert_false(find(back, 1, NULL, 0));
	assert_false(find(open, 1, NULL, 0));
	assert_false(find(half, 1, NULL, 0));
	assert_false(find(wrong, 2, NULL, 0));
	assert_false(find(NULL, 0, NULL, 0));
	assert_true(find(forever, 1, NULL, 0));
	assert_non_null(insns);
	assert_false(find(insns, many, NULL, 0));
	/* more branches than are followed */
	for (size_t i = 0; i < many; i++)
		insns[i] = (struct bpf_insn)JUMP_IF(2, 0);
	assert_false(find(insns, many - 1, NULL, 0));
	/* any bytes: nothing else is asked of them than to end */
	for (unsigned int seed = 0; seed < 2000; seed++) {
		srand(seed);
		for (size_t i = 0; i < 64 * sizeof(*insns); i++)
			((unsigned char *)insns)[i] = (unsigned char)rand();
		for (size_t i = 0; i < 64; i++)
			insns[i].off %= 64;
		find(insns, 64, NULL, 0);
	}
	free(insns);
}

/* Reads beyond those that are kept are left out. */
static void there_is_a_bound(void **state)
{
	struct bpf_insn insns[100];

	(void)state;
	for (size_t i = 0; i < 99; i++)
		insns[i] = (struct bpf_insn)LOAD(BPF_W, 2, 1, (__s16)(i * 4));
	insns[99] = (struct bpf_insn)EXIT;
	assert_true(find(insns, 100, NULL, 0));
	assert_int_equal(found.n_reads, LAYOUT_READS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads_are_found),
		cmocka_unit_test(what_is_not_known_is_not_said),
		cmocka_unit_test(paths_meet),
		cmocka_unit_test(copies_by_helpers_are_found),
		cmocka_unit_test(relocations_say_what_is_used),
		cmocka_unit_test(only_what_is_walked_counts),
		cmocka_unit_test(hostile_programs_end),
		cmocka_unit_test(there_is_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
