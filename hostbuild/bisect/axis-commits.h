/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commits of a git repository.  `git bisect` chooses them, in a work tree of our own
 * (worktree.h): the user's is not touched, and a bisect that he has under way goes on.
 */
#ifndef BISECT_AXIS_COMMITS_H
#define BISECT_AXIS_COMMITS_H

#include "bisect/axis.h"
#include "bisect/commit-facts.h"

#include <stdbool.h>

struct commits_wish {
	const char *tree;	  /* a git work tree, or a bare repository */
	const char *good, *bad;	  /* revisions; @bad NULL: HEAD */
	const char *const *paths; /* only commits that touch these; NULL-terminated; NULL: all */
	bool first_parent;
};

/* FAIL_MISUSE: no git tree, no such revision, a shallow clone.  Reports its errors. */
int axis_commits(struct axis **ret, const struct commits_wish *w);

/* malloc'd: the log of git bisect, which `git bisect replay` reads.  NULL: there is none. */
char *axis_commits_log(struct axis *a);

/*
 * What is known of a commit, by its hash or unique abbreviation: author, first release, files.
 * commit_facts_clear() frees it.  Reports its errors.
 */
int axis_commits_facts(struct axis *a, const char *hash, struct commit_facts *ret);

#endif
