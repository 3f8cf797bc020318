/* SPDX-License-Identifier: GPL-2.0-only */
/* Ask what a program, or an item of bpfjury.yaml, needs of the running kernel. */
#ifndef INIT_NEEDS_H
#define INIT_NEEDS_H

#include "probe/has.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Ask the kernel for @what, a word of verdict/need-words.h: 1, it has it; 0, it does not; -errno
 * where that cannot be found out, with the cause in @why.  For a helper: whether a program like
 * @program, which need not be loaded, may call it; @program NULL: whether the kernel has it at all.
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
