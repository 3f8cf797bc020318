/* SPDX-License-Identifier: GPL-2.0-only */
/* What a program says that it needs of a kernel, asked of the one that runs. */
#ifndef INIT_NEEDS_H
#define INIT_NEEDS_H

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * "helper:NAME", "kfunc:NAME", "map:TYPE", "program:TYPE", "btf:NAME"; a helper or type that there
 * is.
 */
bool needs_is_question(const char *what);
/* "; did you mean bpf_loop?" for one that is not; see verdict/nearest.h. */
const char *needs_nearest(char *ret, size_t size, const char *what);

/*
 * 1: this kernel has it; 0: it has not; -errno with a line in @why where that cannot be told.
 * @program: whose need it is, as opened; a helper is one for programs of its type.
 */
int needs_ask(const struct bpf_program *program, const char *what, char *why, size_t why_size);

/*
 * Whether this kernel has the helper of that number for programs of any type: 1, 0, or -errno where
 * it does not say.
 */
int needs_helper_at_all(int number);
/* The name of a function by its number in this kernel's BTF; NULL: no such, or no BTF. */
const char *needs_kernel_function(int number);
/* Whether it knows calls of kernel functions, whichever; likewise. */
int needs_kfunc_calls(void);

/*
 * The first helper that @program itself calls, its functions aside, and this kernel does not have:
 * its name, or NULL.
 */
const char *needs_unknown_helper(const struct bpf_program *program);

/* "bpf_map_lookup_elem" for 1; NULL where there is no such helper. */
const char *needs_helper_name(int number);

#define NEEDS_TYPES   64  /* more than there are types of maps, or of programs: 35 and 32 in 7.2 */
#define NEEDS_HELPERS 212 /* behind the last helper that there is, and ever will be */

/* "ringbuf", "xdp": libbpf's names and those of later types; NULL where none is known. */
const char *needs_map_name(int type);
const char *needs_program_name(int type);

/*
 * Whether this kernel makes maps, takes programs of @type: 1, 0, or -errno where that cannot be
 * told.
 */
int needs_has_map(int type);
int needs_has_program(int type);

/*
 * What helpers are asked for: programs of a type, and what such a program cannot be loaded without.
 */
struct program_kind {
	enum bpf_prog_type type;
	enum bpf_attach_type attach;
	__u32 btf_id; /* in the kernel's BTF, of what it is attached to */
	bool sleepable;
};
/* Whether such programs may call helper @number: 1, 0; -ENOTSUP where that cannot be told. */
int needs_has_helper(const struct program_kind *kind, int number);

/* The kernel's own BTF, read once a process; NULL where it has none or it cannot be read. */
const struct btf *needs_kernel_btf(void);
/* The kfuncs in it; 0 where they are not tagged there: before 6.10, or by pahole before 1.26. */
size_t needs_kfuncs(void);

#endif
