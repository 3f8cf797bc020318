/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is in the root besides the objects.  A kernel starts /init on what it could unpack, and says
 * so where nobody may look; so each thing that the host packed is looked at here, and what nobody
 * vouches for is named.
 */
#ifndef INIT_PROOF_H
#define INIT_PROOF_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Where a kernel puts an archive that it takes for a disk's image (init/initramfs.c). */
#define INITRD_IMAGE_PATH "/initrd.image"

struct proof {
	const char *root; /* "/", or where a test has it */
	char **names;	  /* of what is vouched for, as its lists have it */
	size_t count, room;
};
void proof_clear(struct proof *p);

/* @name is vouched for.  -ENOMEM. */
int proof_add(struct proof *p, const char *name);

/*
 * What @list tells of (verdict/archive-entry.h) is there and as it says; it is vouched for
 * then.  What a mount hides is passed over: nobody sees it.  -errno with what is wrong in @why.
 */
int proof_check(struct proof *p, const json_t *list, char *why, size_t why_size);

/*
 * The list of what was added to the archive has @sha256 (jury.added), and all that it tells of is
 * as it says.  "": the host added nothing, and such a list is a stranger's.  -errno with what is
 * wrong in @why.
 */
int proof_check_added(struct proof *p, const char *sha256, char *why, size_t why_size);

/*
 * The kernel itself left the archive in the root as a file: with CONFIG_BLK_DEV_RAM it takes what
 * it cannot unpack for a disk's image, and says so in a line that is not printed where it is quiet
 * (init/initramfs.c).
 */
bool proof_torn(const struct proof *p);

/*
 * What is in the root, none of its mounts looked into, and vouched for by nobody: an array of
 * names, of directories that were too deep or too large to be looked through too, with a "/" behind
 * them.  At most PROOF_NAMES of them; how many more there are in @ret_more.  NULL without memory.
 */
#define PROOF_NAMES 16
json_t *proof_unproved(struct proof *p, size_t *ret_more);

#endif
