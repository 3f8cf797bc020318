// SPDX-License-Identifier: GPL-2.0-only
/*
 * The axis of commits by hand, for test-bisect-git.py:
 *
 *	walk-commits TREE GOOD BAD [--first-parent] [--path PATH]... [--] [WORD]...
 *
 * BAD "" is the default.  The words, each of which prints a line (or some):
 *	next		the hash of the next commit, or "none"
 *	good bad skip	mark the commit that next gave
 *	good=HASH bad=HASH skip=HASH	… that commit
 *	forget steps suspects why before=HASH harmless=HASH without=HASH describe=HASH
 *	facts=HASH log prepare=HASH
 *	-		read further words from standard input, a line each
 * Exit status: 0; 2 misuse, 3 another failure, of which a message says more.
 */
#include "bisect/axis-commits.h"
#include "cleanup.h"
#include "diag.h"
#include "stop.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct point current;

static void print_points(const struct points *p)
{
	for (size_t i = 0; i < p->n; i++)
		printf("%s%s", i ? " " : "", p->list[i].id);
	puts("");
}

static int print_why(int r, char *why)
{
	cleanup_free char *text = why;

	if (r >= 0)
		puts(r ? (text ? text : "-") : "no");
	return r < 0 ? r : 0;
}

static int print_facts(struct axis *a, const char *hash)
{
	cleanup_with(commit_facts_clear) struct commit_facts f = {0};
	int r = axis_commits_facts(a, hash, &f);

	if (r)
		return r;
	printf("%s\n%s\n%s\n%s\n%s\n%s\n", f.hash, f.subject, f.author, f.date, f.committer,
		f.release ? f.release : "-");
	for (size_t i = 0; i < f.n_people; i++)
		printf("%s%s", i ? ", " : "", f.people[i]);
	printf("\n%s\n%s\n", f.trailers ? f.trailers : "-", f.stat ? f.stat : "-");
	return 0;
}

static int do_next(struct axis *a)
{
	point_clear(&current);
	int r = a->kind->next(a, &current);
	if (r >= 0)
		puts(r ? "none" : current.id);
	return r < 0 ? r : 0;
}

static int print_text(char *text)
{
	cleanup_free char *of = text;

	puts(of ? of : "-");
	return 0;
}

/* A word about the commit @p. */
static int do_point(struct axis *a, const char *word, const struct point *p)
{
	cleanup_with(points_clear) struct points list = {0};
	struct point made = {0};
	struct prepared prepared = {0};
	char *why = NULL;
	int r;

	if (strcmp(word, "good") == 0)
		return a->kind->mark(a, p, ANSWER_GOOD);
	if (strcmp(word, "bad") == 0)
		return a->kind->mark(a, p, ANSWER_BAD);
	if (strcmp(word, "skip") == 0)
		return a->kind->mark(a, p, ANSWER_UNTESTABLE);
	if (strcmp(word, "harmless") == 0) {
		r = a->kind->harmless(a, p, &why);
		return print_why(r, why);
	}
	if (strcmp(word, "facts") == 0)
		return print_facts(a, p->id);
	if (strcmp(word, "describe") == 0)
		return print_text(a->kind->describe(a, p));
	if (strcmp(word, "prepare") == 0) {
		r = a->kind->prepare(a, p, &prepared, &why);
		if (!r)
			puts(prepared.source);
		return r;
	}
	if (strcmp(word, "without") == 0) {
		r = a->kind->without(a, p, &made, &why);
		if (r)
			return print_why(r, why);
		puts(made.id);
		point_clear(&made);
		return 0;
	}
	if (strcmp(word, "before") != 0)
		return diag_misuse("%s: no such word", word);
	r = a->kind->before(a, p, &list);
	if (!r)
		print_points(&list);
	return r;
}

static int do_word(struct axis *a, char *word);

static int read_words(struct axis *a)
{
	char line[256];
	int r = 0;

	while (!r && fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		r = do_word(a, line);
		fflush(stdout);
	}
	return r;
}

static int do_word(struct axis *a, char *word)
{
	cleanup_with(points_clear) struct points list = {0};
	char *hash = strchr(word, '=');
	const struct point p = {.id = hash ? hash + 1 : NULL, .title = hash ? hash + 1 : NULL};
	int r;

	if (hash) {
		*hash = '\0';
		return do_point(a, word, &p);
	}
	if (strcmp(word, "-") == 0)
		return read_words(a);
	if (strcmp(word, "next") == 0)
		return do_next(a);
	if (strcmp(word, "forget") == 0)
		return a->kind->forget(a);
	if (strcmp(word, "steps") == 0)
		return printf("%" PRId64 "\n", a->kind->steps_left(a)) < 0;
	if (strcmp(word, "why") == 0)
		return print_text(a->kind->why(a));
	if (strcmp(word, "log") == 0)
		return print_text(axis_commits_log(a));
	if (strcmp(word, "suspects") != 0)
		return do_point(a, word, &current);
	r = a->kind->suspects(a, &list);
	if (!r)
		print_points(&list);
	return r;
}

int main(int argc, char **argv)
{
	const char **paths = calloc((size_t)argc + 1, sizeof(*paths));
	struct commits_wish w = {.paths = paths};
	struct axis *axis = NULL;
	size_t n = 0;
	int i = 4;

	if (!paths || argc < 4 || stop_catch())
		return STATUS_UNKNOWN;
	w.tree = argv[1];
	w.good = argv[2];
	w.bad = *argv[3] ? argv[3] : NULL;
	for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
		if (strcmp(argv[i], "--first-parent") == 0)
			w.first_parent = true;
		else if (strcmp(argv[i], "--path") == 0 && i + 1 < argc)
			paths[n++] = argv[++i];
	}
	int r = axis_commits(&axis, &w);
	for (; !r && i < argc; i++) {
		r = do_word(axis, argv[i]);
		fflush(stdout);
	}
	if (axis)
		axis->kind->clear(axis);
	point_clear(&current);
	free(paths);
	return status_of(r);
}
