/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line that runs the kernel's make, with an environment that makes builds repeatable.
 */
#ifndef KERNEL_MAKE_COMMAND_H
#define KERNEL_MAKE_COMMAND_H

#include "kernel/build/toolchain.h"
#include "kernel/build/tree.h"

/*
 * "env", "-i", NAME=value…, "make", "-C", tree, "O=" @objects, "CC=ccache gcc" and so on, then the
 * NULL-terminated @words: targets and NAME=value.  for argv_free(); NULL without memory.
 */
char **make_command(const struct toolchain *t, const struct source_tree *tree, const char *objects,
	int jobs, const char *const words[]);

#endif
