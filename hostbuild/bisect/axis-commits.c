// SPDX-License-Identifier: GPL-2.0-only
/*
 * How commits are bisected.
 *
 *   axis_commits()  opens the user's repository (git-tree.c) and our work tree (worktree.c).
 *   start()         `git bisect start --no-checkout BAD GOOD`: git chooses, and checks nothing out.
 *   next()          BISECT_HEAD, which is a commit between the two ends, or a merge base of them.
 *   mark()          `git bisect good|bad|skip COMMIT`; its status says whether it goes on (how()).
 *   prepare()       checks the commit out.
 *
 * A mark that is changed later cannot be taken back from git bisect: all others are made again.
 */
#include "bisect/axis-commits.h"
#include "bisect/commit-harmless.h"
#include "bisect/commit-revert.h"
#include "bisect/git.h"
#include "bisect/worktree.h"
#include "argv.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum how_far {
	GOES_ON,
	FOUND,	     /* refs/bisect/bad is the first bad one */
	SKIPPED,     /* those that are left were skipped */
	BASE_IS_BAD, /* a common ancestor of the ends: the good end has a fix */
	ELSEWHERE,   /* all that touch the paths are good */
};

struct mark {
	char *hash;
	enum answer answer;
};

struct axis_commits {
	struct axis axis;
	const struct commits_wish *wish;
	struct git_tree tree;
	struct worktree worktree;
	char *good, *bad; /* hashes */
	struct mark *marks;
	size_t n_marks;
	enum how_far far;
	char *base;    /* of BASE_IS_BAD */
	int64_t steps; /* that git expects after the next one; -1: it did not say */
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

/* Append the paths to @words, which has @n: "--" and each of them. */
static char **with_paths(const struct axis_commits *c, const char *const words[])
{
	struct argv a = {0};

	for (size_t i = 0; words[i]; i++)
		argv_add(&a, strdup(words[i]));
	argv_add(&a, strdup("--"));
	for (size_t i = 0; c->wish->paths && c->wish->paths[i]; i++)
		argv_add(&a, strdup(c->wish->paths[i]));
	return argv_finish(&a);
}

/* The commit of the line "HASH is the first bad commit": those of others are indented. */
static bool says_found(const char *out)
{
	for (const char *line = out; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		const size_t hash = strspn(line, "0123456789abcdef");
		static const char end[] = " is the first bad commit";
		if (hash >= 40 && strncmp(line + hash, end, sizeof(end) - 1) == 0)
			return true;
	}
	return false;
}

/*
 * What git bisect says by its status (bisect.h: enum bisect_error, of which the statuses are the
 * negatives) and on standard output.
 */
static int understand(struct axis_commits *c, const char *what, int status, const char *out)
{
	static const char roughly[] = "(roughly ";
	const char *steps = strstr(out, roughly);

	c->far = status == 2	   ? SKIPPED
		 : status == 3	   ? BASE_IS_BAD
		 : status == 4	   ? ELSEWHERE
		 : says_found(out) ? FOUND
				   : GOES_ON;
	c->steps = steps && strncmp(out, "Bisecting: ", 11) == 0
			   ? strtol(steps + strlen(roughly), NULL, 10)
			   : -1;
	if (!status || c->far != GOES_ON)
		return 0;
	diag_error("%s: git bisect %s ended with status %d: %s", c->tree.dir, what, status, out);
	return -EIO;
}

static int start(struct axis_commits *c)
{
	const char *words[8] = {"bisect", "start", "--no-checkout"};
	cleanup_free char *out = NULL;
	size_t n = 3;
	int status = 0, r = worktree_end_bisect(&c->worktree);

	if (c->wish->first_parent)
		words[n++] = "--first-parent";
	words[n++] = c->bad;
	words[n++] = c->good;
	char **all = with_paths(c, words);
	if (!r && !all)
		r = diag_errno(-ENOMEM, "bisect");
	if (!r)
		r = git_own_run(c->worktree.dir, (const char *const *)all, &out, &status);
	argv_free(all);
	return r ? r : understand(c, "start", status, out);
}

static int next(struct axis *a, struct point *ret)
{
	struct axis_commits *c = of(a);
	cleanup_free char *hash = NULL;
	const char *const words[] = {"rev-parse", "--verify", "BISECT_HEAD", NULL};

	if (c->far != GOES_ON)
		return 1;
	int r = git_own_do(c->worktree.dir, words, &hash);
	return r ? r : set_point(c, ret, hash);
}

static int tell(struct axis_commits *c, const char *hash, enum answer answer)
{
	cleanup_free char *out = NULL;
	const char *word = answer == ANSWER_GOOD ? "good" : answer == ANSWER_BAD ? "bad" : "skip";
	const char *const words[] = {"bisect", word, hash, NULL};
	int status = 0, r = git_own_ask(c->worktree.dir, words, &out, &status);

	if (!r)
		r = understand(c, word, status, out);
	if (!r && c->far == BASE_IS_BAD && !c->base && !(c->base = strdup(hash)))
		r = diag_errno(-ENOMEM, "%s", hash);
	return r;
}

static int start_again(struct axis_commits *c)
{
	int r = start(c);

	free(steal(&c->base));
	for (size_t i = 0; i < c->n_marks && !r; i++)
		r = tell(c, c->marks[i].hash, c->marks[i].answer);
	return r;
}

static int mark(struct axis *a, const struct point *p, enum answer answer)
{
	struct axis_commits *c = of(a);

	for (size_t i = 0; i < c->n_marks; i++)
		if (strcmp(c->marks[i].hash, p->id) == 0) {
			if (c->marks[i].answer == answer)
				return 0;
			c->marks[i].answer = answer;
			return start_again(c);
		}
	struct mark *grown = reallocarray(c->marks, c->n_marks + 1, sizeof(*grown));
	if (!grown)
		return diag_errno(-ENOMEM, "bisect");
	c->marks = grown;
	grown[c->n_marks] = (struct mark){.hash = strdup(p->id), .answer = answer};
	if (!grown[c->n_marks].hash)
		return diag_errno(-ENOMEM, "bisect");
	c->n_marks++;
	return tell(c, p->id, answer);
}

static void forget_marks(struct axis_commits *c)
{
	for (size_t i = 0; i < c->n_marks; i++)
		free(c->marks[i].hash);
	free(c->marks);
	free(c->base);
	c->marks = NULL;
	c->base = NULL;
	c->n_marks = 0;
}

static int forget(struct axis *a)
{
	forget_marks(of(a));
	return start(of(a));
}

static int suspects(struct axis *a, struct points *ret)
{
	struct axis_commits *c = of(a);
	const char *const found[] = {"rev-parse", "refs/bisect/bad", NULL};
	const char *words[] = {"rev-list", "--topo-order", "--reverse", "refs/bisect/bad", "--not",
		"--glob=refs/bisect/good-*", c->wish->first_parent ? "--first-parent" : NULL, NULL};
	cleanup_free char *list = NULL;
	int r = 0;

	if (c->far == BASE_IS_BAD)
		return 0;
	if (c->far == SKIPPED) {
		char **all = with_paths(c, words);
		r = all ? git_own_do(c->worktree.dir, (const char *const *)all, &list)
			: diag_errno(-ENOMEM, "bisect");
		argv_free(all);
	} else {
		r = git_own_do(c->worktree.dir, c->far == FOUND ? found : words, &list);
	}
	for (char *rest = list, *hash; !r && rest && (hash = strsep(&rest, "\n"));)
		if (*hash)
			r = add_point(c, ret, hash);
	return r;
}

static char *why(struct axis *a)
{
	const struct axis_commits *c = of(a);

	if (c->far == BASE_IS_BAD)
		return format_string(
			"%.12s, an ancestor of both ends, is bad: it was mended on the way to the good end, and the bad end never was good",
			c->base);
	if (c->far == ELSEWHERE)
		return format_string("all commits that touch %s%s are good",
			c->wish->paths ? c->wish->paths[0] : "the paths",
			c->wish->paths && c->wish->paths[1] ? " and the other paths" : "");
	return NULL;
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
	struct axis_commits *c = of(a);
	const char *const words[] = {"rev-list", "--bisect-vars",
		c->wish->first_parent ? "--first-parent" : "--topo-order", "refs/bisect/bad",
		"--not", "--glob=refs/bisect/good-*", NULL};
	static const char steps[] = "bisect_steps=";

	if (c->far != GOES_ON)
		return 0;
	if (c->steps < 0) {
		char **all = with_paths(c, words);
		cleanup_free char *out = NULL;
		int status = 1;
		if (all)
			git_own_ask(c->worktree.dir, (const char *const *)all, &out, &status);
		argv_free(all);
		const char *at = out && !status ? strstr(out, steps) : NULL;
		c->steps = at ? strtol(at + strlen(steps), NULL, 10) : -1;
	}
	return c->steps < 0 ? -1 : c->steps + 1;
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
	forget_marks(c);
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

/* That some commit touches the paths: else all between the ends is the answer. */
static int check_paths(const struct axis_commits *c)
{
	const char *words[] = {"rev-list", "--max-count=1", c->bad, "--not", c->good, NULL};
	char **all = with_paths(c, words);
	cleanup_free char *one = NULL;
	int r = all ? git_own_do(c->worktree.dir, (const char *const *)all, &one)
		    : diag_errno(-ENOMEM, "bisect");

	argv_free(all);
	if (!r && !*one)
		r = diag_misuse(
			"--path %s%s: no commit between --good and --bad touches it; it is relative to the top of the tree",
			c->wish->paths[0], c->wish->paths[1] ? " …" : "");
	return r;
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
	if (!r && w->paths && w->paths[0])
		r = check_paths(c);
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

	return git_own_do(of(a)->worktree.dir, words, &text) ? NULL : text;
}

int axis_commits_facts(struct axis *a, const char *hash, struct commit_facts *ret)
{
	return commit_facts_read(ret, of(a)->worktree.dir, hash);
}
