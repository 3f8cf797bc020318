// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/bisect.h"
#include "bisect/axis-kconfig.h"
#include "bisect/axis-objects.h"
#include "bisect/axis-releases.h"
#include "bisect/question.h"
#include "bisect/reports.h"
#include "bisect/retrace.h"
#include "bisect/search.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "format.h"
#include "monotonic.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_kconfig(struct axis **ret, const struct bisect_wish *w)
{
	struct kconfig_wish k = {
		.good = w->kconfigs[0], .bad = w->kconfigs[1], .build = w->question.wish};

	k.build.source = w->commits.tree;
	return axis_kconfig(ret, &k);
}

static int open_axis(struct axis **ret, const struct bisect_wish *w)
{
	switch (w->mode) {
	case BISECT_COMMITS:
		return axis_commits(ret, &w->commits);
	case BISECT_OBJECTS:
		return axis_objects(ret, w->builds, w->n_builds);
	case BISECT_RELEASES:
		return axis_releases(ret, w->releases);
	case BISECT_KCONFIG:
		return open_kconfig(ret, w);
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

	if (!r) {
		retrace(s, axis, &s->wish->question);
		s->took_ms = monotonic_ms() - s->began_ms;
	}
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

/* Where answers and logs are: what -o names, or a place that the question names. */
static int open_journal(struct journal *ret, struct bisect_wish *w, struct axis *a)
{
	cleanup_free char *text = NULL, *top = NULL, *dir = NULL;
	char docket[SHA256_SIZE], name[SHA256_SIZE];
	int r = judge_check(&w->question, docket);

	if (r)
		return r;
	text = question_text(w, a, docket);
	if (!text)
		return FAIL_MISUSE;
	if (w->output)
		return journal_open(ret, w->output, text, w->resume);
	r = cache_subdir("bisect", &top);
	if (r)
		return r;
	if (sha256_bytes(text, strlen(text), name) || !(dir = format_string("%s/%.16s", top, name)))
		return diag_errno(-ENOMEM, "bisect");
	diag_note("answers and logs are kept in %s", dir);
	return journal_open(ret, dir, text, w->resume);
}

static int search(struct finding *ret, struct bisect_wish *w, struct axis *a, struct journal *j)
{
	struct judge judge = judge_of(&w->question);
	const struct search s = {.axis = a,
		.judge = &judge,
		.question = &w->question,
		.journal = j,
		.repeats = w->repeats,
		.confidence = w->confidence};
	int r = search_run(ret, &s);

	judge_end(&w->question);
	if (r && j->n_lines)
		diag_note("%zu answers are kept in %s; the same command with --resume goes on from "
			  "there",
			j->n_lines, j->dir);
	return r;
}

int bisect_run(struct bisect_wish *w)
{
	cleanup_with(finding_clear) struct finding f = {0};
	cleanup_with(journal_close) struct journal j = JOURNAL_NONE;
	struct story story = {.finding = &f, .wish = w, .began_ms = monotonic_ms()};
	struct axis *axis = NULL;
	int r = reports_begin(w);

	if (!r)
		r = open_axis(&axis, w);
	if (r)
		return status_of(r);
	r = open_journal(&j, w, axis);
	if (r) {
		axis->kind->clear(axis);
		return status_of(r);
	}
	w->question.dir = j.dir;
	story.kind = axis->kind;
	r = search(&f, w, axis, &j);
	const int status = r ? STATUS_UNKNOWN : tell(&story, axis);
	axis->kind->clear(axis);
	return status;
}
