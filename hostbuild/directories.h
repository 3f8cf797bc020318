/* SPDX-License-Identifier: GPL-2.0-only */
/* Directories with all that is in them. */
#ifndef DIRECTORIES_H
#define DIRECTORIES_H

#include <fts.h>
#include <stdbool.h>
#include <stdint.h>

/* mkdir -p.  Reports its errors; -ENOTDIR where a file is in the way. */
int directory_make(const char *path);

/* rm -r; symbolic links are removed, not followed.  0 where @path does not exist.  Reports. */
int directory_remove(const char *path);

/* The bytes that the regular files below @path occupy on the disk (allocated blocks). */
int64_t directory_bytes(const char *path);

/*
 * Walk @path with fts_read(3): sorted by name, symbolic links not followed.  NULL with errno.
 * directory_walk_end() is for cleanup_with().
 */
FTS *directory_walk(const char *path);
void directory_walk_end(FTS **walk);

/*
 * Whether the file system of @path has @mib MiB free.  -ENOSPC, reported as the room that @what
 * needs ("to build").
 */
int directory_check_room(const char *path, unsigned long long mib, const char *what);

/*
 * Whether so little is left of the file system of @path, blocks or files, that programs fail in
 * ways of their own.  False where that cannot be known.
 */
bool directory_is_full(const char *path);

#endif
