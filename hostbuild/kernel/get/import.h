/* SPDX-License-Identifier: GPL-2.0-only */
/* From package files to an entry of the store. */
#ifndef KERNEL_IMPORT_H
#define KERNEL_IMPORT_H

#include "kernel/kernel.h"

#include <stddef.h>

struct package_file {
	const char *path;
	const char *sha256; /* what its SHA-256 must be */
	int fd;		    /* open for reading; -1: import_packages() opens @path */
};

/*
 * Make an entry of the store of the files in @n packages; CACHE/kernels/.lock must be held.  @k has
 * its name and what is known without reading the packages.  -EBUSY: a package is not the one that
 * has the SHA-256.  -ENODATA: there is no image in them.  Reports its errors.
 */
int import_packages(struct kernel *ret, const char *store, const struct kernel *k,
	const struct package_file files[], size_t n);

#endif
