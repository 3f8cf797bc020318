/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernels out of package files: .deb, .rpm, .pkg.tar.zst, told apart by their bytes. */
#ifndef KERNEL_PACKAGE_H
#define KERNEL_PACKAGE_H

#include "kernel/unpack/extract.h"

extern const struct extract_limits package_limits_default;

/*
 * What of @package, open as @fd, belongs to a kernel, into the directory @into under fixed names:
 * image, config, System.map, modules/RELEASE/…; other entries are passed over, links are never
 * made, files that are there are kept.  A package without any of it is 0 too.  Says what failed.
 */
int package_extract(
	const char *package, int fd, const char *into, const struct extract_limits *limits);

/*
 * Where an entry of the name @path goes below the directory: malloc'd in @ret, NULL for nowhere.
 * -EBADMSG: a name no honest package has.  Pure.
 */
int package_place(const char *path, char **ret);

#endif
