/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two SHA-256 keys name a built kernel in the store.  Both cover the source (an archive's checksum,
 * or what a tree holds now), the compiler, linker, pahole and architecture.
 *
 * The inputs key covers the fragment lines as they were asked for.  A kernel with this key is found
 * without running the kernel's kconfig.  The build key covers the .config that kconfig made.  A
 * kernel with this key is found even if the same .config was asked for in another way.
 */
#ifndef KERNEL_BUILD_KEYS_H
#define KERNEL_BUILD_KEYS_H

#include "kernel/build/state.h"

#include <stdbool.h>

/* Set b->inputs.  -EBUSY: an unpacked source was changed just now.  Reports its errors. */
int keys_set_inputs(struct build *b);

/* Set b->key; b->merge must be there.  Reports its errors. */
int keys_set_build(struct build *b);

/*
 * The kernel with b->inputs, or with b->key, and with the name that was asked for, if any.
 * -ENOENT, not reported: there is none, or it is damaged.
 */
int keys_find(struct kernel *ret, const struct build *b, bool by_inputs);

#endif
