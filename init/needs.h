/* SPDX-License-Identifier: GPL-2.0-only */
/* What a program says that it needs of a kernel, asked of the one that runs. */
#ifndef INIT_NEEDS_H
#define INIT_NEEDS_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

/* "helper:NAME", "kfunc:NAME", "map:TYPE", "program:TYPE", "btf:NAME"; a helper or type that there is. */
bool needs_is_question(const char *what);

/*
 * 1: this kernel has it; 0: it has not; -errno with a line in @why where that cannot be told.  @program: whose need it is, as
 * opened; a helper is one for programs of its type.
 */
int needs_ask(const struct bpf_program *program, const char *what, char *why, size_t why_size);

/* The first helper that @program itself calls, its functions aside, and this kernel does not know: its name, or NULL. */
const char *needs_unknown_helper(const struct bpf_program *program);

/* "bpf_map_lookup_elem" for 1; NULL where there is no such helper. */
const char *needs_helper_name(int number);

#endif
