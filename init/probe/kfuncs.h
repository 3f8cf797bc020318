/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's functions, and which of them are kfuncs, read from its BTF. */
#ifndef INIT_KFUNCS_H
#define INIT_KFUNCS_H

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>

/* The kernel's BTF, owned by kernel-btf.c; NULL: it has none, or it cannot be read. */
const struct btf *kfuncs_kernel_btf(void);

/* The name of the function that has @id in the kernel's BTF; NULL: no function has, or no BTF. */
const char *kfuncs_function_name(int id);

/*
 * How many kfuncs the kernel's BTF has.  0 also where it does not mark them: kernels before 6.10,
 * and those built with a pahole before 1.26.
 */
size_t kfuncs_count(void);

/* The names of the first @max kfuncs that the kernel's BTF marks; their number. */
size_t kfuncs_names(const char **ret, size_t max);

/*
 * Whether the kernel has the kfunc @name: 1, 0, or -ENOTSUP without BTF.  Where the BTF does not
 * mark kfuncs, any function of that name counts.
 */
int kfuncs_has(const char *name);

/*
 * Whether the kernel's BTF has a function @name.  btf__find_by_name_kind() looks at all types for
 * each name; this sorts the functions once.
 */
bool kfuncs_is_function(const char *name);

#endif
