/* SPDX-License-Identifier: GPL-2.0-only */
/* The archive packed with the tool's own /init and manifest, which are found by layout.h. */
#ifndef ARCHIVE_INITRAMFS_H
#define ARCHIVE_INITRAMFS_H

#include "archive/archive.h"

/* As archive_pack(), and its errors; -ENOENT where the tool is not installed whole. */
int initramfs_write(const char *path, struct collection *objects, enum compression compression,
	int64_t *ret_bytes, int64_t *ret_unpacked);

/* An archive to boot. */
struct initramfs {
	char *path;		 /* "DIR/archive.cpio", for people */
	int fd;			 /* a private copy of it (private.h), which boots; -1: none */
	int64_t bytes, unpacked; /* as archive_pack() has them */
};
#define INITRAMFS_NONE ((struct initramfs){.fd = -1})

/* Pack @objects, uncompressed, to @dir/archive.cpio and copy that.  Errors as above. */
int initramfs_make(struct initramfs *ret, const char *dir, struct collection *objects);

/*
 * The MiB that a guest must have: the archive is in memory twice while it unpacks, and /init reads
 * each object once more.
 */
int64_t initramfs_guest_mib(const struct initramfs *i);

/* INITRAMFS_NONE is fine. */
void initramfs_clear(struct initramfs *i);

#endif
