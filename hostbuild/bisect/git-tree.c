// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/git-tree.h"
#include "bisect/git.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "nearby.h"
#include "process.h"
#include "verdict/nearest.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

void git_tree_clear(struct git_tree *t)
{
	free(t->dir);
	free(t->objects);
	free(t->format);
	free(t->shallow);
	*t = (struct git_tree){0};
}

/* The directory @tree; a shell leaves the "~" of --tree=~/linux alone. */
static int find_dir(char **ret, const char *tree)
{
	const char *home = getenv("HOME");
	struct stat st;
	char question[256];
	cleanup_free char *dir = strncmp(tree, "~/", 2) == 0 && home && stat(tree, &st)
					 ? format_string("%s%s", home, tree + 1)
					 : strdup(tree);

	if (!dir)
		return diag_errno(-ENOMEM, "%s", tree);
	if (stat(dir, &st) && errno == ENOENT)
		return diag_misuse("--tree %s: no such directory%s", tree,
			nearby_question(question, sizeof(question), dir));
	if (stat(dir, &st))
		return diag_errno(-errno, "--tree %s", tree);
	if (!S_ISDIR(st.st_mode))
		return diag_misuse("--tree %s: it is no directory", tree);
	*ret = steal(&dir);
	return 0;
}

static int refuse(const char *dir, const char *tree)
{
	/* command scope is one of those whose safe.directory git obeys (git-config(1)) */
	static const char *const trusting[] = {
		"-c", "safe.directory=*", "rev-parse", "--git-dir", NULL};
	int status = 0, r = git_ask(dir, trusting, NULL, &status);

	if (r)
		return r;
	if (!status)
		return diag_misuse(
			"--tree %s: another user owns it, and git refuses it; if you trust it: git config --global --add safe.directory %s",
			tree, dir);
	return diag_misuse(
		"--tree %s: it is no git tree; commits are what is bisected there", tree);
}

static int look(struct git_tree *t, const char *tree, bool *ret_bare, char **ret_bisect)
{
	static const char *const words[] = {"rev-parse", "--is-bare-repository",
		"--is-shallow-repository", "--show-object-format", "--path-format=absolute",
		"--git-path", "objects", "--git-path", "shallow", "--git-path", "BISECT_START",
		NULL};
	cleanup_free char *out = NULL;
	const char *lines[6] = {0};
	size_t n = 0;
	int status = 0, r = git_ask(t->dir, words, &out, &status);

	if (r || status)
		return r ? r : refuse(t->dir, tree);
	for (char *rest = out, *line; (line = strsep(&rest, "\n")); n++)
		if (n < ARRAY_SIZE(lines))
			lines[n] = line;
	if (n != ARRAY_SIZE(lines))
		return diag_misuse("--tree %s: its path has a line break", tree);
	*ret_bare = strcmp(lines[0], "true") == 0;
	t->format = strdup(lines[2]);
	t->objects = realpath(lines[3], NULL);
	if (!t->objects)
		return diag_errno(-errno, "%s", lines[3]);
	if (strcmp(lines[1], "true") == 0 && !(t->shallow = strdup(lines[4])))
		return diag_errno(-ENOMEM, "%s", tree);
	*ret_bisect = strdup(lines[5]);
	return t->format && *ret_bisect ? 0 : diag_errno(-ENOMEM, "%s", tree);
}

/*
 * Whether files differ from HEAD.  git would run the clean filters that the configuration names
 * for files whose times changed; those are compared by size and time only here.
 */
static int note_changes(const struct git_tree *t, const char *tree)
{
	static const char *const words[] = {
		"diff-index", "--quiet", "--cached", "--ignore-submodules=all", "HEAD", "--", NULL};
	static const char *const files[] = {
		"diff-files", "--name-only", "--ignore-submodules=all", NULL};
	cleanup_free char *names = NULL;
	int status = 0, staged = 0, r = git_ask(t->dir, words, NULL, &staged);

	if (!r && staged != 1)
		r = git_ask(t->dir, files, &names, &status);
	if (!r && (staged == 1 || (names && *names)))
		diag_note(
			"%s: files there have changes, or new times, since HEAD; only commits are judged",
			tree);
	return r;
}

/* A clone with --filter lacks objects.  They are not fetched: what is judged must be here. */
static int note_partial(const struct git_tree *t, const char *tree)
{
	static const char *const words[] = {"config", "--get-regexp",
		"^(remote\\..*\\.promisor|extensions\\.partialclone)$", NULL};
	cleanup_free char *out = NULL;
	int status = 0, r = git_ask(t->dir, words, &out, &status);

	if (!r && !status && *out)
		diag_note(
			"%s is a partial clone: what it lacks is not fetched; `git -C %s fetch --refetch --no-filter` does it",
			tree, t->dir);
	return r;
}

int git_tree_open(struct git_tree *ret, const char *tree)
{
	cleanup_with(git_tree_clear) struct git_tree t = {0};
	cleanup_free char *bisect = NULL;
	bool bare = false;

	if (!process_in_path("git")) {
		diag_error("git is missing; on Debian: apt-get install git");
		return -ENOENT;
	}
	int r = find_dir(&t.dir, tree);
	if (!r)
		r = look(&t, tree, &bare, &bisect);
	if (!r && access(bisect, F_OK) == 0)
		diag_note("%s: a git bisect is under way there; it is left alone", tree);
	if (!r && !bare)
		r = note_changes(&t, tree);
	if (!r)
		r = note_partial(&t, tree);
	if (!r) {
		*ret = t;
		t = (struct git_tree){0};
	}
	return r;
}

static int no_commit(const struct git_tree *t, const char *option, const char *revision)
{
	static const char *const list[] = {"for-each-ref", "--format=%(refname:short)", "refs/tags",
		"refs/heads", "refs/remotes", NULL};
	cleanup_free char *out = NULL, *abbreviated = format_string("--disambiguate=%s", revision),
			  *same = NULL;
	const char *const hashes[] = {"rev-parse", abbreviated, NULL};
	char question[256] = "";
	const char **names = NULL;
	size_t n = 0, hex = strspn(revision, "0123456789abcdef");
	int status = 0, r = git_ask(t->dir, list, &out, &status);

	if (!r && abbreviated && hex >= 4 && !revision[hex])
		r = git_ask(t->dir, hashes, &same, &status);
	if (r)
		return r;
	if (same && strchr(same, '\n'))
		return diag_misuse("%s %s: several objects of %s begin so; give more digits",
			option, revision, t->dir);
	for (char *rest = out, *line; (line = strsep(&rest, "\n"));) {
		const char **more = n % 256 ? names : reallocarray(names, n + 256, sizeof(*more));
		if (!more)
			break;
		names = more;
		names[n++] = line;
	}
	nearest_question(question, sizeof(question), revision, names, n);
	free(names);
	return diag_misuse("%s %s: %s has no such commit%s%s", option, revision, t->dir,
		t->shallow ? ", and is a shallow clone (`git fetch --unshallow`)" : "", question);
}

/* The hash of one object, malloc'd; 1: there is none of that name. */
static int resolve(const struct git_tree *t, const char *name, char **ret)
{
	const char *const words[] = {
		"rev-parse", "--verify", "--quiet", "--end-of-options", name, NULL};
	cleanup_free char *hash = NULL;
	int status = 0, r = git_ask(t->dir, words, &hash, &status);

	if (r)
		return r;
	if (status || !*hash || hash[strspn(hash, "0123456789abcdef")])
		return 1;
	*ret = steal(&hash);
	return 0;
}

int git_tree_commit(const struct git_tree *t, const char *option, const char *revision, char **ret)
{
	cleanup_free char *object = NULL, *commit = NULL;
	/* in two steps: "^{commit}" would be part of ":/text" */
	int r = resolve(t, revision, &object);

	if (!r && !(commit = format_string("%s^{commit}", object)))
		r = diag_errno(-ENOMEM, "%s", revision);
	if (!r)
		r = resolve(t, commit, ret);
	return r == 1 ? no_commit(t, option, revision) : r;
}

static int is_ancestor(const struct git_tree *t, const char *of, const char *is)
{
	const char *const words[] = {"merge-base", "--is-ancestor", is, of, NULL};
	int status = 0, r = git_ask(t->dir, words, NULL, &status);

	return r ? r : status == 0;
}

/* A commit between the two whose parents a shallow clone does not have. */
static int check_whole(const struct git_tree *t, const char *good, const char *bad)
{
	const char *const words[] = {
		"rev-list", "--max-count=1", "--max-parents=0", bad, "--not", good, NULL};
	cleanup_free char *cut = NULL;
	int r = t->shallow ? git_do(t->dir, words, &cut) : 0;

	if (!r && cut && *cut)
		r = diag_misuse(
			"--tree %s: it is a shallow clone that lacks history between --good and --bad; `git -C %s fetch --unshallow` gets it",
			t->dir, t->dir);
	return r;
}

int git_tree_check_ends(const struct git_tree *t, const char *good, const char *bad)
{
	const char *const words[] = {"merge-base", good, bad, NULL};
	int status = 0, r;

	if (strcmp(good, bad) == 0)
		return diag_misuse("--good and --bad are one commit, %.12s", good);
	r = check_whole(t, good, bad);
	if (!r)
		r = is_ancestor(t, good, bad);
	if (r == 1)
		return diag_misuse(
			"--bad %.12s is an ancestor of --good %.12s; are they swapped?  To find what mended a verdict, say by --good-is what holds at the older one",
			bad, good);
	if (!r)
		r = git_ask(t->dir, words, NULL, &status);
	if (!r && status)
		r = diag_misuse("--good %.12s and --bad %.12s have no common ancestor", good, bad);
	return r;
}
