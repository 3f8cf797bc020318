/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions that the kernel itself has, without those of modules, as /proc/kallsyms has them.
 */
#ifndef INIT_KALLSYMS_H
#define INIT_KALLSYMS_H

#include <stddef.h>

/*
 * All names, sorted by strcmp(), each once; *@ret_count of them.  They are read at the first call
 * and kept for the life of the process.  NULL: the kernel has no such list (CONFIG_KALLSYMS), or no
 * memory.
 */
const char *const *kallsyms_functions(size_t *ret_count);

/* 1: the kernel has the function @name; 0: it has not; -1: that is not known. */
int kallsyms_has(const char *name);

/*
 * The first name of which @name and a dot are the beginning, "do_exec.isra.0" for "do_exec", but
 * for the cold part that the compiler moves out of a function.  NULL: there is none.
 */
const char *kallsyms_variant(const char *name);

/* The first name that ends with @end; NULL: there is none. */
const char *kallsyms_ending(const char *end);

/* The list in @path, in place of the kernel's. */
void kallsyms_read(const char *path);

#endif
