/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernel sources come from: a distribution's source package, a release archive, a directory.
 */
#ifndef KERNEL_SOURCES_H
#define KERNEL_SOURCES_H

#include "kernel/build/tree.h"

#include <stdbool.h>

/*
 * The source tree that @what names: "debian:6.12", an archive, a directory or "tree:DIRECTORY".
 *
 * An archive is unpacked into the cache once.  @sha256: its checksum; NULL: a file in its directory
 * lists it.  Of a distribution's series the newest unpacked source is used; with @update the newest
 * on the mirror.
 *
 * FAIL_MISUSE: @what names no source, or an option does not fit it.  Another -errno: the source is
 * unavailable.  Reports its errors.
 */
int sources_find(struct source_tree *ret, const char *what, const char *sha256, bool update);

/*
 * What the source tree that @what names holds now: two equal identities mean that nothing changed.
 * As sources_find().
 */
int sources_identify(const char *what, const char *sha256, char ret[SHA256_SIZE]);

#endif
