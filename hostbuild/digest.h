/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 as lower-case hex: of bytes, of a file, of what passes by. */
#ifndef DIGEST_H
#define DIGEST_H

#include "verdict/model.h"

#include <stddef.h>

/* Of bytes; of an open file from its start, wherever its offset is.  -errno. */
int sha256_bytes(const void *bytes, size_t len, char ret[SHA256_SIZE]);
int sha256_fd(int fd, char ret[SHA256_SIZE]);
int sha256_file(const char *path, char ret[SHA256_SIZE]);

/* Of bytes as they come.  Zeroed at first; -ENOMEM. */
struct sha256_stream {
	void *context;
};
int sha256_begin(struct sha256_stream *s);
int sha256_add(struct sha256_stream *s, const void *bytes, size_t len);
int sha256_end(struct sha256_stream *s, char ret[SHA256_SIZE]);
/* A zeroed or ended one is fine. */
void sha256_drop(struct sha256_stream *s);

#endif
