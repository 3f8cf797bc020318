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

/* store_read() and store_check() of all but the modules.  Reports all errors but -ENOENT. */
int store_read_checked(struct kernel *ret, const char *store, const char *name);

/* All entries by name, unchecked.  An unreadable entry is left out, with a warning. */
int store_list(const char *store, struct kernel **ret, size_t *ret_n);

#endif
