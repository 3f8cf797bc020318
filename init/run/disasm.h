/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions as the kernel writes them in its verifier's log, which is what the selftests'
 * expectations of rewritten programs are written in (kernel/bpf/disasm.c; no library has it).
 */
#ifndef INIT_DISASM_H
#define INIT_DISASM_H

#include <linux/bpf.h>
#include <stddef.h>

/*
 * A line an instruction, "12: r1 = *(u32 *)(r2 +4)": without its opcode, and calls without the
 * number of what they call, as the selftests' disasm_helpers.c has them.  malloc'd; NULL: no
 * memory.
 */
char *disassemble(const struct bpf_insn *insns, size_t count);

#endif
