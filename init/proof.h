/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proof that the archive was unpacked whole.  A kernel starts /init on whatever it could unpack,
 * and reports a failure in a line of its log alone.  So each entry that the host lists is compared
 * with what is in the root.
 */
#ifndef INIT_PROOF_H
#define INIT_PROOF_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Where the kernel leaves what it cannot unpack: with CONFIG_BLK_DEV_RAM it takes that for the
 * image of a disk, and says so in a line that "quiet" hides (init/initramfs.c).
 */
#define INITRD_IMAGE_PATH "/initrd.image"

struct proof {
	const char *root; /* "/"; another directory in tests */
	char **names;	  /* what has been proved, from the root's "/" on; owned */
	size_t count, room;
};
void proof_clear(struct proof *p);

/* Add @name to what has been proved: 0 or -ENOMEM. */
int proof_add(struct proof *p, const char *name);

/*
 * Check every entry of @list (verdict/archive-entry.h) and add its name.  What a mount hides is
 * skipped: nobody can see it.  -errno with what is wrong in @why.
 */
int proof_check(struct proof *p, const json_t *list, char *why, size_t why_size);

/*
 * Check that the list of what was added to the archive (ADDED_PATH) has @sha256, then check its
 * entries.  "": nothing was added, and a list that is there anyway is not read.  -errno with what
 * is wrong in @why.
 */
int proof_check_added(struct proof *p, const char *sha256, char *why, size_t why_size);

/* Whether the kernel has left an archive, or a part of one, at INITRD_IMAGE_PATH. */
bool proof_torn(const struct proof *p);

#endif
