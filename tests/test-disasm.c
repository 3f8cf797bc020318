// SPDX-License-Identifier: GPL-2.0-only
/* disassemble(): the texts are from verifier logs of 6.12 and 7.2. */
#include "load/disasm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define INSN(code_, dst, src, off_, imm_)                                                          \
	{.code = (code_), .dst_reg = (dst), .src_reg = (src), .off = (off_), .imm = (imm_)}

static const struct {
	struct bpf_insn insn;
	const char *text;
} rows[] = {
	{INSN(0xb7, 0, 0, 0, 0), "r0 = 0"},
	{INSN(0xb4, 6, 0, 0, -1), "w6 = -1"},
	{INSN(0xbf, 6, 1, 0, 0), "r6 = r1"},
	{INSN(0xbc, 2, 3, 0, 0), "w2 = w3"},
	{INSN(0xbf, 0, 1, 8, 0), "r0 = (s8)r1"},
	{INSN(0xbc, 0, 1, 16, 0), "w0 = (s16)w1"},
	{INSN(0xbf, 0, 1, 32, 0), "r0 = (s32)r1"},
	{INSN(0xbf, 1, 2, 1, 1), "r1 = addr_space_cast(r2, 0, 1)"},
	{INSN(0xbf, 1, 2, 1, 0x10000), "r1 = addr_space_cast(r2, 1, 0)"},
	{INSN(0xbf, 0, 0, -1, 0), "r0 = &(void __percpu *)(r0)"},
	{INSN(0x07, 2, 0, 0, -8), "r2 += -8"},
	{INSN(0x04, 2, 0, 0, 7), "w2 += 7"},
	{INSN(0x0f, 2, 3, 0, 0), "r2 += r3"},
	{INSN(0x67, 2, 0, 0, 32), "r2 <<= 32"},
	{INSN(0xc7, 2, 0, 0, 32), "r2 s>>= 32"},
	{INSN(0xcc, 2, 3, 0, 0), "w2 s>>= w3"},
	{INSN(0x37, 2, 0, 0, 2), "r2 /= 2"},
	{INSN(0x37, 2, 0, 1, 2), "r2 s/= 2"},
	{INSN(0x9c, 2, 3, 1, 0), "w2 s%= w3"},
	{INSN(0x87, 2, 0, 0, 0), "r2 = -r2"},
	{INSN(0x84, 2, 0, 0, 0), "w2 = -w2"},
	{INSN(0xdc, 2, 0, 0, 16), "r2 = be16 r2"},
	{INSN(0xd4, 2, 0, 0, 32), "r2 = le32 r2"},
	{INSN(0xd7, 2, 0, 0, 64), "r2 = bswap64 r2"},
	{INSN(0x61, 1, 2, 4, 0), "r1 = *(u32 *)(r2 +4)"},
	{INSN(0x79, 1, 10, -8, 0), "r1 = *(u64 *)(r10 -8)"},
	{INSN(0x71, 1, 10, 0, 0), "r1 = *(u8 *)(r10 +0)"},
	{INSN(0x89, 1, 10, -2, 0), "r1 = *(s16 *)(r10 -2)"},
	{INSN(0x81, 1, 10, -4, 0), "r1 = *(s32 *)(r10 -4)"},
	{INSN(0x7b, 10, 1, -8, 0), "*(u64 *)(r10 -8) = r1"},
	{INSN(0x6a, 10, 0, -2, 5), "*(u16 *)(r10 -2) = 5"},
	{INSN(0xdb, 1, 2, 0, 0x00), "lock *(u64 *)(r1 +0) += r2"},
	{INSN(0xc3, 1, 2, 4, 0xa0), "lock *(u32 *)(r1 +4) ^= r2"},
	{INSN(0xdb, 1, 2, 0, 0x01), "r2 = atomic64_fetch_add((u64 *)(r1 +0), r2)"},
	{INSN(0xc3, 1, 2, 0, 0x51), "r2 = atomic_fetch_and((u32 *)(r1 +0), r2)"},
	{INSN(0xdb, 1, 2, -8, 0xe1), "r2 = atomic64_xchg((u64 *)(r1 -8), r2)"},
	{INSN(0xdb, 1, 2, -8, 0xf1), "r0 = atomic64_cmpxchg((u64 *)(r1 -8), r0, r2)"},
	{INSN(0xd3, 1, 2, 0, 0x100), "r1 = load_acquire((u8 *)(r2 +0))"},
	{INSN(0xdb, 1, 2, 0, 0x110), "store_release((u64 *)(r1 +0), r2)"},
	{INSN(0xdb, 1, 2, 0, 0x42), "BUG_db"},
	{INSN(0xc2, 0, 0, 0, 0), "nospec"},
	{INSN(0x20, 0, 0, 0, 14), "r0 = *(u32 *)skb[14]"},
	{INSN(0x48, 0, 7, 0, 2), "r0 = *(u16 *)skb[r7 + 2]"},
	{INSN(0x05, 0, 0, 3, 0), "goto pc+3"},
	{INSN(0x05, 0, 0, -3, 0), "goto pc-3"},
	{INSN(0x06, 0, 0, 0, 70000), "gotol pc+70000"},
	{INSN(0x0d, 4, 0, 0, 0), "gotox r4"},
	{INSN(0xe5, 0, 0, 5, 0), "may_goto pc+5"},
	{INSN(0x15, 1, 0, 2, 0), "if r1 == 0x0 goto pc+2"},
	{INSN(0x56, 1, 0, 2, -1), "if w1 != 0xffffffff goto pc+2"},
	{INSN(0xad, 1, 2, -9, 0), "if r1 < r2 goto pc-9"},
	{INSN(0x66, 1, 0, 1, 4), "if w1 s> 0x4 goto pc+1"},
	{INSN(0xdd, 1, 2, 1, 0), "if r1 s<= r2 goto pc+1"},
	{INSN(0x45, 1, 0, 1, 8), "if r1 & 0x8 goto pc+1"},
	{INSN(0x85, 0, 0, 0, 1), "call bpf_map_lookup_elem"},
	{INSN(0x85, 0, 0, 0, 211), "call bpf_cgrp_storage_delete"},
	{INSN(0x85, 0, 0, 0, 123456), "call unknown"},
	{INSN(0x85, 0, 2, 0, 4567), "call kernel-function"},
	{INSN(0x85, 0, 1, 6, 2), "call pc+6"},
	{INSN(0x95, 0, 0, 0, 0), "exit"},
};

static void instructions_are_written_as_the_kernel_writes_them(void **state)
{
	char want[128];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *text = disassemble(&rows[i].insn, 1);
		snprintf(want, sizeof(want), "0: %s\n", rows[i].text);
		assert_non_null(text);
		assert_string_equal(text, want);
		free(text);
	}
}

static void a_wide_immediate_takes_two_instructions(void **state)
{
	const struct bpf_insn insns[] = {
		INSN(0x18, 1, 0, 0, -1), INSN(0, 0, 0, 0, 0x12), INSN(0x95, 0, 0, 0, 0)};

	(void)state;
	char *text = disassemble(insns, 3);
	assert_string_equal(text, "0: r1 = 0x12ffffffff\n2: exit\n");
	free(text);
	/* the second half is missing */
	text = disassemble(insns, 1);
	assert_string_equal(text, "0: BUG_ld_18\n");
	free(text);
	text = disassemble(insns, 0);
	assert_string_equal(text, "");
	free(text);
}

/* Every opcode and immediate gives a line. */
static void any_instruction_is_disassembled(void **state)
{
	(void)state;
	for (unsigned int code = 0; code < 256; code++)
		for (int imm = -1; imm < 0x120; imm++) {
			const struct bpf_insn insns[] = {
				INSN((uint8_t)code, 15, 15, -1, imm), INSN(0x95, 0, 0, 0, 0)};
			char *text = disassemble(insns, 2);
			assert_non_null(text);
			assert_int_equal(strncmp(text, "0: ", 3), 0);
			assert_true(text[3] != '\n' && text[strlen(text) - 1] == '\n');
			free(text);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instructions_are_written_as_the_kernel_writes_them),
		cmocka_unit_test(a_wide_immediate_takes_two_instructions),
		cmocka_unit_test(any_instruction_is_disassembled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
