/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading BPF objects: the host checks the ELF header only.  All functions are thread-safe. */
#ifndef ARCHIVE_OBJECT_H
#define ARCHIVE_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Check that @bytes begin with the header of an ELF64, little-endian, relocatable object for
 * EM_BPF. Nothing after the header is read.  FAIL_MISUSE, with what the file is instead in @why.
 */
int object_check(const unsigned char *bytes, size_t len, char *why, size_t size);

/*
 * Read the regular file @path, at most OBJECT_BYTES_MAX bytes, into @ret, malloc'd.  FAIL_MISUSE or
 * -errno, with a message in @why.
 */
int object_read(const char *path, char **ret, size_t *ret_len, char *why, size_t size);

/* Whether @path is a regular file with the header of a BPF object.  Nothing is reported. */
bool object_is_bpf(const char *path);

#endif
