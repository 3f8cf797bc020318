/* SPDX-License-Identifier: GPL-2.0-only */
/* The entries of an archive, checked against what the kernel's unpacker accepts. */
#ifndef ARCHIVE_ENTRIES_H
#define ARCHIVE_ENTRIES_H

#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct cpio_entry {
	char *name;  /* without a leading slash; owned */
	mode_t mode; /* type and permissions */
	uint32_t uid, gid;
	unsigned major, minor; /* of a device */
	char *text;	       /* a link's target; the path of a file to pack, or NULL; owned */
	const void *bytes;     /* a file's content where text is NULL; borrowed */
	int64_t size;	       /* of a file in bytes; -1: not known yet */
	char sha256
		[SHA256_SIZE]; /* of a file, which may not change until it is packed; "": unknown */
	bool object;	       /* a BPF object, read with object_read() */
	unsigned group;	       /* the same for all names of one file; 0: it has one name */
	unsigned line;	       /* of the manifest, for messages */
};

struct entries {
	struct cpio_entry **entries;
	size_t count, room;
	unsigned groups; /* the highest group */
	void *names;	 /* the entries by name, a tree of tsearch(3) */
};

/*
 * Add a copy of @e and take its strings.  The parent directory must have been added.  0 also for a
 * directory that was added before with the same mode and owner.  FAIL_MISUSE, with the reason in
 * @why, for an entry that the kernel would silently drop or change (init/initramfs.c); -ENOMEM.
 */
int entries_add(struct entries *t, struct cpio_entry *e, char *why, size_t size);
/* Sort bytewise by name: a directory comes before its files. */
void entries_sort(struct entries *t);
void entries_clear(struct entries *t);

#endif
