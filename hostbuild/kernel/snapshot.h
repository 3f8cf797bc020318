/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run boots: private copies of a kernel's files, with their hashes.  The originals may be
 * changed, replaced or removed while the run goes on.
 */
#ifndef KERNEL_SNAPSHOT_H
#define KERNEL_SNAPSHOT_H

#include "kernel/kernel.h"
#include "verdict/model.h"

struct kernel_snapshot {
	int image, vmlinux, config; /* open for reading; -1: the kernel has no such file */
	char image_sha256[SHA256_SIZE], vmlinux_sha256[SHA256_SIZE];
};
#define KERNEL_SNAPSHOT_NONE ((struct kernel_snapshot){.image = -1, .vmlinux = -1, .config = -1})

/*
 * Copy @k's files.  A copy shares the original's blocks where the file system can do that, else it
 * is made in the file system of @dir.
 *
 * Copies of a store's files are compared with the entry's checksums, and the lock on the entry is
 * released.  A copy of an image outside of the store is inspected, which sets @k's vmlinux, release
 * and version anew: the file may have changed since kernel_find().
 *
 * -EBADMSG: a file is not what was put in the store; -ENOEXEC: the image is none any more; -errno:
 * a file could not be copied.  Reports its errors.
 */
int kernel_snapshot_take(struct kernel_snapshot *ret, struct kernel *k, const char *dir);
/* Closes the copies.  KERNEL_SNAPSHOT_NONE is fine. */
void kernel_snapshot_clear(struct kernel_snapshot *s);

#endif
