/* SPDX-License-Identifier: GPL-2.0-only */
/* Sorted entries as a newc archive. */
#ifndef ARCHIVE_NEWC_H
#define ARCHIVE_NEWC_H

#include "archive/archive.h"
#include "archive/entries.h"

/*
 * Write @t, every size in it known, to @fd, which messages call @path.  Depends on nothing but
 * names, modes, owners, device numbers and contents: inodes count from 1, times and devices are 0.
 * Says what failed.  @ret_unpacked: pages of contents and a round 1 KiB for each inode.
 */
int newc_write(int fd, const char *path, const struct entries *t, enum compression compression,
	int64_t *ret_bytes, int64_t *ret_unpacked);

#endif
