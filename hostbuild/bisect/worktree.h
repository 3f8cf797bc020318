/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A work tree of our own for a repository of the user's: CACHE/worktrees/NAME, kept from one
 * bisect to the next with what was built of it.
 *
 * Its .git is a repository of its own that borrows the user's objects (objects/info/alternates).
 * So nothing is written to the user's repository, no configuration of it has an effect, no filter
 * or hook that it names runs, and what a partial clone lacks is not fetched.
 */
#ifndef BISECT_WORKTREE_H
#define BISECT_WORKTREE_H

#include "bisect/git-tree.h"

struct worktree {
	char *dir; /* absolute */
	int lock;  /* its descriptor, locked: one bisect at a time uses it */
};
#define WORKTREE_NONE ((struct worktree){.lock = -1})
void worktree_close(struct worktree *w);

/*
 * Open it, make it if missing, and mend what a killed run left behind; no bisect is under way in it
 * then.  @commit becomes its HEAD; its files are still those of an earlier checkout.  -EBUSY:
 * another bisect uses it.  Reports its errors.
 */
int worktree_open(struct worktree *ret, const struct git_tree *t, const char *commit);

/* Forget the bisect that is under way in it, if any.  Reports its errors. */
int worktree_end_bisect(const struct worktree *w);

/* Check @commit out; what is not of it is removed.  Reports its errors. */
int worktree_checkout(const struct worktree *w, const char *commit);

#endif
