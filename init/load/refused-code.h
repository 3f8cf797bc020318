/* SPDX-License-Identifier: GPL-2.0-only */
/* The instructions of a refused program, as BPF_PROG_LOAD got them: with its subprograms. */
#ifndef INIT_REFUSED_CODE_H
#define INIT_REFUSED_CODE_H

#include <linux/bpf.h>
#include <stddef.h>

/* Larger programs are not kept. */
#define REFUSED_CODE_MAX 65536

/* Copies of what the call passed; owned.  All zero: nothing was kept. */
struct refused_code {
	struct bpf_insn *insns;
	size_t count;
	struct bpf_line_info *lines; /* in the order of the instructions; NULL: there are none */
	size_t n_lines;
	struct bpf_func_info *functions; /* likewise */
	size_t n_functions;
};

/* Without memory, or for a program that is too large, nothing is kept. */
void refused_code_keep(struct refused_code *ret, const union bpf_attr *attr);
void refused_code_clear(struct refused_code *code);

#endif
