/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * LZ4 as the kernel unpacks it (lib/decompress_unlz4.c) and `lz4 -l` writes it: the magic, then for
 * every 8 MiB of input a little-endian length and that much of LZ4 block, and nothing at the end.
 */
#ifndef ARCHIVE_LZ4_LEGACY_H
#define ARCHIVE_LZ4_LEGACY_H

#include <stddef.h>
#include <stdint.h>

struct lz4_legacy {
	int fd;
	char *chunk, *packed;
	size_t fill;   /* bytes in chunk */
	int64_t bytes; /* written to fd */
};

/* All return 0 or -errno, not reported. */
int lz4_legacy_open(struct lz4_legacy *z, int fd);
int lz4_legacy_write(struct lz4_legacy *z, const void *bytes, size_t len);
/* Compress and write the rest. */
int lz4_legacy_finish(struct lz4_legacy *z);
void lz4_legacy_clear(struct lz4_legacy *z);

#endif
