/* SPDX-License-Identifier: GPL-2.0-only */
/* The ways to get a kernel; kernel/find.c chooses one by the kind of KERNEL. */
#ifndef KERNEL_FROM_H
#define KERNEL_FROM_H

#include "kernel/spec.h"
#include "kernel/store/store.h"

/* How far to go: only what is here; the source where it is not here; the source in any case. */
enum reach { HERE, NEAREST, AGAIN };

/* As kernel_find() of a spec of that kind.  They say what failed. */
int from_distribution(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, enum reach reach);
int from_package(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, enum reach reach);

int from_image(struct kernel *ret, const struct kernel_spec *spec);

/*
 * Look at the image that is open as @fd, one from outside of the store, in place of the file that
 * @k was made of: it has its vmlinux, release and version then.  -ENOEXEC: it is no kernel that
 * boots.  Says what failed.
 */
int image_file_inspect(struct kernel *k, int fd);

#endif
