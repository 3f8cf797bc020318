/* SPDX-License-Identifier: GPL-2.0-only */
/* vmlinux.h: the types of a kernel, for programs that are compiled for it. */
#ifndef KERNEL_VMLINUX_HEADER_H
#define KERNEL_VMLINUX_HEADER_H

#include "kernel/kernel.h"

/*
 * Write the vmlinux.h of @k to @path (NULL and "-": standard output), atomically: what
 * `bpftool btf dump file vmlinux format c` prints, made by the libbpf of /init.  The same kernel
 * gives the same bytes.  @k's files are compared with its checksums, and its lock is released.
 *
 * -ENODATA: it has no BTF; the errors of kernel_types() and of kernel_snapshot_take(); -errno.
 * Reports its errors.
 */
int kernel_write_vmlinux_h(struct kernel *k, const char *path);

#endif
