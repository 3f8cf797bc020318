/* SPDX-License-Identifier: GPL-2.0-only */
/* The bad end without a commit. */
#ifndef BISECT_COMMIT_REVERT_H
#define BISECT_COMMIT_REVERT_H

#include "bisect/worktree.h"

/*
 * Revert @hash on @bad; @ret: the hash of a commit of the work tree's own repository, malloc'd,
 * the same for the same two.  A merge is reverted against its first parent.  1: it cannot be, and
 * *@ret_why, malloc'd, says why.  Reports its errors.
 */
int commit_revert(
	const struct worktree *w, const char *bad, const char *hash, char **ret, char **ret_why);

#endif
