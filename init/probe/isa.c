// SPDX-License-Identifier: GPL-2.0-only
#include "probe/isa.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* Of later releases than some <linux/bpf.h>: include/uapi/linux/bpf.h of 6.15 and 6.19. */
#define JCOND	  0xe0	/* BPF_JCOND */
#define LOAD_ACQ  0x100 /* BPF_LOAD_ACQ */
#define STORE_REL 0x110 /* BPF_STORE_REL */
#define MEMSX	  0x80	/* BPF_MEMSX */

/*
 * One instruction of each set (Documentation/bpf/standardization/instruction-set.rst), and the
 * release of the commit that brought it: 5ffa25502b5a (atomics), 69c087ba6225 (callbacks),
 * 1f9a1ea821ff and its series (v4), 011832b97b31 (may_goto), 6082b6c328b5 (addr_space_cast),
 * 880442305a39 (load-acquire), 493d9e0d6083 (gotox).
 */
static const struct {
	const char *survey, *first;
	struct bpf_insn insn; /* code 0: it cannot be loaded alone */
} sets[ISA_COUNT] = {
	[ISA_V1] = {"v1", "3.18", {.code = BPF_ALU64 | BPF_MOV | BPF_K}},
	/* r0 <u 0 */
	[ISA_V2] = {"v2", "4.14", {.code = BPF_JMP | BPF_JLT | BPF_K}},
	/* w0 == 0 */
	[ISA_V3] = {"v3", "5.1", {.code = BPF_JMP32 | BPF_JEQ | BPF_K}},
	/* r0 = (s8)r0 */
	[ISA_V4] = {"v4", "6.6", {.code = BPF_ALU64 | BPF_MOV | BPF_X, .off = 8}},
	/* r0 = atomic_fetch_add of it */
	[ISA_ATOMICS] = {"atomics", "5.12",
		{.code = BPF_STX | BPF_ATOMIC | BPF_DW,
			.dst_reg = BPF_REG_10,
			.off = -8,
			.imm = BPF_ADD | BPF_FETCH}},
	[ISA_MAY_GOTO] = {"may_goto", "6.9", {.code = BPF_JMP | JCOND, .off = 1}},
	[ISA_LOAD_ACQUIRE] = {"load_acquire", "6.15",
		{.code = BPF_STX | BPF_ATOMIC | BPF_DW,
			.src_reg = BPF_REG_10,
			.off = -8,
			.imm = LOAD_ACQ}},
	[ISA_CALLBACKS] = {NULL, "5.13", {0}},
	[ISA_ADDRESS_CAST] = {NULL, "6.9", {0}},
	[ISA_GOTOX] = {NULL, "6.19", {0}},
};

const char *isa_survey_name(enum isa set)
{
	return sets[set].survey;
}

const char *isa_first(enum isa set)
{
	return sets[set].first;
}

static enum isa of_atomic(const struct bpf_insn *insn)
{
	if (insn->imm == LOAD_ACQ || insn->imm == STORE_REL)
		return ISA_LOAD_ACQUIRE;
	return insn->imm == BPF_ADD ? ISA_COUNT : ISA_ATOMICS;
}

static enum isa of_alu(const struct bpf_insn *insn)
{
	const __u8 op = BPF_OP(insn->code);
	const bool wide = BPF_CLASS(insn->code) == BPF_ALU64;

	if ((op == BPF_DIV || op == BPF_MOD) && insn->off)
		return ISA_V4;
	if (op == BPF_MOV && BPF_SRC(insn->code) == BPF_X && insn->off)
		return wide && insn->off == 1 ? ISA_ADDRESS_CAST : ISA_V4;
	return op == BPF_END && wide ? ISA_V4 : ISA_COUNT;
}

static enum isa of_jump(const struct bpf_insn *insn)
{
	const __u8 op = BPF_OP(insn->code);
	const bool wide = BPF_CLASS(insn->code) == BPF_JMP;

	if (op == JCOND)
		return ISA_MAY_GOTO;
	if (op != BPF_JA)
		return ISA_COUNT;
	return !wide ? ISA_V4 : BPF_SRC(insn->code) == BPF_X ? ISA_GOTOX : ISA_COUNT;
}

enum isa isa_of(const struct bpf_insn *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_STX:
		return BPF_MODE(insn->code) == BPF_ATOMIC ? of_atomic(insn) : ISA_COUNT;
	case BPF_LDX:
		return BPF_MODE(insn->code) == MEMSX ? ISA_V4 : ISA_COUNT;
	case BPF_ALU:
	case BPF_ALU64:
		return of_alu(insn);
	case BPF_JMP:
	case BPF_JMP32:
		return of_jump(insn);
	case BPF_LD:
		return insn->code == (BPF_LD | BPF_IMM | BPF_DW) && insn->src_reg == BPF_PSEUDO_FUNC
			       ? ISA_CALLBACKS
			       : ISA_COUNT;
	default:
		return ISA_COUNT;
	}
}

/* 1: accepted; 0: refused by the verifier; -errno: of another cause. */
static int accepts(const struct bpf_insn *insns, size_t count)
{
	int fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", insns, count, NULL);

	if (fd >= 0)
		close(fd);
	return fd >= 0 ? 1 : fd == -EINVAL ? 0 : fd;
}

/*
 * The address of a function: check_ld_imm() in kernel/bpf/verifier.c refuses it without func info;
 * before 5.13 resolve_pseudo_ldimm64() refuses the instruction.
 */
static int has_callbacks(void)
{
	const struct bpf_insn program[] = {
		{.code = BPF_LD | BPF_IMM | BPF_DW,
			.dst_reg = 1,
			.src_reg = BPF_PSEUDO_FUNC,
			.imm = 3},
		{0},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K},
		{.code = BPF_JMP | BPF_EXIT},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K},
		{.code = BPF_JMP | BPF_EXIT},
	};
	char log[1024] = "";
	LIBBPF_OPTS(
		bpf_prog_load_opts, opts, .log_buf = log, .log_size = sizeof(log), .log_level = 1);
	int fd = bpf_prog_load(
		BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", program, ARRAY_SIZE(program), &opts);

	if (fd >= 0)
		close(fd);
	return fd >= 0 ? 1 : !*log ? -ENOTSUP : !strstr(log, "unrecognized bpf_ld_imm64");
}

int isa_has(enum isa set)
{
	const struct bpf_insn zero = {.code = BPF_ALU64 | BPF_MOV | BPF_K},
			      end = {.code = BPF_JMP | BPF_EXIT};
	const struct bpf_insn store = {
		.code = BPF_ST | BPF_MEM | BPF_DW, .dst_reg = BPF_REG_10, .off = -8};

	if (set == ISA_CALLBACKS)
		return has_callbacks();
	if (!sets[set].insn.code)
		return -ENOTSUP;
	const struct bpf_insn program[] = {zero, store, sets[set].insn, zero, end};
	return accepts(program, ARRAY_SIZE(program));
}
