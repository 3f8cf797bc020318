// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/bisect.h"
#include "bisect/axis-objects.h"
#include "bisect/search.h"
#include "bisect/show.h"
#include "cleanup.h"
#include "diag.h"
#include "stop.h"

#include <errno.h>
#include <stdio.h>

static int open_axis(struct axis **ret, const struct bisect_wish *w)
{
	switch (w->mode) {
	case BISECT_COMMITS:
		return axis_commits(ret, &w->commits);
	case BISECT_OBJECTS:
		return axis_objects(ret, w->builds, w->n_builds);
	default:
		return diag_misuse("bisect: not built yet");
	}
}

int bisect_run(struct bisect_wish *w)
{
	struct judge judge = judge_of(&w->question);
	cleanup_with(finding_clear) struct finding f = {0};
	struct axis *axis = NULL;
	int r = open_axis(&axis, w);

	if (r)
		return status_of(r);
	w->question.dir = w->output;
	const struct search s = {.axis = axis,
		.judge = &judge,
		.question = &w->question,
		.repeats = w->repeats,
		.confidence = w->confidence};
	r = search_run(&f, &s);
	if (!r)
		show_finding(stdout, &f, axis->kind);
	axis->kind->clear(axis);
	if (r)
		return r == FAIL_MISUSE ? STATUS_UNKNOWN : (int)status_of(r);
	return f.found == FOUND_CULPRIT ? STATUS_MET : STATUS_UNKNOWN;
}

int bisect_step(struct bisect_wish *w)
{
	struct judge judge = judge_of(&w->question);
	struct observation o = {0};
	struct prepared prepared = {.source = w->question.kernel ? NULL
					      : w->commits.tree	 ? w->commits.tree
								 : "."};
	static const int statuses[] = {[ANSWER_GOOD] = 0,
		[ANSWER_BAD] = 1,
		[ANSWER_UNTESTABLE] = STEP_UNTESTABLE,
		[ANSWER_STOP] = STEP_STOP};

	w->question.dir = w->output;
	if (!judge.ready(judge.arg, &prepared, &o))
		judge.ask(judge.arg, "step", &o);
	diag_note("%s: %s", answer_word(o.answer), o.why);
	const int status = stop_signal() ? STEP_STOP : statuses[o.answer];
	observation_clear(&o);
	return status;
}
