/* SPDX-License-Identifier: GPL-2.0-only */
/* Sorted entries as a newc archive. */
#ifndef ARCHIVE_NEWC_H
#define ARCHIVE_NEWC_H

#include "archive/archive.h"
#include "archive/entries.h"

/*
 * Write the sorted entries @t, whose sizes must be known, to @fd, which messages call @path.  The
 * bytes depend on names, modes, owners, device numbers and contents only: inode numbers count from
 * 1, times are 0.  @ret_unpacked is the pages of the contents plus 1 KiB for each inode, in bytes.
 * Reports its errors.
 */
int newc_write(int fd, const char *path, const struct entries *t, enum compression compression,
	int64_t *ret_bytes, int64_t *ret_unpacked);

#endif
