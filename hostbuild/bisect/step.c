// SPDX-License-Identifier: GPL-2.0-only
/*
 * One step of somebody else's bisect: the tree that is checked out, judged once.
 *
 * `git bisect run` reads the exit status (git-bisect(1)): 0 is good, 125 skips the commit, any other
 * from 1 to 127 is bad, and from 128 on it stops.  A wrong "bad" names a wrong culprit, so what no
 * commit would change, misuse and this machine's faults, is 128: main() sees to it where this
 * function is not reached.
 */
#include "bisect/bisect.h"
#include "diag.h"
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

int bisect_step(struct bisect_wish *w)
{
	struct judge judge = judge_of(&w->question);
	struct observation o = {0};
	const struct prepared prepared = {.source = w->question.kernel ? NULL
						    : w->commits.tree  ? w->commits.tree
								       : "."};

	if (predicate_needs_good(&w->question.predicate)) {
		diag_error("--step judges one commit, and none to compare it with: \"good\" in "
			   "--good-is is a figure of the good end");
		return STEP_STOP;
	}
	if (!judge.ready(judge.arg, &prepared, &o))
		judge.ask(judge.arg, w->output, &o);
	judge_end(&w->question);
	if (o.answer)
		diag_note("%s: %s", answer_word(o.answer), o.why ? o.why : "no memory");
	const int status = stop_signal() ? STEP_STOP : status_of_answer(o.answer);
	observation_clear(&o);
	return status;
}
