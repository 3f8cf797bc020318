// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/commit-revert.h"
#include "bisect/git.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static int cannot(char **ret_why, char *why)
{
	*ret_why = why;
	return why ? 1 : diag_errno(-ENOMEM, "bisect");
}

static int has_parent(const struct worktree *w, const char *hash, int number)
{
	cleanup_free char *parent = format_string("%s^%d", hash, number);
	const char *const words[] = {"rev-parse", "--verify", "--quiet", parent, NULL};
	int status = 0, r = parent ? git_own_ask(w->dir, words, NULL, &status) : -ENOMEM;

	return r ? r : !status;
}

/* Which files of the index have conflicts, for the one line: "kernel/bpf/verifier.c and 2 more". */
static int conflicts(const struct worktree *w, const char *hash, char **ret_why)
{
	static const char *const words[] = {
		"diff-files", "--name-only", "--diff-filter=U", "--no-ext-diff", NULL};
	cleanup_free char *list = NULL;
	size_t n = 0;
	int status = 0, r = git_own_ask(w->dir, words, &list, &status);

	if (r)
		return r;
	for (const char *at = list; *at; at += strcspn(at, "\n"), at += *at == '\n')
		n++;
	list[strcspn(list, "\n")] = '\0';
	if (!n)
		return cannot(ret_why, format_string("%.12s does not revert", hash));
	return cannot(ret_why,
		n > 1 ? format_string("%.12s does not revert cleanly: conflicts in %s and %zu more",
				hash, list, n - 1)
		      : format_string(
				"%.12s does not revert cleanly: a conflict in %s", hash, list));
}

/* A commit of what the index has, without a parent but @bad, and of a fixed author and date. */
static int commit_index(
	const struct worktree *w, const char *bad, const char *hash, char **ret, char **ret_why)
{
	static const char *const write[] = {"write-tree", NULL};
	cleanup_free char *tree = NULL, *old = NULL, *name = format_string("%s^{tree}", bad),
			  *text = format_string("%.12s without %.12s", bad, hash);
	const char *const before[] = {"rev-parse", name, NULL};
	int r = name && text ? git_own_do(w->dir, write, &tree) : diag_errno(-ENOMEM, "bisect");

	if (!r)
		r = git_own_do(w->dir, before, &old);
	if (r)
		return r;
	if (strcmp(tree, old) == 0)
		return cannot(
			ret_why, format_string("nothing of %.12s is left at the bad end", hash));
	const char *const commit[] = {"commit-tree", "-p", bad, "-m", text, tree, NULL};
	return git_own_do(w->dir, commit, ret);
}

int commit_revert(
	const struct worktree *w, const char *bad, const char *hash, char **ret, char **ret_why)
{
	const char *words[] = {"revert", "--no-commit", hash, NULL, NULL, NULL};
	static const char *const quit[] = {"revert", "--quit", NULL};
	int status = 0, r = has_parent(w, hash, 1);

	if (r == 0)
		return cannot(
			ret_why, format_string("%.12s is the first commit of its history", hash));
	if (r == 1)
		r = has_parent(w, hash, 2);
	if (r == 1) {
		words[2] = "-m";
		words[3] = "1";
		words[4] = hash;
	}
	if (r >= 0)
		r = worktree_checkout(w, bad);
	if (!r)
		r = git_own_ask(w->dir, words, NULL, &status);
	if (!r)
		r = status ? conflicts(w, hash, ret_why) : commit_index(w, bad, hash, ret, ret_why);
	/* the next checkout throws away what it did to the files */
	if (r >= 0 || r == -EIO)
		git_own_ask(w->dir, quit, NULL, &status);
	return r;
}
