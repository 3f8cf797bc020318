// SPDX-License-Identifier: GPL-2.0-only
/*
 * How commits are bisected: git-tree.c is the user's repository, worktree.c our own with its work
 * tree, git-bisect.c chooses the commits, prepare() checks them out.
 */
#include "bisect/axis-commits.h"
#include "bisect/commit-harmless.h"
#include "bisect/commit-revert.h"
#include "bisect/git-bisect.h"
#include "bisect/git.h"
#include "bisect/worktree.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <string.h>

struct axis_commits {
	struct axis axis;
	const struct commits_wish *wish;
	struct git_tree tree;
	struct worktree worktree;
	char *good, *bad; /* hashes */
	struct git_bisect bisect;
};

static struct axis_commits *of(struct axis *a)
{
	return (struct axis_commits *)a;
}

static int set_point(struct axis_commits *c, struct point *ret, const char *hash)
{
	cleanup_free char *title = NULL;
	const char *const words[] = {
		"show", "--no-patch", "--abbrev=12", "--format=%h %s", hash, "--", NULL};
	int r = git_own_do(c->worktree.dir, words, &title);

	if (!r && point_set(ret, hash, title))
		r = diag_errno(-ENOMEM, "%s", hash);
	return r;
}

static int add_point(struct axis_commits *c, struct points *to, const char *hash)
{
	struct point p = {0};
	int r = set_point(c, &p, hash);

	if (!r && points_add(to, p.id, p.title))
		r = diag_errno(-ENOMEM, "%s", hash);
	point_clear(&p);
	return r;
}

static int ends(struct axis *a, struct point *good, struct point *bad)
{
	struct axis_commits *c = of(a);
	int r = set_point(c, good, c->good);

	return r ? r : set_point(c, bad, c->bad);
}

static int next(struct axis *a, struct point *ret)
{
	struct axis_commits *c = of(a);
	cleanup_free char *hash = NULL;
	int r = git_bisect_next(&c->bisect, &hash);

	return r ? r : set_point(c, ret, hash);
}

static int mark(struct axis *a, const struct point *p, enum answer answer)
{
	return git_bisect_mark(&of(a)->bisect, p->id, answer);
}

static int forget(struct axis *a)
{
	return git_bisect_forget(&of(a)->bisect);
}

static int suspects(struct axis *a, struct points *ret)
{
	struct axis_commits *c = of(a);
	cleanup_free char *list = NULL;
	int r = git_bisect_suspects(&c->bisect, &list);

	for (char *rest = list, *hash; !r && (hash = strsep(&rest, "\n"));)
		if (*hash)
			r = add_point(c, ret, hash);
	return r;
}

static char *why(struct axis *a)
{
	const struct axis_commits *c = of(a);

	if (c->bisect.far != BASE_IS_BAD)
		return NULL;
	return format_string(
		"%.12s, an ancestor of both ends, is bad: it was mended on the way to the good end, and the bad end never was good",
		c->bisect.base);
}

static int before(struct axis *a, const struct point *p, struct points *ret)
{
	struct axis_commits *c = of(a);
	cleanup_free char *list = NULL;
	const char *const words[] = {"rev-list", "--parents", "--max-count=1", p->id, "--", NULL};
	int r = git_own_do(c->worktree.dir, words, &list);
	char *rest = list;

	if (!r)
		strsep(&rest, " ");
	for (char *hash; !r && rest && (hash = strsep(&rest, " "));) {
		r = add_point(c, ret, hash);
		if (c->wish->first_parent)
			break;
	}
	return r;
}

static int64_t steps_left(struct axis *a)
{
	return git_bisect_steps(&of(a)->bisect);
}

static int prepare(struct axis *a, const struct point *p, struct prepared *ret, char **ret_why)
{
	struct axis_commits *c = of(a);

	(void)ret_why;
	*ret = (struct prepared){.source = c->worktree.dir};
	return worktree_checkout(&c->worktree, p->id);
}

static int harmless(struct axis *a, const struct point *p, char **ret_why)
{
	return commit_is_harmless(of(a)->worktree.dir, p->id, ret_why);
}

static int without(struct axis *a, const struct point *p, struct point *ret, char **ret_why)
{
	struct axis_commits *c = of(a);
	cleanup_free char *made = NULL, *title = NULL;
	int r = commit_revert(&c->worktree, c->bad, p->id, &made, ret_why);

	if (r)
		return r;
	title = format_string("%.12s without %s", c->bad, p->title);
	return title && !point_set(ret, made, title) ? 0 : diag_errno(-ENOMEM, "%s", p->id);
}

static char *describe(struct axis *a, const struct point *p)
{
	cleanup_with(commit_facts_clear) struct commit_facts f = {0};

	return axis_commits_facts(a, p->id, &f) ? NULL : commit_facts_describe(&f);
}

static void clear(struct axis *a)
{
	struct axis_commits *c = of(a);

	if (c->worktree.dir)
		worktree_end_bisect(&c->worktree);
	worktree_close(&c->worktree);
	git_tree_clear(&c->tree);
	git_bisect_clear(&c->bisect);
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
	.why = why,
	.before = before,
	.steps_left = steps_left,
	.prepare = prepare,
	.harmless = harmless,
	.without = without,
	.describe = describe,
	.clear = clear,
};

static int begin(struct axis_commits *c)
{
	const struct commits_wish *w = c->wish;
	const char *const *paths = w->paths && w->paths[0] ? w->paths : NULL;
	int r = 1;

	c->bisect = (struct git_bisect){.dir = c->worktree.dir,
		.good = c->good,
		.bad = c->bad,
		.paths = paths,
		.first_parent = w->first_parent};
	if (paths)
		r = git_bisect_paths_count(&c->bisect);
	if (r == 0)
		return diag_misuse(
			"--path %s%s: no commit between --good and --bad touches it; it is relative to the top of the tree",
			paths[0], paths[1] ? " …" : "");
	return r < 0 ? r : git_bisect_start(&c->bisect);
}

int axis_commits(struct axis **ret, const struct commits_wish *w)
{
	struct axis_commits *c = calloc(1, sizeof(*c));

	if (!c)
		return diag_errno(-ENOMEM, "bisect");
	*c = (struct axis_commits){.axis.kind = &kind, .wish = w, .worktree = WORKTREE_NONE};
	int r = git_tree_open(&c->tree, w->tree);
	if (!r)
		r = git_tree_commit(&c->tree, "--good", w->good, &c->good);
	if (!r)
		r = git_tree_commit(&c->tree, "--bad", w->bad ? w->bad : "HEAD", &c->bad);
	if (!r)
		r = git_tree_check_ends(&c->tree, c->good, c->bad);
	if (!r)
		r = worktree_open(&c->worktree, &c->tree, c->good);
	if (!r)
		r = begin(c);
	if (r)
		clear(&c->axis);
	else
		*ret = &c->axis;
	return r;
}

char *axis_commits_log(struct axis *a)
{
	/* ours checks nothing out; who replays it wants the commit */
	static const char start[] = "git bisect start", none[] = " '--no-checkout'";
	char *text = NULL;
	const char *const words[] = {"bisect", "log", NULL};

	if (git_own_do(of(a)->worktree.dir, words, &text))
		return NULL;
	for (char *line = text; line && *line; line += strcspn(line, "\n"), line += *line == '\n') {
		char *rest = line + sizeof(start) - 1;
		if (strncmp(line, start, sizeof(start) - 1) == 0 &&
			strncmp(rest, none, sizeof(none) - 1) == 0)
			memmove(rest, rest + sizeof(none) - 1, strlen(rest + sizeof(none) - 1) + 1);
	}
	return text;
}

int axis_commits_facts(struct axis *a, const char *hash, struct commit_facts *ret)
{
	return commit_facts_read(ret, of(a)->worktree.dir, hash);
}
