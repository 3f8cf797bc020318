/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Objects and a rootfs manifest in, one reproducible newc archive out: an initramfs that judges.
 * The only room that knows libarchive for writing.
 */
#ifndef ARCHIVE_ARCHIVE_H
#define ARCHIVE_ARCHIVE_H

#include "archive/collection.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum compression { COMPRESS_NONE, COMPRESS_ZSTD, COMPRESS_LZ4, COMPRESS_GZIP };
/* -EINVAL for a word that is none of none|zstd|lz4|gzip. */
int compression_from_word(const char *word, enum compression *ret);

struct archive_options {
	const char *manifest; /* path of the rootfs manifest */
	const char *init;     /* path of /init, the manifest's ${INIT} */
	enum compression compression;
};

/*
 * Write the archive to @path ("-": stdout) atomically and set @docket->sha256.  @ret_bytes: size as
 * packed, @ret_unpacked: what the guest's memory holds of it; either may be NULL.
 * FAIL_MISUSE: manifest, objects or @path are wrong (said, with line numbers); -errno: it could not
 * be read or written.
 */
int archive_pack(const char *path, struct collection *docket, const struct archive_options *options,
	int64_t *ret_bytes, int64_t *ret_unpacked);

/*
 * Write a copy of the archive that is open as @from, one that archive_pack() made, to @path, with
 * the file that is open as @source added as @name, "dir/file".  A list of what was added goes with
 * it, whose SHA-256 /init is to be told (jury.added).  Says what failed.
 */
int archive_add(
	const char *path, int from, const char *name, int source, char ret_list[SHA256_SIZE]);

#endif
