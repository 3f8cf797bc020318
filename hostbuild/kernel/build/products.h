/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of a finished build. */
#ifndef KERNEL_PRODUCTS_H
#define KERNEL_PRODUCTS_H

#include "kernel/build/toolchain.h"

#include <stdbool.h>

/*
 * Copy them from the directory @objects into @draft: vmlinux without its DWARF, which stays with
 * the objects; image, the same file or with @image_too the architecture's own (a bzImage); config;
 * System.map; with @modules the modules that make_modules() installed, which are moved.  Reports
 * its errors.
 */
int products_copy(const struct toolchain *t, const char *objects, bool image_too, bool modules,
	const char *draft);

#endif
