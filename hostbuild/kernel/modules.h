/* SPDX-License-Identifier: GPL-2.0-only */
/* The modules of a kernel that was built, put where the store has them. */
#ifndef KERNEL_MODULES_H
#define KERNEL_MODULES_H

#include "toolchain.h"
#include "tree.h"

/* make modules_install from @objects/build to @draft/modules/RELEASE, stripped, without links.  Says what failed. */
int modules_install(const struct source_tree *tree, const struct toolchain *t, const char *objects, const char *draft);

#endif
