/* SPDX-License-Identifier: GPL-2.0-only */
/* The ways to get a kernel, one for each kind of KERNEL; kernel/find.c chooses. */
#ifndef KERNEL_GET_H
#define KERNEL_GET_H

#include "kernel/spec.h"

/*
 * As kernel_find() for a @spec of that kind; @store is its directory.  What comes from the store is
 * in use as after store_use().  They report their errors.
 */
int get_distribution_kernel(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, enum fetch fetch);
int get_package_kernel(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, enum fetch fetch);
int get_image_kernel(struct kernel *ret, const struct kernel_spec *spec);

/* As kernel_pin() and kernel_newer(), of a distribution's kernel. */
int get_distribution_pin(struct kernel_pin *ret, const char *store, const struct kernel_spec *spec,
	enum fetch fetch);
char *get_distribution_newer(const struct kernel_spec *spec, const struct kernel *k);

/*
 * All kernels of the distribution @from that the machine's mirror has, as apt_list() has them.
 * -EHOSTUNREACH, -ENOENT: no mirror can be read.  Reports its errors.
 */
int get_distribution_list(struct kernel_pin **ret, size_t *ret_n, enum kernel_from from);

/*
 * Set vmlinux, release and version of @k, whose image is a file outside of the store, from the
 * image that is open as @fd.  -ENOEXEC: it is not a kernel that boots here.  Reports its errors.
 */
int image_file_inspect(struct kernel *k, int fd);

#endif
