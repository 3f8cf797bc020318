/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 in lower-case hexadecimal. */
#ifndef DIGEST_H
#define DIGEST_H

#include "verdict/model.h"

#include <stddef.h>

/*
 * Of bytes, of an open file (from its start; the offset is neither used nor changed), of a file by
 * its path.  0 or -errno, not reported.
 */
int sha256_bytes(const void *bytes, size_t len, char ret[SHA256_SIZE]);
int sha256_fd(int fd, char ret[SHA256_SIZE]);
int sha256_file(const char *path, char ret[SHA256_SIZE]);

/* Of bytes, in base64, as a content security policy has it.  0 or -ENOMEM. */
#define SHA256_BASE64_SIZE 45
int sha256_base64(const void *bytes, size_t len, char ret[SHA256_BASE64_SIZE]);

/* Of bytes in pieces: begin, add, end.  Zeroed before sha256_begin().  0 or -ENOMEM. */
struct sha256_stream {
	void *context;
};
int sha256_begin(struct sha256_stream *s);
int sha256_add(struct sha256_stream *s, const void *bytes, size_t len);
int sha256_end(struct sha256_stream *s, char ret[SHA256_SIZE]);
/* Free it without a result.  A zeroed or ended one is fine. */
void sha256_drop(struct sha256_stream *s);

#endif
