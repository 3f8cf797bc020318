// SPDX-License-Identifier: GPL-2.0-only
#include "load/disasm.h"
#include "probe/names.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * From include/uapi/linux/bpf.h after 6.1, the version of Debian 12's headers, and from
 * include/linux/filter.h, which no package installs.
 */
#define MODE_MEMSX	   0x80	 /* of BPF_LDX, 6.6 */
#define MODE_NOSPEC	   0xc0	 /* of BPF_ST */
#define OP_JCOND	   0xe0	 /* 6.10 */
#define LOAD_ACQUIRE	   0x100 /* 6.15 */
#define STORE_RELEASE	   0x110
#define OFF_ADDRESS_CAST   1  /* of a move, 6.9 */
#define OFF_PERCPU_ADDRESS -1 /* of a move, 6.10 */

/* BPF_OP() >> 4 → */
static const char *const alu[16] = {"+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg",
	"%=", "^=", "=", "s>>=", "endian", "?", "?"};
static const char *const jump[16] = {"jmp", "==", ">", ">=", "&", "!=", "s>", "s>=", "call", "exit",
	"<", "<=", "s<", "s<=", "?", "?"};
static const char *const fetch[16] = {
	"add", "?", "?", "?", "or", "and", "?", "?", "?", "?", "xor", "?", "?", "?", "?", "?"};
/* BPF_SIZE() >> 3 → */
static const char *const size_unsigned[4] = {"u32", "u16", "u8", "u64"};
static const char *const size_signed[4] = {"s32", "s16", "s8", "?"};

static const char *width(const struct bpf_insn *i)
{
	return size_unsigned[BPF_SIZE(i->code) >> 3];
}

static void put_alu(FILE *out, const struct bpf_insn *i)
{
	const bool wide = BPF_CLASS(i->code) == BPF_ALU64,
		   from_register = BPF_SRC(i->code) == BPF_X;
	const uint8_t op = BPF_OP(i->code);
	const char kind = wide ? 'r' : 'w';

	if (op == BPF_END) {
		const char *how = wide ? "bswap" : from_register ? "be" : "le";
		fprintf(out, "r%d = %s%d r%d", i->dst_reg, how, i->imm, i->dst_reg);
	} else if (op == BPF_NEG) {
		fprintf(out, "%c%d = -%c%d", kind, i->dst_reg, kind, i->dst_reg);
	} else if (op == BPF_MOV && wide && from_register && i->off == OFF_ADDRESS_CAST) {
		fprintf(out, "r%d = addr_space_cast(r%d, %u, %u)", i->dst_reg, i->src_reg,
			(uint32_t)i->imm >> 16, (uint32_t)i->imm & 0xffff);
	} else if (op == BPF_MOV && wide && from_register && i->off == OFF_PERCPU_ADDRESS) {
		fprintf(out, "r%d = &(void __percpu *)(r%d)", i->dst_reg, i->src_reg);
	} else {
		const bool is_signed = (op == BPF_DIV || op == BPF_MOD) && i->off == 1;
		const bool extends = op == BPF_MOV && (i->off == 8 || i->off == 16 || i->off == 32);
		fprintf(out, "%c%d %s%s ", kind, i->dst_reg, is_signed ? "s" : "", alu[op >> 4]);
		if (!from_register)
			fprintf(out, "%d", i->imm);
		else if (extends)
			fprintf(out, "(s%d)%c%d", i->off, kind, i->src_reg);
		else
			fprintf(out, "%c%d", kind, i->src_reg);
	}
}

static void put_atomic(FILE *out, const struct bpf_insn *i)
{
	const char *wide = BPF_SIZE(i->code) == BPF_DW ? "64" : "";
	const uint8_t op = BPF_OP(i->imm);

	switch (i->imm) {
	case BPF_ADD:
	case BPF_AND:
	case BPF_OR:
	case BPF_XOR:
		fprintf(out, "lock *(%s *)(r%d %+d) %s r%d", width(i), i->dst_reg, i->off,
			alu[op >> 4], i->src_reg);
		break;
	case BPF_ADD | BPF_FETCH:
	case BPF_AND | BPF_FETCH:
	case BPF_OR | BPF_FETCH:
	case BPF_XOR | BPF_FETCH:
		fprintf(out, "r%d = atomic%s_fetch_%s((%s *)(r%d %+d), r%d)", i->src_reg, wide,
			fetch[op >> 4], width(i), i->dst_reg, i->off, i->src_reg);
		break;
	case BPF_CMPXCHG:
		fprintf(out, "r0 = atomic%s_cmpxchg((%s *)(r%d %+d), r0, r%d)", wide, width(i),
			i->dst_reg, i->off, i->src_reg);
		break;
	case BPF_XCHG:
		fprintf(out, "r%d = atomic%s_xchg((%s *)(r%d %+d), r%d)", i->src_reg, wide,
			width(i), i->dst_reg, i->off, i->src_reg);
		break;
	case LOAD_ACQUIRE:
		fprintf(out, "r%d = load_acquire((%s *)(r%d %+d))", i->dst_reg, width(i),
			i->src_reg, i->off);
		break;
	case STORE_RELEASE:
		fprintf(out, "store_release((%s *)(r%d %+d), r%d)", width(i), i->dst_reg, i->off,
			i->src_reg);
		break;
	default:
		fprintf(out, "BUG_%02x", i->code);
	}
}

/* @next: the next instruction, which has the second half of a 64-bit immediate; NULL: none. */
static void put_memory(FILE *out, const struct bpf_insn *i, const struct bpf_insn *next)
{
	const uint8_t insn_class = BPF_CLASS(i->code), mode = BPF_MODE(i->code);

	if (insn_class == BPF_STX && mode == BPF_MEM)
		fprintf(out, "*(%s *)(r%d %+d) = r%d", width(i), i->dst_reg, i->off, i->src_reg);
	else if (insn_class == BPF_STX && mode == BPF_ATOMIC)
		put_atomic(out, i);
	else if (insn_class == BPF_ST && mode == BPF_MEM)
		fprintf(out, "*(%s *)(r%d %+d) = %d", width(i), i->dst_reg, i->off, i->imm);
	else if (insn_class == BPF_ST && mode == MODE_NOSPEC)
		fprintf(out, "nospec");
	else if (insn_class == BPF_LDX && (mode == BPF_MEM || mode == MODE_MEMSX))
		fprintf(out, "r%d = *(%s *)(r%d %+d)", i->dst_reg,
			mode == BPF_MEM ? width(i) : size_signed[BPF_SIZE(i->code) >> 3],
			i->src_reg, i->off);
	else if (insn_class == BPF_LD && mode == BPF_ABS)
		fprintf(out, "r0 = *(%s *)skb[%d]", width(i), i->imm);
	else if (insn_class == BPF_LD && mode == BPF_IND)
		fprintf(out, "r0 = *(%s *)skb[r%d + %d]", width(i), i->src_reg, i->imm);
	else if (insn_class == BPF_LD && mode == BPF_IMM && BPF_SIZE(i->code) == BPF_DW && next)
		fprintf(out, "r%d = 0x%" PRIx64, i->dst_reg,
			(uint64_t)(uint32_t)next->imm << 32 | (uint32_t)i->imm);
	else
		fprintf(out, "BUG_%s%02x",
			insn_class == BPF_ST	? "st_"
			: insn_class == BPF_LDX ? "ldx_"
			: insn_class == BPF_LD	? "ld_"
						: "",
			i->code);
}

static void put_jump(FILE *out, const struct bpf_insn *i)
{
	const bool narrow = BPF_CLASS(i->code) == BPF_JMP32;
	const uint8_t op = BPF_OP(i->code);
	const char kind = narrow ? 'w' : 'r';

	if (op == BPF_CALL && i->src_reg == BPF_PSEUDO_CALL) {
		/*
		 * Once JITed, imm has the number of the subprogram and off the distance to it
		 * (kernel/bpf/verifier.c, jit_subprogs()).
		 */
		fprintf(out, "call pc%+d", i->off);
	} else if (op == BPF_CALL) {
		const char *name = i->src_reg == 0 ? names_helper(i->imm) : NULL;
		fprintf(out, "call %s",
			name				      ? name
			: i->src_reg == BPF_PSEUDO_KFUNC_CALL ? "kernel-function"
							      : "unknown");
	} else if (op == BPF_EXIT) {
		fprintf(out, "exit");
	} else if (op == BPF_JA && BPF_SRC(i->code) == BPF_X) {
		fprintf(out, "gotox r%d", i->dst_reg);
	} else if (op == BPF_JA) {
		fprintf(out, "%s pc%+d", narrow ? "gotol" : "goto", narrow ? i->imm : i->off);
	} else if (op == OP_JCOND) {
		fprintf(out, "may_goto pc%+d", i->off);
	} else if (BPF_SRC(i->code) == BPF_X) {
		fprintf(out, "if %c%d %s %c%d goto pc%+d", kind, i->dst_reg, jump[op >> 4], kind,
			i->src_reg, i->off);
	} else {
		fprintf(out, "if %c%d %s 0x%x goto pc%+d", kind, i->dst_reg, jump[op >> 4],
			(uint32_t)i->imm, i->off);
	}
}

char *disassemble(const struct bpf_insn *insns, size_t count)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	for (size_t at = 0; at < count; at++) {
		const struct bpf_insn *i = &insns[at];
		const uint8_t insn_class = BPF_CLASS(i->code);
		fprintf(out, "%zu: ", at);
		if (insn_class == BPF_ALU || insn_class == BPF_ALU64)
			put_alu(out, i);
		else if (insn_class == BPF_JMP || insn_class == BPF_JMP32)
			put_jump(out, i);
		else
			put_memory(out, i, at + 1 < count ? i + 1 : NULL);
		fputc('\n', out);
		at += i->code == (BPF_LD | BPF_IMM | BPF_DW);
	}
	return fclose(out) ? NULL : text;
}
