/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run boots of a kernel: its own copies, hashed, whatever becomes of the originals
 * meanwhile.
 */
#ifndef KERNEL_COPY_H
#define KERNEL_COPY_H

#include "kernel/kernel.h"
#include "verdict/model.h"

struct kernel_copy {
	int image, vmlinux, config; /* open for reading; -1: there is none */
	char image_sha256[SHA256_SIZE], vmlinux_sha256[SHA256_SIZE];
};
#define KERNEL_COPY_NONE ((struct kernel_copy){.image = -1, .vmlinux = -1, .config = -1})

/*
 * Copies of @k's files, in the file system of @dir where that of the original cannot share its
 * blocks.  Those of the store are proved by the checksums of its entry, an image from elsewhere is
 * looked at again, and @k has its release and version then.  The entry is let go: it may be
 * replaced and removed from here on.  Says what failed.
 */
int kernel_copy_make(struct kernel_copy *ret, struct kernel *k, const char *dir);
/* Close them.  KERNEL_COPY_NONE is fine. */
void kernel_copy_clear(struct kernel_copy *c);

#endif
