/* SPDX-License-Identifier: GPL-2.0-only */
/* What came of a build, put where the store has it. */
#ifndef KERNEL_COLLECT_H
#define KERNEL_COLLECT_H

#include "kernel/build/toolchain.h"

#include <stdbool.h>

/*
 * Of @objects into the directory @draft: vmlinux, stripped of its DWARF, which stays with the
 * objects; image, which is the same file or the architecture's own (a bzImage); config, System.map;
 * and modules, as make_modules() left them.  Says what failed.
 */
int collect_kernel(const struct toolchain *t, const char *objects, bool image_too, bool modules,
	const char *draft);

#endif
