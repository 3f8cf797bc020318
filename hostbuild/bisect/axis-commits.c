// SPDX-License-Identifier: GPL-2.0-only
/*
 * How commits are bisected.
 *
 * Our work tree is made once for a repository and kept with its objects, so that the next bisect
 * builds little.  `git bisect start --no-checkout BAD GOOD` in it; its BISECT_HEAD is the next
 * commit; prepare() checks it out.  refs/bisect/ is a work tree's own (gitrepository-layout(5)).
 */
#include "bisect/axis-commits.h"
#include "bisect/git.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "directories.h"
#include "format.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct axis_commits {
	struct axis axis;
	const struct commits_wish *wish;
	char *dir;	  /* our work tree */
	char *good, *bad; /* hashes */
	bool done;	  /* git bisect has no commit left */
};

static struct axis_commits *of(struct axis *a)
{
	return (struct axis_commits *)a;
}

static int set_point(struct axis_commits *c, struct point *ret, const char *hash)
{
	cleanup_free char *subject = NULL;
	const char *const words[] = {"log", "-1", "--format=%h %s", "--abbrev=12", hash, NULL};
	int r = git_do(c->wish->tree, words, &subject);

	return r ? r : point_set(ret, hash, subject);
}

static int ends(struct axis *a, struct point *good, struct point *bad)
{
	struct axis_commits *c = of(a);
	int r = set_point(c, good, c->good);

	return r ? r : set_point(c, bad, c->bad);
}

static int start(struct axis_commits *c)
{
	const char *words[64] = {"bisect", "start", "--no-checkout"};
	const char *const reset[] = {"bisect", "reset", NULL};
	size_t n = 3;
	int status = 0, r = git_ask(c->dir, reset, NULL, &status);

	c->done = false;
	if (c->wish->first_parent)
		words[n++] = "--first-parent";
	words[n++] = c->bad;
	words[n++] = c->good;
	words[n++] = "--";
	for (size_t i = 0; c->wish->paths && c->wish->paths[i] && n < ARRAY_SIZE(words) - 1; i++)
		words[n++] = c->wish->paths[i];
	return r ? r : git_do(c->dir, words, NULL);
}

static int next(struct axis *a, struct point *ret)
{
	struct axis_commits *c = of(a);
	cleanup_free char *hash = NULL;
	const char *const words[] = {"rev-parse", "--verify", "BISECT_HEAD", NULL};

	if (c->done)
		return 1;
	int r = git_do(c->dir, words, &hash);
	return r ? r : set_point(c, ret, hash);
}

static int mark(struct axis *a, const struct point *p, enum answer answer)
{
	struct axis_commits *c = of(a);
	cleanup_free char *out = NULL;
	const char *word = answer == ANSWER_GOOD ? "good" : answer == ANSWER_BAD ? "bad" : "skip";
	const char *const words[] = {"bisect", word, p->id, NULL};
	int status = 0, r = git_run(c->dir, words, &out, &status);

	if (r)
		return r;
	/* 2: only skipped commits are left */
	c->done = status == 2 || strstr(out, "is the first bad commit");
	if (!status || c->done)
		return 0;
	diag_error("git bisect %s ended with status %d: %s", word, status, out);
	return -EIO;
}

static int forget(struct axis *a)
{
	return start(of(a));
}

static int suspects(struct axis *a, struct points *ret)
{
	struct axis_commits *c = of(a);
	cleanup_free char *list = NULL;
	const char *const words[] = {"rev-list", "--reverse", "refs/bisect/bad", "--not",
		"--glob=refs/bisect/good-*", "--", NULL};
	int r = git_do(c->dir, words, &list);

	for (char *rest = list, *hash; !r && rest && (hash = strsep(&rest, "\n"));) {
		struct point p = {0};
		r = set_point(c, &p, hash);
		if (!r)
			r = points_add(ret, p.id, p.title);
		point_clear(&p);
	}
	return r;
}

static int before(struct axis *a, const struct point *p, struct points *ret)
{
	struct axis_commits *c = of(a);
	cleanup_free char *list = NULL;
	const char *const words[] = {"rev-list", "--parents", "-1", p->id, NULL};
	int r = git_do(c->dir, words, &list);
	char *rest = list;

	for (char *hash = r ? NULL : strsep(&rest, " ");
		!r && rest && (hash = strsep(&rest, " "));) {
		struct point parent = {0};
		r = set_point(c, &parent, hash);
		if (!r)
			r = points_add(ret, parent.id, parent.title);
		point_clear(&parent);
	}
	return r;
}

static int64_t steps_left(struct axis *a)
{
	(void)a;
	return -1;
}

static int prepare(struct axis *a, const struct point *p, struct prepared *ret, char **ret_why)
{
	struct axis_commits *c = of(a);
	const char *const words[] = {"checkout", "--quiet", "--force", "--detach", p->id, NULL};

	(void)ret_why;
	*ret = (struct prepared){.source = c->dir};
	return git_do(c->dir, words, NULL);
}

static char *describe(struct axis *a, const struct point *p)
{
	char *text = NULL;
	const char *const words[] = {"show", "--no-ext-diff", "--no-textconv", "--no-color",
		"--stat", "--format=commit %H%nAuthor: %an <%ae>%nDate:   %ad%n%n    %s%n", p->id,
		NULL};

	return git_do(of(a)->wish->tree, words, &text) ? NULL : text;
}

static void clear(struct axis *a)
{
	struct axis_commits *c = of(a);

	free(c->dir);
	free(c->good);
	free(c->bad);
	free(c);
}

static const struct axis_kind kind = {
	.noun = "commit",
	.nouns = "commits",
	.ends = ends,
	.next = next,
	.mark = mark,
	.forget = forget,
	.suspects = suspects,
	.before = before,
	.steps_left = steps_left,
	.prepare = prepare,
	.describe = describe,
	.clear = clear,
};

static int resolve(const char *tree, const char *option, const char *revision, char **ret)
{
	cleanup_free char *commit = format_string("%s^{commit}", revision);
	const char *const words[] = {
		"rev-parse", "--verify", "--quiet", "--end-of-options", commit, NULL};
	int status = 0, r = commit ? git_ask(tree, words, ret, &status) : -ENOMEM;

	if (!r && status)
		r = diag_misuse("%s %s: %s has no such commit", option, revision, tree);
	return r;
}

static int open_worktree(struct axis_commits *c)
{
	cleanup_free char *top = NULL, *path = realpath(c->wish->tree, NULL);
	char sha256[SHA256_SIZE];
	int r = path ? cache_subdir("worktrees", &top) : -errno;

	if (r)
		return diag_errno(r, "%s", c->wish->tree);
	if (sha256_bytes(path, strlen(path), sha256) ||
		!(c->dir = format_string("%s/%.16s", top, sha256)))
		return diag_errno(-ENOMEM, "%s", path);
	if (access(c->dir, F_OK) == 0)
		return 0;
	const char *const words[] = {
		"worktree", "add", "--quiet", "--force", "--detach", c->dir, c->good, NULL};
	return git_do(c->wish->tree, words, NULL);
}

int axis_commits(struct axis **ret, const struct commits_wish *w)
{
	struct axis_commits *c = calloc(1, sizeof(*c));

	if (!c)
		return diag_errno(-ENOMEM, "bisect");
	*c = (struct axis_commits){.axis.kind = &kind, .wish = w};
	int r = resolve(w->tree, "--good", w->good, &c->good);
	if (!r)
		r = resolve(w->tree, "--bad", w->bad, &c->bad);
	if (!r)
		r = open_worktree(c);
	if (!r)
		r = start(c);
	if (r)
		clear(&c->axis);
	else
		*ret = &c->axis;
	return r;
}

char *axis_commits_log(struct axis *a)
{
	char *text = NULL;
	const char *const words[] = {"bisect", "log", NULL};

	return git_do(of(a)->dir, words, &text) ? NULL : text;
}
