/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel of the store, printed for people. */
#ifndef KERNEL_SHOW_H
#define KERNEL_SHOW_H

#include "kernel/kernel.h"

/*
 * Print what is known about @k.  With @which ("image", "vmlinux", "config", "modules") print only
 * the path of that file.  FAIL_MISUSE: there is no such word; -ENOENT: the kernel has no such file;
 * -EBADMSG: its modules are damaged.  Reports its errors.
 */
int kernel_show(const struct kernel *k, const char *which);

#endif
