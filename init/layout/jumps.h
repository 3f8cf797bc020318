/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the instruction after one may be, for reads.c. */
#ifndef INIT_JUMPS_H
#define INIT_JUMPS_H

#include "layout/value.h"

/* A jump within the program, conditional or not; neither a call nor an exit. */
bool jumps_is_jump(const struct bpf_insn *insn);
bool jumps_is_always(const struct bpf_insn *insn);
/* The program ends here: an exit, or the call that libbpf puts in place of a failed relocation. */
bool jumps_is_end(const struct bpf_insn *insn);

/* Where the jump at @at leads to; the count of instructions or more: out of the program. */
size_t jumps_target(const struct bpf_insn *insn, size_t at);

/*
 * Whether a conditional jump is taken: 1, 0; -1: not known.  What a program asks libbpf, whether
 * the kernel has a member, is a number by now.
 */
int jumps_is_taken(const struct state *s, const struct bpf_insn *insn);

#endif
