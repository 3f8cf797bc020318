/* SPDX-License-Identifier: GPL-2.0-only */
/* Load the program of which a freplace program replaces a function. */
#ifndef INIT_TARGET_H
#define INIT_TARGET_H

#include "load/configure.h"

/*
 * Load only @program of the object file at @path, set up as configure_object() and adapt_object()
 * do.  Returns its
 * descriptor, which the caller closes, or -errno of the open or the load; -ENOENT: no such file, or
 * no such program in it; -EINVAL: it is a freplace program, which the kernel cannot replace.
 */
int target_load(const char *path, const char *program, const struct configure *configure);

#endif
