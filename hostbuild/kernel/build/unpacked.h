/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Unpacked kernel sources in the cache: CACHE/sources/NAME/{source.json,tree/}.  source.json says
 * what they came from and what source_tree_look() saw after unpacking, so that a changed tree is
 * unpacked again.
 */
#ifndef KERNEL_UNPACKED_H
#define KERNEL_UNPACKED_H

#include "kernel/build/tree.h"
#include "kernel/spec.h"

/* MiB that unpacking needs.  linux-source-6.12: 146 MB packed, 1.6 GB unpacked (du -sh). */
#define UNPACKED_ROOM_MIB 2200

/*
 * The entry @name of the directory @sources, with its lock shared.  @sha256: of the archive that it
 * must come from; NULL: any.  -ENOENT, not reported: there is none, or it was changed.  Other
 * errors are reported, but -EINTR and -ENOMEM.
 */
int unpacked_find(
	struct source_tree *ret, const char *sources, const char *name, const char *sha256);

/* The same for the newest entry of a distribution's series or release. */
int unpacked_find_newest(
	struct source_tree *ret, const char *sources, const struct kernel_spec *spec);

/*
 * Unpack @archive, open as @fd, as the entry @name; replaces an earlier one.  The lock of @sources
 * must be held.  What is unpacked is a private copy whose SHA-256 is checked to be @sha256.
 * @origin: for people and for source.json.  Reports its errors.
 */
int unpacked_add(const char *sources, const char *name, const char *archive, int fd,
	const char *origin, const char *sha256);

#endif
