/* SPDX-License-Identifier: GPL-2.0-only */
/* What an archive is to hold: entries by name, each fit for the kernel's unpacker. */
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
	char *text;	       /* a link's target; a file's place on this machine, or NULL; owned */
	const void *bytes;     /* a file's content where text is NULL; borrowed */
	int64_t size;	       /* of a file; -1: not known before it is opened */
	char sha256[SHA256_SIZE]; /* of a file, which must still have it when it is packed; "": not
				     known yet */
	bool object;		  /* read as one */
	unsigned group;		  /* names of one file share this number; 0: it has no other name */
	unsigned line;		  /* of the manifest */
};

struct entries {
	struct cpio_entry **entries;
	size_t count, room;
	unsigned groups; /* given out so far */
	void *names;	 /* tsearch(3) of the entries */
};

/*
 * Add a copy of @e, whose strings are taken on success.  Its parent must be there.
 * FAIL_MISUSE for what the kernel would drop or mangle without a word (init/initramfs.c), with the
 * reason in @why; 0 for a directory that is there already, just so; -ENOMEM.
 */
int entries_add(struct entries *t, struct cpio_entry *e, char *why, size_t size);
/* Bytewise by name, which puts parents before what is in them. */
void entries_sort(struct entries *t);
void entries_clear(struct entries *t);

#endif
