/* SPDX-License-Identifier: GPL-2.0-only */
/* What the user asked to build. */
#ifndef KERNEL_BUILD_WISH_H
#define KERNEL_BUILD_WISH_H

#include "kernel/build/state.h"

/*
 * Check b->wish as far as possible without the source, which may have to be fetched first.
 * FAIL_MISUSE, after every fault was reported.
 */
int wish_check(const struct build *b);

/*
 * Read the fragments, or the .config, and resolve them for b->tree.  FAIL_MISUSE for a missing or
 * malformed one.  Reports its errors.
 */
int wish_load_fragments(struct build *b);

/* "default, my.config, debug": what was asked for, made fit to be shown; malloc'd. */
char *wish_fragments_text(const struct build_wish *w);

#endif
