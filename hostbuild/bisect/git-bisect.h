/* SPDX-License-Identifier: GPL-2.0-only */
/* One `git bisect` in our work tree: it chooses the commits, and checks none out. */
#ifndef BISECT_GIT_BISECT_H
#define BISECT_GIT_BISECT_H

#include "bisect/answer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Why git has no commit left. */
enum how_far {
	GOES_ON,     /* it has */
	FOUND,	     /* the bad commit is the first one */
	SKIPPED,     /* those that are left were skipped */
	BASE_IS_BAD, /* a common ancestor of the ends: the good end has a fix */
	ELSEWHERE,   /* all commits that touch the paths are good: next() drops the paths */
};

struct git_bisect {
	/* the caller's, who keeps them */
	const char *dir;	  /* worktree.h */
	const char *good, *bad;	  /* hashes */
	const char *const *paths; /* NULL-terminated; NULL: all, or dropped by next() */
	bool first_parent;

	enum how_far far;
	struct git_mark *marks; /* in the order in which they were made */
	size_t n_marks;
	char *base;    /* of BASE_IS_BAD */
	int64_t steps; /* that git expects after the next one; -1: it did not say */
};
void git_bisect_clear(struct git_bisect *b);

/* All return 0 or -errno, reported. */

/* Begin it, after the caller's members were set. */
int git_bisect_start(struct git_bisect *b);
/* GOOD, BAD or UNTESTABLE.  A commit that is marked again has the last mark. */
int git_bisect_mark(struct git_bisect *b, const char *hash, enum answer answer);
/* Begin again, without marks. */
int git_bisect_forget(struct git_bisect *b);

/* The hash of the next commit, malloc'd; 1: none is left. */
int git_bisect_next(struct git_bisect *b, char **ret);
/* After that: the hashes that the first bad one is among, a line each, oldest first, malloc'd. */
int git_bisect_suspects(const struct git_bisect *b, char **ret);
/* How many commits are left to be judged, the next included, about; -1: not known. */
int64_t git_bisect_steps(struct git_bisect *b);

/*
 * Whether a commit between the ends touches the paths: 1 or 0.  FAIL_MISUSE, reported, where git
 * does not take them.
 */
int git_bisect_paths_count(const struct git_bisect *b);

#endif
