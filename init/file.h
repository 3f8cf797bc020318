/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INIT_FILE_H
#define INIT_FILE_H

#include "verdict/model.h"

#include <stddef.h>

/*
 * Read regular file @path: malloc'd, with a NUL after its @ret_len bytes.  -EFBIG where it has more
 * than @max bytes or is no regular file, -EIO where it ends early, another -errno.  A FIFO or a
 * device in its place does not block.
 */
int read_whole(const char *path, size_t max, char **ret, size_t *ret_len);

/*
 * The first line of a file without its newline, cut to @size with the NUL; "" where it cannot be
 * read.  For files of /proc and /sys, whose size fstat(2) does not know.
 */
void file_read_line(const char *path, char *text, size_t size);

/* The SHA-256 of @bytes, lower-case hex. */
void sha256_hex(const void *bytes, size_t len, char hex[SHA256_SIZE]);

#endif
