/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernels in package files: .deb, .rpm, .pkg.tar.zst, recognized by their bytes. */
#ifndef KERNEL_PACKAGE_H
#define KERNEL_PACKAGE_H

#include "kernel/unpack/extract.h"

extern const struct extract_limits package_limits_default;

/*
 * Unpack the kernel's files of @package, open as @fd, into the directory @into under fixed names:
 * image, config, System.map, modules/RELEASE/...  All else is left out, and all symbolic links.
 * Files that exist are kept.  Returns 0 even if the package has none of them.  Errors are those of
 * extract().
 */
int package_extract(
	const char *package, int fd, const char *into, const struct extract_limits *limits);

/*
 * Where the entry @path of a package goes below the directory: malloc'd in @ret, or NULL to leave
 * it out.  -EBADMSG: an absolute path or one with "..", which no honest package has.  Pure.
 */
int package_place(const char *path, char **ret);

#endif
