/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernel sources come from: a distribution's source package, a release archive, a directory.
 */
#ifndef KERNEL_SOURCES_H
#define KERNEL_SOURCES_H

#include "kernel/build/tree.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The tree that @what means: "debian:6.12", an archive (whose SHA-256 is @sha256, or is vouched for
 * by a file beside it), a directory, "tree:DIRECTORY".  Archives are unpacked into the cache, once;
 * of a distribution's series the newest that is unpacked serves, or with @update the newest that
 * the mirror has.  FAIL_MISUSE: means nothing; every other -errno: could not be had.  Says what
 * failed.
 */
int sources_find(struct source_tree *ret, const char *what, const char *sha256, bool update);

/*
 * Of the text of a file that vouches for others (sha256sums.asc, SHA256SUMS, a .dsc, FILE.sha256)
 * the SHA-256 of @name. False: it does not tell.  Pure.
 */
bool sources_vouched(const char *text, const char *name, char ret[SHA256_SIZE]);

#endif
