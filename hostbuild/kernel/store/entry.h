/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries of a directory of the cache (CACHE/kernels, CACHE/sources, CACHE/objects).
 *
 * An entry is a directory DIR/NAME that is either complete or absent.  It is made as a draft next
 * to the others, synced, then renamed.
 *
 * Two locks, both flock(2) on files that are never deleted (two holders could lock different
 * inodes otherwise):
 *   DIR/.lock        exclusive, while an entry is made, replaced or removed
 *   DIR/.NAME.lock   shared while the entry is used, exclusive while it is replaced or removed
 * Listing and reading an entry's record need neither.
 */
#ifndef KERNEL_ENTRY_H
#define KERNEL_ENTRY_H

#include "lock.h"

#include <dirent.h>

/* A filter for scandir(3): drafts and lock files, whose names begin with ".", are no entries. */
int entry_filter(const struct dirent *e);

/* The path of the lock file of the entry at @path, which need not exist; malloc'd. */
char *entry_lock_path(const char *path);

/*
 * Wait for DIR/.lock and take it, then delete the drafts of processes that died.  While waiting,
 * a note on stderr says that another bpfjury is @doing ("getting a kernel").  Closing *@ret_fd
 * releases the lock.  -ETIMEDOUT after an hour, -EINTR; reports its errors.
 */
int entry_lock_directory(const char *dir, const char *doing, int *ret_fd);

/* The same without waiting.  -EWOULDBLOCK, not reported: somebody else holds it. */
int entry_try_lock_directory(const char *dir, int *ret_fd);

/* Remove DIR/@name: renamed at once, then deleted.  With DIR/.lock held.  Reports its errors. */
int entry_remove(const char *dir, const char *name);

/* An entry that is being made.  DIR/.lock must be held all the time. */
struct draft {
	const char *parent; /* DIR; borrowed */
	char *dir;	    /* files go in here; NULL: no draft, or it became an entry */
};
int draft_open(struct draft *ret, const char *dir);
/*
 * Make the draft the entry DIR/@name: sync the file system, then rename, so that after a power cut
 * the entry is complete or absent.  An entry of that name is replaced in one step.  Its lock must
 * be held exclusively.  Reports its errors.
 */
int draft_place(struct draft *d, const char *name);
/* Delete the draft unless it became an entry, or the entry that it replaced. */
void draft_drop(struct draft *d);

#endif
