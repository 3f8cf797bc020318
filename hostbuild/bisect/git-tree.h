/* SPDX-License-Identifier: GPL-2.0-only */
/* The user's git repository.  It is only read. */
#ifndef BISECT_GIT_TREE_H
#define BISECT_GIT_TREE_H

#include <stdbool.h>

struct git_tree {
	char *dir;     /* as it was given, with "~/" replaced: a work tree or a bare repository */
	char *objects; /* its database, absolute */
	char *format;  /* of its hashes: "sha1", "sha256" */
	char *shallow; /* the file with the commits where a shallow clone ends; NULL: it is whole */
};
void git_tree_clear(struct git_tree *t);

/*
 * Open the repository that the directory @tree belongs to.  Notes what is not judged: changes that
 * are not committed; and what is left alone: a bisect of the user's.  FAIL_MISUSE: there is none,
 * or git refuses it.  Reports its errors.
 */
int git_tree_open(struct git_tree *ret, const char *tree);

/*
 * The hash of the commit that @revision, the value of @option, names, malloc'd.  FAIL_MISUSE,
 * reported with the nearest tag or branch: there is none.
 */
int git_tree_commit(const struct git_tree *t, const char *option, const char *revision, char **ret);

/*
 * Whether commits can be bisected between the two hashes: FAIL_MISUSE, reported, where they are
 * the same, swapped, unrelated, or a shallow clone lacks what is between them.
 */
int git_tree_check_ends(const struct git_tree *t, const char *good, const char *bad);

#endif
