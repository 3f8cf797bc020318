// SPDX-License-Identifier: GPL-2.0-only
#include "report/junit-builds.h"
#include "cleanup.h"
#include "diag.h"
#include "report/changes.h"
#include "result/against.h"

#include <inttypes.h>
#include <stdio.h>

struct suite {
	struct markup *to;
	const struct against *against;
	const struct changes *changes;
	size_t max;
};

/* MET_UNMET: it has failed; MET_UNKNOWN: an error; MET_SKIPPED: it does not count. */
static enum met case_met(const struct suite *s, const struct compared *row)
{
	const struct gate *g = &s->against->gate;
	const bool left_out = row->change == CHANGE_GONE || row->latest_met == MET_SKIPPED;

	if (!gate_concerns(g, row))
		return MET_MET;
	if (row->kernel->informative || (left_out && g->allow_gone))
		return MET_SKIPPED;
	return change_crossings(g, row) ? MET_UNMET : MET_UNKNOWN;
}

static void put_case(const struct suite *s, const char *classname, const char *name, enum met met,
	const char *text)
{
	markup_start(s->to, "testcase");
	markup_attribute(s->to, "classname", classname);
	markup_attribute(s->to, "name", name);
	if (met != MET_MET) {
		markup_start(s->to, met == MET_UNMET	 ? "failure"
				    : met == MET_SKIPPED ? "skipped"
							 : "error");
		markup_attribute(s->to, "message", text);
		markup_end(s->to);
	} else {
		markup_start(s->to, "system-out");
		markup_text(s->to, text);
		markup_end(s->to);
	}
	markup_end(s->to);
}

static void put_row(const struct suite *s, const struct changes_row *row, size_t k)
{
	const struct compared *cell = row->cells[k];
	const struct change_text t = change_text_of(cell, &s->against->gate, "→");
	const char *kernel = s->changes->comparison->kernels[k].latest->name;
	cleanup_free char *classname = NULL, *text = NULL;
	char label[CHANGES_LABEL_SIZE];

	if (asprintf(&classname, "against:%s", kernel) < 0)
		classname = NULL;
	if (asprintf(&text, "%s%s%s", t.text, *t.note ? " " : "", t.note) < 0)
		text = NULL;
	s->to->failed |= !classname || !text;
	put_case(s, classname ? classname : "", changes_label(row, label), case_met(s, cell),
		text ? text : "");
}

/* A doubt that no case shows, or that has no room. */
static const char doubt[] = "the comparison is in doubt: `bpfjury compare RESULT` says why";

void junit_put_builds(struct markup *m, const struct result *r, size_t max)
{
	cleanup_with(against_clear) struct against against = {0};
	cleanup_with(changes_clear) struct changes changes = {0};
	const struct suite s = {.to = m, .against = &against, .changes = &changes, .max = max};
	size_t n = 0, counts[MET_SKIPPED + 1] = {0};

	if (!r->against)
		return;
	if (against_make(&against, r) ||
		changes_make(&changes, &against.comparison, &against.gate)) {
		m->failed = true;
		return;
	}
	for (size_t i = 0; i < changes.n_rows; i++)
		for (size_t k = 0; k < changes.comparison->n_kernels; k++)
			if (changes.rows[i].cells[k]) {
				n++;
				counts[case_met(&s, changes.rows[i].cells[k])]++;
			}
	const bool other = against.status == STATUS_UNKNOWN && !counts[MET_UNKNOWN];
	markup_start(m, "testsuite");
	markup_attribute(m, "name", "against");
	markup_number(m, "tests", (int64_t)(n + other));
	markup_number(m, "failures", (int64_t)counts[MET_UNMET]);
	markup_number(m, "errors", (int64_t)(counts[MET_UNKNOWN] + other));
	markup_number(m, "skipped", (int64_t)counts[MET_SKIPPED]);
	for (size_t i = 0; i < changes.n_rows; i++)
		for (size_t k = 0; k < changes.comparison->n_kernels; k++)
			if (changes.rows[i].cells[k] && markup_size(m) < max)
				put_row(&s, &changes.rows[i], k);
	if (other || markup_size(m) >= max)
		put_case(&s, "against", "(the comparison)", other ? MET_UNKNOWN : MET_MET,
			other ? doubt : "cut: see result.json");
	markup_end(m);
}
