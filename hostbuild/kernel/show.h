/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel of the store, for people. */
#ifndef KERNEL_SHOW_H
#define KERNEL_SHOW_H

#include "kernel/kernel.h"

/*
 * All that is known of it; with @which ("image", "vmlinux", "config", "modules") the path of that
 * alone.  Says what failed.
 */
int kernel_show(const struct kernel *k, const char *which);

#endif
