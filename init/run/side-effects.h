/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which programs may be run (BPF_PROG_TEST_RUN).
 *
 * Some helpers and kfuncs affect other processes, files and programs, PID 1 and the judging of the
 * next program among them.  A program that can come to call one is loaded, which is harmless, and
 * not run.
 */
#ifndef INIT_SIDE_EFFECTS_H
#define INIT_SIDE_EFFECTS_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The name of the first such helper or kfunc that the @count instructions call; NULL: none.  @insns
 * are as passed to BPF_PROG_LOAD: calls are relocated.
 */
const char *side_effect_call(const struct bpf_insn *insns, size_t count);

/* Such calls in the programs that are loaded together: a static name, or NULL for none. */
struct side_effects {
	const char *own; /* in the program to run, its subprograms included */
	const char *
		struct_ops; /* in one that the kernel enters while its struct_ops map is attached */
	const char *others; /* in any other program */
	bool tail_calls;    /* one that can be entered calls bpf_tail_call(): so can @others */
};

/* Add a program as it is passed to BPF_PROG_LOAD.  @own: it is the one to run. */
void side_effects_add(struct side_effects *s, const struct bpf_insn *insns, size_t count,
	enum bpf_prog_type type, bool own);

/*
 * A call with side effects that a run can come to; NULL: none.  @ret_own: the program to run makes
 * it itself.
 */
const char *side_effects_of_run(const struct side_effects *s, bool *ret_own);

#endif
