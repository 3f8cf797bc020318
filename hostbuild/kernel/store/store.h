/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels kept: CACHE/kernels/NAME/{meta.json,image,vmlinux,config,System.map,modules/}.  An entry
 * is whole or not there: made as a draft beside the others, synced, renamed.  Who changes the store
 * holds its lock; who lists it needs none.  Who uses an entry shares the lock of that
 * (kept_lock_path()), who replaces or removes it holds it alone.
 */
#ifndef KERNEL_STORE_H
#define KERNEL_STORE_H

#include "kernel/kernel.h"
#include "lock.h"

/* The directory, made if missing; malloc'd.  Says what failed. */
int store_open(char **ret);

/*
 * Wait for the lock and take it, saying that another bpfjury is @doing ("getting a kernel") where
 * it has to; what killed runs left is cleared away then.  Closing the descriptor gives it back.
 * -ETIMEDOUT, -EINTR; says what failed.
 */
int store_lock(const char *store, const char *doing, int *ret_fd);

/* The entry @name, not proved.  -ENOENT is not said, everything else is. */
int store_read(struct kernel *ret, const char *store, const char *name);

/*
 * Its files are as they were when it was made: @only that one, or NULL for all but the modules,
 * which few uses read.  -EBADMSG with a warning said where not.
 */
int store_prove(const struct kernel *k, const char *only);

/* The entry @name if it is there and whole.  Only a missing one is not said. */
int store_read_proved(struct kernel *ret, const char *store, const char *name);

/* Every entry by name; unreadable ones are warned of and left out. */
int store_list(const char *store, struct kernel **ret, size_t *ret_n);

/* Take an entry away at once (renamed, then deleted).  With the lock held. */
int store_remove(const char *store, const char *name);

/* An entry in the making, with the lock held: files go to @dir under their fixed names. */
struct store_draft {
	const char *store;
	char *dir;
};
int store_draft_open(struct store_draft *ret, const char *store);
/*
 * Check the image, unwrap its vmlinux, record @k (name, from, origin, package…; release and version
 * where the image does not tell) and all files, and let it be an entry, in place of one of that
 * name once nobody uses that. -ENODATA: there is no kernel in it, not said.
 */
int store_draft_commit(struct store_draft *d, const struct kernel *k);
/*
 * The same for what is no kernel: everything on the disk, then the name, so that after a power cut
 * the entry is whole or not there.  One of that name is replaced at once, without a moment in which
 * there is none.  With the entry's lock held.
 */
int store_draft_place(struct store_draft *d, const char *name);
/* Delete what is not an entry: the draft, unless committed, or what it replaced. */
void store_draft_drop(struct store_draft *d);

/* store-meta.c: meta.json of an entry's directory.  Writing says what failed, the others do not. */
int meta_write(const char *dir, const struct kernel *k);
int meta_read(struct kernel *ret, const char *dir);
/* As store_prove(); the first file that is not as recorded in @ret_file. */
int meta_prove(const char *dir, const char *only, const char **ret_file);
/* Whether what is open as @fd is what was recorded as @file. */
int meta_prove_open(const char *dir, const char *file, int fd);

#endif
