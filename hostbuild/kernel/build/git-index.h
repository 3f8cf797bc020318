/* SPDX-License-Identifier: GPL-2.0-only */
/* What the index of a git work tree knows of its files. */
#ifndef KERNEL_GIT_INDEX_H
#define KERNEL_GIT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <time.h>

#define GIT_SHA1_SIZE 41 /* hex, with its NUL */

/* A file: the SHA-1 of its content, and its times and size when git computed that. */
struct index_entry {
	const char *name;	       /* relative, without a leading slash */
	char blob[GIT_SHA1_SIZE + 24]; /* room for SHA-256 repositories */
	unsigned mode, size;
	bool left_out; /* no file: a sparse checkout leaves it out, or it is a submodule */
	unsigned long ctime[2], mtime[2]; /* seconds, nanoseconds */
};

struct git_index {
	char *text;		  /* the names are in it */
	struct index_entry *list; /* sorted by name */
	size_t n;
	struct timespec written; /* the index file's modification time */
};
void git_index_clear(struct git_index *x);

/* -ENOENT: @dir has no index that can be read. */
int git_index_read(struct git_index *ret, const char *dir);

/*
 * What git calls the commit that is checked out: "v6.12-34-g0123456789ab", or without a tag before
 * it "0123456789ab"; malloc'd.  @ret_staged: the index has other content than it.  -ENOENT: there
 * is no commit, or git does not say.
 */
int git_describe(const char *dir, char **ret, bool *ret_staged);

/* The entry of @name; NULL if git does not track it. */
const struct index_entry *git_index_find(const struct git_index *x, const char *name);

/*
 * Whether the file still has the content that git knows, as far as times can show it: by the rules
 * of git's Documentation/technical/racy-git.txt.
 */
bool git_index_is_current(
	const struct git_index *x, const struct index_entry *e, const struct stat *st);

#endif
