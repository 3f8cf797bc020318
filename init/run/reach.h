/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program that is run may not call: with these it reaches processes, files and programs that
 * are not its own, PID 1 and the judge of the next one among them.  Of what is loaded and not run
 * none does anything.
 */
#ifndef INIT_REACH_H
#define INIT_REACH_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>

/* The first such helper or kfunc that @insns, as they go to bpf(2), call: its name; NULL: none. */
const char *reach_of(const struct bpf_insn *insns, size_t count);

/* What the programs of one load call: such a helper or kfunc, NULL for none. */
struct reach {
	const char *own;    /* the one that is run, with its subprograms */
	const char *others; /* one that is loaded along with it */
	/* one that the kernel enters by itself, once its struct_ops map is attached for the run */
	const char *struct_ops;
	/* one that may be entered calls bpf_tail_call(), and so may enter any of the others */
	bool tail_calls;
};

/* One of the programs as it goes to bpf(2); @own: the one that is run. */
void reach_look(struct reach *r, const struct bpf_insn *insns, size_t count,
	enum bpf_prog_type type, bool own);

/*
 * What a run may come to call; NULL: nothing.  In @ret_own whether the program that is run does
 * so by itself.
 */
const char *reach_result(const struct reach *r, bool *ret_own);

#endif
