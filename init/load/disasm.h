/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Disassemble BPF instructions in the format of the verifier's log (kernel/bpf/disasm.c), in which
 * the selftests write what they expect of rewritten programs.  No library provides it.
 */
#ifndef INIT_DISASM_H
#define INIT_DISASM_H

#include <linux/bpf.h>
#include <stddef.h>

/*
 * One line per instruction, "12: r1 = *(u32 *)(r2 +4)", as disasm_helpers.c of the selftests prints
 * it: without the opcode, and calls without the number of the callee.  malloc'd; NULL: no memory.
 */
char *disassemble(const struct bpf_insn *insns, size_t count);

#endif
