/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions about what a program needs of the running kernel: "helper:NAME", "kfunc:NAME",
 * "map:TYPE", "program:TYPE", "btf:NAME".
 */
#ifndef INIT_NEEDS_H
#define INIT_NEEDS_H

#include "probe/has.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

/* Whether @what is a question; the helper or type that it names must be known (probe/names.h). */
bool needs_is_question(const char *what);
/* "; did you mean bpf_loop?" for a @what that is none; see verdict/nearest.h. */
const char *needs_nearest(char *ret, size_t size, const char *what);

/*
 * Ask the kernel: 1, it has it; 0, it does not; -errno where that cannot be found out, with the
 * cause in @why.  For a helper: whether a program like @program, which need not be loaded, may call
 * it.
 */
int needs_ask(const struct bpf_program *program, const char *what, char *why, size_t why_size);

/* A program of the type of @program, attached to the same function where its section names one. */
struct program_kind needs_kind(const struct bpf_program *program);

/*
 * The name of the first helper that @program calls and that this kernel does not have, one that
 * takes a callback before others; NULL: there is none.  Calls in its subprograms are not looked at.
 */
const char *needs_unknown_helper(const struct bpf_program *program);

#endif
