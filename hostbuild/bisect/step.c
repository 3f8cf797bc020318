// SPDX-License-Identifier: GPL-2.0-only
/*
 * One step of somebody else's bisect: the tree that is checked out, judged once.
 *
 * `git bisect run` reads the exit status (git-bisect(1)): 0 is good, 125 skips the commit, any
 * other from 1 to 127 is bad, and from 128 on it stops.  A wrong "bad" names a wrong culprit, so
 * what no commit would change, misuse and this machine's faults, is 128: main() sees to it where
 * this function is not reached.
 */
#include "bisect/bisect.h"
#include "bisect/git.h"
#include "cleanup.h"
#include "diag.h"
#include "given.h"
#include "kernel/build/tree.h"
#include "stop.h"

static int status_of_answer(enum answer a)
{
	switch (a) {
	case ANSWER_GOOD:
		return 0;
	case ANSWER_BAD:
		return 1;
	case ANSWER_UNTESTABLE:
		return STEP_UNTESTABLE;
	default:
		return STEP_STOP;
	}
}

/* The good end, where there is one.  0, or an error, reported. */
static int read_base(struct result *ret, struct bisect_wish *w)
{
	const struct belief none = {0};
	int r = w->base ? given_read(ret, w->base, &none) : 0;

	if (!r && w->base)
		r = predicate_check_base(&w->question.predicate, ret, w->base);
	w->question.ends =
		(struct predicate_ends){.good = !r && w->base ? ret : NULL, .only_good = true};
	return r;
}

/*
 * Whether @dir is no kernel tree, and the bad end of the bisect there is none either: then it is
 * the wrong repository, and no commit of it would be judged.
 */
static bool is_wrong_repository(const char *dir)
{
	static const char *const bad[] = {
		"rev-parse", "--verify", "--quiet", "refs/bisect/bad", NULL};
	static const char *const kernel[] = {"cat-file", "-e", "refs/bisect/bad:Kbuild", NULL};
	int status = 1;

	if (source_tree_is_complete(dir) || git_ask(dir, bad, NULL, &status) || status)
		return false;
	return git_ask(dir, kernel, NULL, &status) == 0 && status != 0;
}

int bisect_step(struct bisect_wish *w)
{
	cleanup_with(result_clear) struct result base = {0};
	struct judge judge = judge_of(&w->question);
	struct observation o = {0};
	char docket[SHA256_SIZE];
	const struct prepared prepared = {.source = w->question.kernel ? NULL
						    : w->commits.tree  ? w->commits.tree
								       : "."};

	if (read_base(&base, w))
		return STEP_STOP;
	if (prepared.source && is_wrong_repository(prepared.source)) {
		diag_error("%s: no kernel is bisected there: its bad end has no Kbuild",
			prepared.source);
		return STEP_STOP;
	}
	/* before a build, which takes minutes, and may end in "untestable" */
	if (judge_check(&w->question, NULL, docket))
		return STEP_STOP;
	if (!judge.ready(judge.arg, &prepared, &o))
		judge.ask(judge.arg, w->output, &o);
	judge_end(&w->question);
	if (o.answer)
		diag_note("%s: %s", answer_word(o.answer), o.why ? o.why : "no memory");
	const int status = stop_signal() ? STEP_STOP : status_of_answer(o.answer);
	observation_clear(&o);
	return status;
}
