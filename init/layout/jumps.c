// SPDX-License-Identifier: GPL-2.0-only
#include "layout/jumps.h"

/* libbpf puts this call in place of what it could not relocate: bpf_core_poison_insn() */
#define POISON 195896080

bool jumps_is_jump(const struct bpf_insn *insn)
{
	const int class = BPF_CLASS(insn->code), op = BPF_OP(insn->code);

	return (class == BPF_JMP || class == BPF_JMP32) && op != BPF_CALL && op != BPF_EXIT;
}

bool jumps_is_end(const struct bpf_insn *insn)
{
	return insn->code == (BPF_JMP | BPF_EXIT) ||
	       (insn->code == (BPF_JMP | BPF_CALL) && insn->src_reg == 0 && insn->imm == POISON);
}

bool jumps_is_always(const struct bpf_insn *insn)
{
	return jumps_is_jump(insn) && BPF_OP(insn->code) == BPF_JA;
}

size_t jumps_target(const struct bpf_insn *insn, size_t at)
{
	const bool is_long = insn->code == (BPF_JMP32 | BPF_JA);

	return at + 1 + (size_t)(int64_t)(is_long ? insn->imm : insn->off);
}

int jumps_is_taken(const struct state *s, const struct bpf_insn *insn)
{
	const struct value *by = &s->registers[insn->dst_reg];

	if (BPF_SRC(insn->code) != BPF_K || by->kind != VALUE_NUMBER || by->data < 0)
		return -1;
	if (BPF_OP(insn->code) == BPF_JEQ)
		return by->data == insn->imm;
	return BPF_OP(insn->code) == BPF_JNE ? by->data != insn->imm : -1;
}
