// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/bisect.h"
#include "bisect/axis-kconfig.h"
#include "bisect/axis-objects.h"
#include "bisect/axis-releases.h"
#include "bisect/finding-known.h"
#include "bisect/git-tree.h"
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

/* A tree whose commits are bisected after the releases is looked at before the first boot. */
static int open_releases(struct axis **ret, const struct bisect_wish *w)
{
	struct git_tree tree = {0};
	const int r = w->commits.tree ? git_tree_open(&tree, w->commits.tree) : 0;

	git_tree_clear(&tree);
	return r ? r : axis_releases(ret, w->releases);
}

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
		return open_releases(ret, w);
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
		r = finding_known_make(s, axis, &facts);
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
	int r = judge_check(&w->question, w->builds, docket);

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

/* The releases between which the commits are bisected next. */
struct gap {
	char *good, *bad; /* tags; NULL: there is nothing to bisect */
};

static void gap_clear(struct gap *g)
{
	free(g->good);
	free(g->bad);
}

static int read_gap(struct gap *ret, const struct finding *f, struct axis *a)
{
	struct kernel_version good, bad;

	if (f->found != FOUND_CULPRIT || !axis_releases_gap(a, &f->suspects.list[0], &good, &bad))
		return 0;
	const int order = version_compare(&good, &bad);
	if (order >= 0) {
		diag_note(
			order ? "the bad release is older than the good one: there are no commits "
				"from the one to the other"
			      : "both packages have one upstream version: no commits of the tree are "
				"known to be between them");
		return 0;
	}
	ret->good = axis_releases_tag(&good);
	ret->bad = axis_releases_tag(&bad);
	return ret->good && ret->bad ? 0 : diag_errno(-ENOMEM, "bisect");
}

/* One bisect to its finding.  Returns the status. */
static int run_axis(struct bisect_wish *w, struct axis *axis, struct gap *ret_gap)
{
	cleanup_with(finding_clear) struct finding f = {0};
	cleanup_with(journal_close) struct journal j = JOURNAL_NONE;
	struct story story = {
		.finding = &f, .wish = w, .kind = axis->kind, .began_ms = monotonic_ms()};
	int r = open_journal(&j, w, axis);

	if (r)
		return status_of(r);
	w->question.dir = j.dir;
	w->question.run.quiet = true; /* each point has a line of its own */
	r = search(&f, w, axis, &j);
	const int status = r ? STATUS_UNKNOWN : tell(&story, axis);
	if (!r && w->mode == BISECT_RELEASES && w->commits.tree && read_gap(ret_gap, &f, axis))
		return STATUS_UNKNOWN;
	return status;
}

/* The commits between two releases.  Returns the status. */
static int run_commits(struct bisect_wish *w, const struct gap *gap)
{
	cleanup_free char *output = w->output ? format_string("%s/commits", w->output) : NULL;
	struct bisect_wish commits = *w;
	struct axis *axis = NULL;
	struct gap none = {0};

	if (w->output && !output)
		return status_of(diag_errno(-ENOMEM, "bisect"));
	diag_note("now the commits from %s to %s in %s", gap->good, gap->bad, w->commits.tree);
	commits.mode = BISECT_COMMITS;
	commits.output = output;
	commits.commits.good = gap->good;
	commits.commits.bad = gap->bad;
	/* what the releases answered is no answer of the kernels that are built here */
	commits.question.ends = (struct predicate_ends){0};
	/* the release stays found: the tree may not have these tags */
	if (open_axis(&axis, &commits))
		return STATUS_UNKNOWN;
	const int status = run_axis(&commits, axis, &none);
	axis->kind->clear(axis);
	gap_clear(&none);
	return status;
}

int bisect_run(struct bisect_wish *w)
{
	cleanup_with(gap_clear) struct gap gap = {0};
	struct axis *axis = NULL;
	int r = reports_begin(w);

	if (!r && w->mode != BISECT_OBJECTS && (w->mode != BISECT_RELEASES || w->commits.tree))
		r = build_check(&w->question.wish);
	if (!r)
		r = open_axis(&axis, w);
	if (r)
		return status_of(r);
	const int status = run_axis(w, axis, &gap);
	axis->kind->clear(axis);
	return gap.good ? run_commits(w, &gap) : status;
}
