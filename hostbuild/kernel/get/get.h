/* SPDX-License-Identifier: GPL-2.0-only */
/* The sources of kernels that go through the store; source.c asks them. */
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

/* A package that is to have that SHA-256; open as @fd, or -1. */
struct package_file {
	const char *path, *sha256;
	int fd;
};

/* An entry out of @n package files, with the lock held; @k is what is known without looking. */
int from_files(struct kernel *ret, const char *store, const struct kernel *k,
	const struct package_file files[], size_t n);

#endif
