/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INIT_FILE_H
#define INIT_FILE_H

#include "verdict/model.h"

#include <stddef.h>

/* The whole of a file, malloc'd; -EFBIG past @max. */
int read_whole(const char *path, size_t max, char **ret, size_t *ret_len);

/* The SHA-256 of @bytes in hexadecimal figures. */
void sha256_hex(const void *bytes, size_t len, char hex[SHA256_SIZE]);

#endif
