// SPDX-License-Identifier: GPL-2.0-only
/*
 * `git bisect start --no-checkout BAD GOOD`, then `git bisect good|bad|skip COMMIT` for each
 * answer.  The next commit is BISECT_HEAD: one between the ends, or first a merge base of them.
 * The exit status says whether it goes on.  A mark that is changed later cannot be taken back from
 * git bisect: it begins again, and all marks are made again.
 */
#include "bisect/git-bisect.h"
#include "argv.h"
#include "bisect/git.h"
#include "bisect/worktree.h"
#include "cleanup.h"
#include "diag.h"

#include <errno.h>
#include <string.h>

struct git_mark {
	char *hash;
	enum answer answer;
};

static void forget_marks(struct git_bisect *b)
{
	for (size_t i = 0; i < b->n_marks; i++)
		free(b->marks[i].hash);
	free(b->marks);
	free(b->base);
	b->marks = NULL;
	b->base = NULL;
	b->n_marks = 0;
}

void git_bisect_clear(struct git_bisect *b)
{
	forget_marks(b);
	*b = (struct git_bisect){0};
}

/* git bisect finds nothing where all paths are exclusions; "." is what they are exclusions of. */
static bool is_exclusion(const char *path)
{
	return strncmp(path, ":!", 2) == 0 || strncmp(path, ":^", 2) == 0 ||
	       strncmp(path, ":(exclude)", 10) == 0;
}

/* @words with "--" and the paths after them, for argv_free(); NULL, reported, without memory. */
static char **with_paths(const struct git_bisect *b, const char *const words[])
{
	struct argv a = {0};
	bool all = b->paths;

	for (size_t i = 0; words[i]; i++)
		argv_add(&a, strdup(words[i]));
	argv_add(&a, strdup("--"));
	for (size_t i = 0; b->paths && b->paths[i]; i++)
		all = all && is_exclusion(b->paths[i]);
	if (all)
		argv_add(&a, strdup("."));
	for (size_t i = 0; b->paths && b->paths[i]; i++)
		argv_add(&a, strdup(b->paths[i]));
	char **argv = argv_finish(&a);
	if (!argv)
		diag_errno(-ENOMEM, "bisect");
	return argv;
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
 * What git bisect says by its status (bisect.h of git: the negatives of enum bisect_error) and on
 * standard output.
 */
static int understand(struct git_bisect *b, const char *what, int status, const char *out)
{
	static const char roughly[] = "(roughly ";
	const char *steps = strstr(out, roughly);

	switch (status) {
	case 0:
		b->far = says_found(out) ? FOUND : GOES_ON;
		break;
	case 2:
		b->far = SKIPPED;
		break;
	case 3:
		b->far = BASE_IS_BAD;
		break;
	case 4:
		b->far = ELSEWHERE;
		break;
	default:
		diag_error("git bisect %s ended with status %d: %s", what, status, out);
		return -EIO;
	}
	b->steps = steps && strncmp(out, "Bisecting: ", 11) == 0
			   ? strtol(steps + strlen(roughly), NULL, 10)
			   : -1;
	return 0;
}

int git_bisect_start(struct git_bisect *b)
{
	const char *words[8] = {"bisect", "start", "--no-checkout"};
	const struct worktree w = {.dir = (char *)b->dir};
	cleanup_free char *out = NULL;
	size_t n = 3;
	int status = 0, r = worktree_end_bisect(&w);

	if (r)
		return r;
	if (b->first_parent)
		words[n++] = "--first-parent";
	words[n++] = b->bad;
	words[n++] = b->good;
	char **argv = with_paths(b, words);
	r = argv ? git_own_run(b->dir, (const char *const *)argv, &out, &status) : -ENOMEM;
	argv_free(argv);
	if (r)
		return r;
	if (status == 4) { /* it has forgotten the ends, too */
		diag_error("git bisect finds no commit between %.12s and %.12s", b->good, b->bad);
		return -EIO;
	}
	return understand(b, "start", status, out);
}

static int tell(struct git_bisect *b, const char *hash, enum answer answer)
{
	cleanup_free char *out = NULL;
	const char *word = answer == ANSWER_GOOD ? "good" : answer == ANSWER_BAD ? "bad" : "skip";
	const char *const words[] = {"bisect", word, hash, NULL};
	int status = 0, r = git_own_ask(b->dir, words, &out, &status);

	if (!r)
		r = understand(b, word, status, out);
	if (!r && b->far == BASE_IS_BAD && !b->base && !(b->base = strdup(hash)))
		r = diag_errno(-ENOMEM, "%s", hash);
	return r;
}

static int mark_again(struct git_bisect *b)
{
	int r = git_bisect_start(b);

	free(steal(&b->base));
	for (size_t i = 0; i < b->n_marks && !r; i++)
		r = tell(b, b->marks[i].hash, b->marks[i].answer);
	return r;
}

int git_bisect_mark(struct git_bisect *b, const char *hash, enum answer answer)
{
	for (size_t i = 0; i < b->n_marks; i++)
		if (strcmp(b->marks[i].hash, hash) == 0) {
			if (b->marks[i].answer == answer)
				return 0;
			b->marks[i].answer = answer;
			return mark_again(b);
		}
	struct git_mark *grown = reallocarray(b->marks, b->n_marks + 1, sizeof(*grown));
	if (!grown)
		return diag_errno(-ENOMEM, "bisect");
	b->marks = grown;
	grown[b->n_marks] = (struct git_mark){.hash = strdup(hash), .answer = answer};
	if (!grown[b->n_marks].hash)
		return diag_errno(-ENOMEM, "bisect");
	b->n_marks++;
	return tell(b, hash, answer);
}

int git_bisect_forget(struct git_bisect *b)
{
	forget_marks(b);
	return git_bisect_start(b);
}

int git_bisect_next(struct git_bisect *b, char **ret)
{
	static const char *const words[] = {"rev-parse", "--verify", "BISECT_HEAD", NULL};
	int r = 0;

	/* what does not touch the paths may be the first bad one, too */
	if ((b->far == ELSEWHERE || b->far == SKIPPED) && b->paths) {
		diag_note("all commits that touch %s%s %s; going on with all others", b->paths[0],
			b->paths[1] ? " and the other paths" : "",
			b->far == ELSEWHERE ? "are good" : "are good or cannot be judged");
		b->paths = NULL;
		r = mark_again(b);
	}
	if (r)
		return r;
	return b->far == GOES_ON ? git_own_do(b->dir, words, ret) : 1;
}

int git_bisect_suspects(const struct git_bisect *b, char **ret)
{
	static const char *const found[] = {"rev-parse", "refs/bisect/bad", NULL};
	const char *words[] = {"rev-list", "--topo-order", "--reverse", "refs/bisect/bad", "--not",
		"--glob=refs/bisect/good-*", b->first_parent ? "--first-parent" : NULL, NULL};

	if (b->far == BASE_IS_BAD) {
		*ret = strdup("");
		return *ret ? 0 : diag_errno(-ENOMEM, "bisect");
	}
	if (b->far != SKIPPED)
		return git_own_do(b->dir, b->far == FOUND ? found : words, ret);
	char **argv = with_paths(b, words);
	int r = argv ? git_own_do(b->dir, (const char *const *)argv, ret) : -ENOMEM;
	argv_free(argv);
	return r;
}

int64_t git_bisect_steps(struct git_bisect *b)
{
	const char *const words[] = {"rev-list", "--bisect-vars",
		b->first_parent ? "--first-parent" : "--topo-order", "refs/bisect/bad", "--not",
		"--glob=refs/bisect/good-*", NULL};
	static const char steps[] = "bisect_steps=";

	if (b->far != GOES_ON)
		return 0;
	if (b->steps < 0) { /* git says nothing of them where it asks for a merge base */
		char **argv = with_paths(b, words);
		cleanup_free char *out = NULL;
		int status = 1;
		if (argv)
			git_own_ask(b->dir, (const char *const *)argv, &out, &status);
		argv_free(argv);
		const char *at = out && !status ? strstr(out, steps) : NULL;
		b->steps = at ? strtol(at + strlen(steps), NULL, 10) : -1;
	}
	return b->steps < 0 ? -1 : b->steps + 1;
}

int git_bisect_paths_count(const struct git_bisect *b)
{
	const char *words[] = {"rev-list", "--max-count=1", b->bad, "--not", b->good, NULL};
	char **argv = with_paths(b, words);
	cleanup_free char *one = NULL;
	int status = 0,
	    r = argv ? git_own_run(b->dir, (const char *const *)argv, &one, &status) : -ENOMEM;

	argv_free(argv);
	if (!r && status)
		r = diag_misuse("--path %s: git does not take it", b->paths[0]);
	return r ? r : *one != '\0';
}
