/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packing objects and the files of a manifest into an initramfs: one newc archive, the same bytes
 * for the same input.  Only this room writes with libarchive.
 */
#ifndef ARCHIVE_ARCHIVE_H
#define ARCHIVE_ARCHIVE_H

#include "archive/collection.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum compression { COMPRESS_NONE, COMPRESS_ZSTD, COMPRESS_LZ4, COMPRESS_GZIP };
/* none, zstd, lz4 or gzip; -EINVAL. */
int compression_from_word(const char *word, enum compression *ret);

struct archive_options {
	const char *manifest; /* path of the rootfs manifest */
	const char *init;     /* path of the guest's /init, ${INIT} in the manifest */
	enum compression compression;
};

/*
 * Write the archive to @path ("-": standard output) atomically, and set @docket->sha256. @ret_bytes
 * is its size in bytes, @ret_unpacked an estimate of the guest's memory that holds it; either may
 * be NULL.  FAIL_MISUSE: manifest, objects or @path are wrong; each error in the manifest is
 * reported with its line.  -errno, reported: something could not be read or written.
 */
int archive_pack(const char *path, struct collection *docket, const struct archive_options *options,
	int64_t *ret_bytes, int64_t *ret_unpacked);

/*
 * Write a copy of the archive open as @from, made by archive_pack(), to @path, followed by a second
 * archive with the file open as @source under the name @name, "dir/file".  A list of the added
 * files is added, too; @ret_list is its SHA-256, which /init gets by jury.added.  Reports its
 * errors.
 */
int archive_add(
	const char *path, int from, const char *name, int source, char ret_list[SHA256_SIZE]);

#endif
