/* SPDX-License-Identifier: GPL-2.0-only */
/* A draft with a kernel's files becomes an entry of the store. */
#ifndef KERNEL_COMMIT_H
#define KERNEL_COMMIT_H

#include "kernel/kernel.h"
#include "kernel/store/entry.h"

/*
 * Make the draft an entry.  Its files have fixed names (image, config, System.map, modules/).
 * Unwraps vmlinux from the image and writes meta.json from @k; release, version and arch come from
 * the image, and from @k only where the image does not have them.  Replaces an entry of the same
 * name as soon as nobody uses it.  @ret is in use as after store_use().  -ENODATA, not reported:
 * there is no image; other errors are reported.
 */
int store_commit(struct kernel *ret, struct draft *d, const struct kernel *k);

#endif
