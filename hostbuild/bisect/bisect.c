// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/bisect.h"
#include "bisect/axis-objects.h"
#include "bisect/axis-releases.h"
#include "bisect/reports.h"
#include "bisect/search.h"
#include "cleanup.h"
#include "diag.h"
#include "monotonic.h"

#include <errno.h>
#include <stdio.h>

static int open_axis(struct axis **ret, const struct bisect_wish *w)
{
	switch (w->mode) {
	case BISECT_COMMITS:
		return axis_commits(ret, &w->commits);
	case BISECT_OBJECTS:
		return axis_objects(ret, w->builds, w->n_builds);
	case BISECT_RELEASES:
		return axis_releases(ret, w->releases);
	default:
		return diag_misuse("bisect: not built yet");
	}
}

/* Show and write what was found.  Returns the status. */
static int tell(struct story *s, struct axis *axis)
{
	const bool found = s->finding->found == FOUND_CULPRIT;
	cleanup_with(commit_facts_clear) struct commit_facts facts = {0};
	cleanup_free char *log = NULL;
	int r = story_make(s);

	s->status = found ? STATUS_MET : STATUS_UNKNOWN;
	if (s->wish->mode == BISECT_COMMITS)
		s->log = log = axis_commits_log(axis);
	if (s->wish->mode == BISECT_COMMITS && found)
		axis_commits_facts(axis, s->finding->suspects.list[0].id, &facts);
	s->people = facts.people;
	s->n_people = facts.n_people;
	if (!r)
		r = reports_write(s);
	story_clear(s);
	return r ? STATUS_UNKNOWN : s->status;
}

int bisect_run(struct bisect_wish *w)
{
	struct judge judge = judge_of(&w->question);
	cleanup_with(finding_clear) struct finding f = {0};
	struct story story = {.finding = &f, .wish = w, .began_ms = monotonic_ms()};
	struct axis *axis = NULL;
	int r = reports_begin(w);

	if (!r)
		r = open_axis(&axis, w);
	if (r)
		return status_of(r);
	w->question.dir = w->output;
	const struct search s = {.axis = axis,
		.judge = &judge,
		.question = &w->question,
		.repeats = w->repeats,
		.confidence = w->confidence};
	r = search_run(&f, &s);
	story.kind = axis->kind;
	const int status = r ? 0 : tell(&story, axis);
	axis->kind->clear(axis);
	if (r)
		return r == FAIL_MISUSE ? STATUS_UNKNOWN : (int)status_of(r);
	return status;
}
