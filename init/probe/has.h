/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the running kernel has, found out by asking bpf(2): make a map, load a program of two
 * instructions.  All return 1 (it has it), 0 (it does not) or -errno (it cannot be found out).
 */
#ifndef INIT_HAS_H
#define INIT_HAS_H

#include <linux/bpf.h>
#include <stdbool.h>

int has_map_type(int type);
int has_program_type(int type);

/* The program that calls a helper: its type, and what such a program cannot be loaded without. */
struct program_kind {
	enum bpf_prog_type type;
	enum bpf_attach_type attach;
	__u32 btf_id; /* of the attach target, in the kernel's BTF; 0: none */
	bool sleepable;
};

/* Whether such a program may call the helper.  -ENOTSUP: such a program cannot be loaded here. */
int has_helper(const struct program_kind *kind, int number);

/*
 * Whether such a program may call the kernel function that has this id in the kernel's BTF.
 * -ENOTSUP: such a program cannot be loaded here, or the verifier did not come to the call.
 */
int has_kfunc(const struct program_kind *kind, int id);

/* Whether the kernel has the helper for any program type. */
int has_helper_at_all(int number);

/*
 * Whether the kernel takes programs of this type and attach type, whatever the verifier says of
 * them.  It answers EINVAL without a message where it does not.
 */
int has_kind(const struct program_kind *kind);

/* Whether programs can call kernel functions (kfuncs), whichever. */
int has_kfunc_calls(void);

/*
 * Whether a symbol is called as the function that has @btf_id in the kernel's BTF.  Since 6.4 the
 * BTF also has functions by the names that they had before the compiler made them anew.
 */
int has_address(__u32 btf_id);

#endif
