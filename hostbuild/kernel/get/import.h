/* SPDX-License-Identifier: GPL-2.0-only */
/* From package files to an entry of the store. */
#ifndef KERNEL_IMPORT_H
#define KERNEL_IMPORT_H

#include "kernel/store/store.h"

/* A package that is to have that SHA-256; open as @fd, or -1. */
struct package_file {
	const char *path, *sha256;
	int fd;
};

/* An entry out of @n package files, with the lock held; @k is what is known without looking. */
int import_packages(struct kernel *ret, const char *store, const struct kernel *k,
	const struct package_file files[], size_t n);

#endif
