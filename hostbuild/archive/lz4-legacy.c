// SPDX-License-Identifier: GPL-2.0-only
#include "archive/lz4-legacy.h"
#include "files.h"

#include <endian.h>
#include <errno.h>
#include <lz4.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC	   0x184c2102u
#define CHUNK_SIZE (8 << 20) /* LZ4_DEFAULT_UNCOMPRESSED_CHUNK_SIZE of the kernel */

static int put_le32(struct lz4_legacy *z, uint32_t value)
{
	value = htole32(value);
	z->bytes += sizeof(value);
	return write_all(z->fd, &value, sizeof(value));
}

int lz4_legacy_open(struct lz4_legacy *z, int fd)
{
	*z = (struct lz4_legacy){.fd = fd};
	z->chunk = malloc(CHUNK_SIZE);
	z->packed = malloc((size_t)LZ4_compressBound(CHUNK_SIZE));
	if (!z->chunk || !z->packed)
		return -ENOMEM;
	return put_le32(z, MAGIC);
}

static int write_chunk(struct lz4_legacy *z)
{
	int n = LZ4_compress_default(
		z->chunk, z->packed, (int)z->fill, LZ4_compressBound(CHUNK_SIZE));

	if (n <= 0)
		return -EIO;
	int r = put_le32(z, (uint32_t)n);
	if (!r)
		r = write_all(z->fd, z->packed, (size_t)n);
	z->bytes += n;
	z->fill = 0;
	return r;
}

int lz4_legacy_write(struct lz4_legacy *z, const void *bytes, size_t len)
{
	const char *from = bytes;

	while (len) {
		size_t n = CHUNK_SIZE - z->fill < len ? CHUNK_SIZE - z->fill : len;
		memcpy(z->chunk + z->fill, from, n);
		z->fill += n;
		from += n;
		len -= n;
		int r = z->fill == CHUNK_SIZE ? write_chunk(z) : 0;
		if (r)
			return r;
	}
	return 0;
}

int lz4_legacy_finish(struct lz4_legacy *z)
{
	return z->fill ? write_chunk(z) : 0;
}

void lz4_legacy_clear(struct lz4_legacy *z)
{
	free(z->chunk);
	free(z->packed);
	*z = (struct lz4_legacy){.fd = -1};
}
