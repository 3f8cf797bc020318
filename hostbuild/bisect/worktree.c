// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/worktree.h"
#include "bisect/git.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <string.h>

#define SHALLOW_MAX (64u << 20)

void worktree_close(struct worktree *w)
{
	free(w->dir);
	if (w->lock >= 0)
		close(w->lock);
	*w = WORKTREE_NONE;
}

/* "linux-0123456789abcdef": a name for people, of which make takes every character, and a key. */
static char *name_of(const struct git_tree *t)
{
	cleanup_free char *path = strdup(t->objects);
	char sha256[SHA256_SIZE], label[32];
	size_t n = 0;

	if (!path || sha256_bytes(path, strlen(path), sha256))
		return NULL;
	/* ".../linux/.git/objects", ".../linux.git/objects" */
	for (char *slash; (slash = strrchr(path, '/'));) {
		*slash = '\0';
		if (strcmp(slash + 1, "objects") != 0 && strcmp(slash + 1, ".git") != 0) {
			for (const char *c = slash + 1; *c && n < sizeof(label) - 1; c++)
				label[n++] = *c >= '0' && *c <= '9'		    ? *c
					     : (*c | 32) >= 'a' && (*c | 32) <= 'z' ? *c
										    : '_';
			break;
		}
	}
	return format_string("%.*s-%.16s", (int)n, n ? label : "", sha256);
}

static int take_lock(struct worktree *w, const struct git_tree *t)
{
	cleanup_free char *path = format_string("%s.lock", w->dir);
	char holder[128];
	int r = path ? lock_file_now(path, &w->lock) : diag_errno(-ENOMEM, "%s", w->dir);

	if (r != -EWOULDBLOCK)
		return r;
	cleanup_close int fd = open(path, O_RDWR | O_CLOEXEC);
	lock_holder(fd, holder, sizeof(holder));
	diag_error("%s: another bisect of it is under way: %s", t->dir, holder);
	return -EBUSY;
}

/*
 * What a git(1) that was killed has left: its locks, and a bisect.  With our lock nobody else is at
 * work here.
 */
static int remove_leftovers(const char *git)
{
	cleanup_with(directory_walk_end) FTS *walk = directory_walk(git);
	int r = 0;

	if (!walk)
		return errno == ENOENT ? 0 : diag_errno(-errno, "%s", git);
	for (FTSENT *e; !r && (e = fts_read(walk));) {
		const char *dot = strrchr(e->fts_name, '.');
		if (e->fts_info == FTS_F && dot && strcmp(dot, ".lock") == 0 &&
			unlink(e->fts_accpath))
			r = diag_errno(-errno, "remove %s", e->fts_path);
	}
	return r;
}

/* A file of our repository; NULL: there is none. */
static int put(const char *git, const char *name, const char *text)
{
	cleanup_free char *path = format_string("%s/%s", git, name);

	if (!path)
		return diag_errno(-ENOMEM, "%s", git);
	if (text)
		return files_write(path, text, strlen(text));
	return unlink(path) && errno != ENOENT ? diag_errno(-errno, "remove %s", path) : 0;
}

/* Let the repository see the user's objects and what is said of them. */
static int borrow(const char *git, const struct git_tree *t)
{
	static const char *const list[] = {"for-each-ref", "--format=%(objectname) %(refname)",
		"refs/tags", "refs/replace", NULL};
	cleanup_free char *line = format_string("%s\n", t->objects), *refs = NULL, *shallow = NULL,
			  *packed = NULL;
	int r = line ? put(git, "objects/info/alternates", line)
		     : diag_errno(-ENOMEM, "%s", t->dir);

	/* names of releases, for descriptions; and what the user wants seen in place of a commit */
	if (!r)
		r = git_do(t->dir, list, &refs);
	if (!r && !(packed = format_string("%s%s", refs, *refs ? "\n" : "")))
		r = diag_errno(-ENOMEM, "%s", t->dir);
	if (!r)
		r = put(git, "packed-refs", packed);
	if (!r && t->shallow && (r = files_read(t->shallow, SHALLOW_MAX, &shallow, NULL)))
		r = diag_errno(r, "%s", t->shallow);
	return r ? r : put(git, "shallow", shallow);
}

static int init(const struct worktree *w, const struct git_tree *t, const char *git)
{
	cleanup_free char *format = format_string("--object-format=%s", t->format);
	/* --git-dir would make it write core.worktree, which a cache that moves has no use for */
	const char *const words[] = {
		"-c", "safe.directory=*", "init", "--quiet", "--template=", format, w->dir, NULL};
	int r = format ? directory_remove(git) : diag_errno(-ENOMEM, "%s", w->dir);

	return r ? r : git_do(w->dir, words, NULL);
}

int worktree_end_bisect(const struct worktree *w)
{
	/* git-bisect.sh of 2.39 and builtin/bisect.c after it keep these */
	static const char *const files[] = {"ANCESTORS_OK", "EXPECTED_REV", "FIRST_PARENT", "HEAD",
		"LOG", "NAMES", "RUN", "START", "TERMS"};
	cleanup_free char *refs = format_string("%s/.git/refs/bisect", w->dir),
			  *git = format_string("%s/.git", w->dir);
	int r = refs && git ? directory_remove(refs) : diag_errno(-ENOMEM, "%s", w->dir);

	for (size_t i = 0; i < ARRAY_SIZE(files) && !r; i++) {
		cleanup_free char *name = format_string("BISECT_%s", files[i]);
		r = name ? put(git, name, NULL) : diag_errno(-ENOMEM, "%s", w->dir);
	}
	return r;
}

/*
 * Make HEAD @commit, which is the user's: so the repository works, and has his objects.  1: it does
 * not, which is not shown with @quiet.
 */
static int set_head(const struct worktree *w, const char *commit, bool quiet)
{
	const char *const head[] = {"update-ref", "--no-deref", "HEAD", commit, NULL};
	int status = 0, r;

	if (!quiet)
		return git_own_do(w->dir, head, NULL);
	r = git_own_ask(w->dir, head, NULL, &status);
	return r ? r : !!status;
}

static int open_repository(const struct worktree *w, const struct git_tree *t, const char *commit)
{
	cleanup_free char *git = format_string("%s/.git", w->dir),
			  *info = format_string("%s/.git/objects/info", w->dir);
	int r = git && info ? remove_leftovers(git) : diag_errno(-ENOMEM, "%s", w->dir);

	for (int again = 0; !r && again < 2; again++) {
		if (access(info, F_OK) != 0)
			r = init(w, t, git);
		if (!r)
			r = directory_make(info);
		if (!r)
			r = borrow(git, t);
		if (!r)
			r = worktree_end_bisect(w);
		if (!r)
			r = set_head(w, commit, !again);
		if (r <= 0)
			break;
		/* damaged; all that is in it can be had again */
		r = directory_remove(git);
	}
	return r;
}

int worktree_open(struct worktree *ret, const struct git_tree *t, const char *commit)
{
	cleanup_with(worktree_close) struct worktree w = WORKTREE_NONE;
	cleanup_free char *top = NULL, *name = name_of(t);
	int r = name ? cache_subdir("worktrees", &top) : diag_errno(-ENOMEM, "%s", t->dir);

	if (!r && !(w.dir = format_string("%s/%s", top, name)))
		r = diag_errno(-ENOMEM, "%s", t->dir);
	if (!r)
		r = take_lock(&w, t);
	if (!r)
		r = directory_make(w.dir);
	if (!r)
		r = open_repository(&w, t, commit);
	if (!r) {
		*ret = w;
		w = WORKTREE_NONE;
	}
	return r;
}

/*
 * Fill an index that was lost from the files that are there, so that only those that differ are
 * written, and make finds the others unchanged.
 */
static int find_index(const struct worktree *w, const char *commit)
{
	const char *const read[] = {"read-tree", commit, NULL};
	static const char *const refresh[] = {
		"update-index", "-q", "--refresh", "--ignore-missing", NULL};
	cleanup_free char *index = format_string("%s/.git/index", w->dir);
	int status = 0, r;

	if (!index)
		return diag_errno(-ENOMEM, "%s", w->dir);
	if (access(index, F_OK) == 0)
		return 0;
	r = git_own_do(w->dir, read, NULL);
	return r ? r : git_own_ask(w->dir, refresh, NULL, &status);
}

/* Whether git can read the index: one that a full disk has cut is as good as lost. */
static int drop_bad_index(const struct worktree *w)
{
	static const char *const list[] = {
		"ls-files", "--error-unmatch", "--", "no-such-file/", NULL};
	cleanup_free char *index = format_string("%s/.git/index", w->dir);
	int status = 0, r = index ? git_own_ask(w->dir, list, NULL, &status)
				  : diag_errno(-ENOMEM, "%s", w->dir);

	/* 1: it has no such file; 128: it cannot be read */
	if (!r && status > 1 && unlink(index) && errno != ENOENT)
		r = diag_errno(-errno, "remove %s", index);
	return r;
}

int worktree_checkout(const struct worktree *w, const char *commit)
{
	const char *const words[] = {
		"checkout", "--quiet", "--force", "--detach", commit, "--", NULL};
	/* files that a checkout had written when it was killed, and what a build put in the tree */
	static const char *const clean[] = {"clean", "--quiet", "-ffdx", NULL};
	int status = 0, r = find_index(w, commit);

	if (!r)
		r = git_own_ask(w->dir, words, NULL, &status);
	if (!r && status) {
		r = drop_bad_index(w);
		if (!r)
			r = find_index(w, commit);
		if (!r)
			r = git_own_do(w->dir, words, NULL);
	}
	return r ? r : git_own_do(w->dir, clean, NULL);
}
