/* SPDX-License-Identifier: GPL-2.0-only */
/* A BPF object as the host sees it: bytes behind an ELF header.  Threads may call these. */
#ifndef ARCHIVE_OBJECT_H
#define ARCHIVE_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether @bytes begin as ELF64, little-endian, relocatable, EM_BPF; not a byte behind the header
 * is looked at.  FAIL_MISUSE with what it is instead in @why.
 */
int object_check(const unsigned char *bytes, size_t len, char *why, size_t size);

/*
 * A regular file of at most OBJECT_BYTES_MAX bytes, whole, malloc'd; -errno with the words in @why.
 */
int object_read(const char *path, char **ret, size_t *ret_len, char *why, size_t size);

/* Whether @path is a regular file with the header of a BPF object; nothing is said. */
bool object_is_bpf(const char *path);

#endif
