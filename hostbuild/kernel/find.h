/* SPDX-License-Identifier: GPL-2.0-only */
/* From a KERNEL of the command line to files that boot; and the list of those in the store. */
#ifndef KERNEL_FIND_H
#define KERNEL_FIND_H

#include "kernel/kernel.h"

/*
 * The kernel for @spec: out of the store when it is there (checksums proved), else got from where
 * the spec points, with progress on stderr.  Says what failed.
 * FAIL_MISUSE: not a KERNEL at all (misuse); every other -errno: it could not be had.
 */
int kernel_find(struct kernel *ret, const char *spec);

/*
 * Whether there can be such a kernel, as far as that is known without getting one: FAIL_MISUSE,
 * said with the names that come nearest, for what is no KERNEL, and for a name, a file or a
 * directory that does not exist.
 */
int kernel_check(const char *spec);

/* As above, but asks the source again even where the store could answer: `kernel get`. */
int kernel_get(struct kernel *ret, const char *spec);

/* As kernel_find(), but only what is here already: -ENOENT, said, where it would have to be got. */
int kernel_here(struct kernel *ret, const char *spec);

/* All of the store by name; unreadable entries are warned of and left out.  Not proved. */
int kernel_list(struct kernel **ret, size_t *ret_n);

/*
 * As kernel_find() does for all else: its modules are as they were when they were put in the store.
 */
int kernel_prove_modules(const struct kernel *k);

/* Take NAME out of the store.  Says what failed. */
int kernel_remove(const char *name);

/* The default KERNEL when none is named. */
#define KERNEL_DEFAULT "debian:6.12"

#endif
