/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which programs may call a helper or a kfunc: ask for each program type with some kinds of its
 * programs.
 */
#ifndef INIT_HELPER_KINDS_H
#define INIT_HELPER_KINDS_H

#include "probe/has.h"
#include "probe/names.h"

#include <stddef.h>

/* The most kinds that any type has. */
#define HELPER_KINDS 12

struct helper_kind {
	struct program_kind kind;
	const char *section; /* that such programs are in, "iter/task"; NULL: the type is enough */
};

/*
 * The kinds of programs of @type to try a helper with, those of some sections, attached to a
 * function that every kernel with that program type has.  Some types cannot be loaded without an
 * attach type or target; some helpers are allowed to sleepable programs or to iterators alone.
 */
size_t helper_kinds_of(struct helper_kind ret[HELPER_KINDS], enum bpf_prog_type type);

/* has_helper() or has_kfunc(). */
typedef int kind_question(const struct program_kind *kind, int number);

/*
 * Whether a program of any of these @n kinds may call it: 1 or 0; -ENOTSUP: none of them can be
 * loaded.
 */
int kinds_any(const struct helper_kind *kinds, size_t n, kind_question *has, int number);

/*
 * kinds_any() for each program type of this kernel, some hundred small loads; kept for later calls
 * with the same question.  0 for a type that the kernel does not have.
 */
const signed char *kinds_types(kind_question *has, int number);

#endif
