/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The store of kernels: CACHE/kernels/NAME/{meta.json,image,vmlinux,config,System.map,modules/}.
 * entry.h describes how entries are made, replaced and locked.
 */
#ifndef KERNEL_STORE_H
#define KERNEL_STORE_H

#include "kernel/kernel.h"

/* The store's directory, created if missing; malloc'd.  Reports its errors. */
int store_open(char **ret);

/* Read the entry @name; its files are not checked.  Reports all errors but -ENOENT. */
int store_read(struct kernel *ret, const char *store, const char *name);

/*
 * Compare the checksums of @k's files with those recorded when the entry was made: of the file
 * @only ("modules"), or, if that is NULL, of all but the modules, which few users read.
 * -EBADMSG, with a warning.
 */
int store_check(const struct kernel *k, const char *only);

/* What an entry must be; an entry may be replaced between being listed and being locked. */
struct store_condition {
	bool (*met)(const struct kernel *k, const void *arg);
	const void *arg;
};

/*
 * Begin to use the entry @name: take its lock shared (ret->lock), read it, compare its checksums
 * but for the modules, and set the time of its last use.  In a store that cannot be written to
 * there is no lock, and nobody to lock out.
 *
 * -ENOENT, not reported: there is no such entry, or it does not meet @condition (NULL: any does).
 * -EBADMSG: it is damaged; -EINTR, -ETIMEDOUT: somebody replaces it.  These are reported.
 */
int store_use(struct kernel *ret, const char *store, const char *name,
	const struct store_condition *condition);

/* The same without comparing checksums: for an entry that was made just now. */
int store_use_unchecked(struct kernel *ret, const char *store, const char *name);

/*
 * store_use() of the first entry by name that meets @condition and is not damaged.  -ENOENT: none
 * does; -EBADMSG: all that do are damaged.
 */
int store_find(struct kernel *ret, const char *store, const struct store_condition *condition);

/* All entries by name, unchecked.  An unreadable entry is left out, with a warning. */
int store_list(const char *store, struct kernel **ret, size_t *ret_n);

#endif
