// SPDX-License-Identifier: GPL-2.0-only
/* Figures by run, of what the history has of these programs on these kernels. */
#include "report/html-page.h"
#include "cleanup.h"
#include "diag.h"
#include "history/find.h"
#include "history/periods.h"
#include "history/store.h"
#include "report/plot.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define PLOTS_MAX 2000
#define RUNS_MAX  64 /* in one plot, the latest */

struct past {
	struct history history;
	struct history_trials trials;
	struct history_program *programs;
	size_t n_programs;
	size_t drawn, left_out; /* plots */
};

static void past_close(struct past *h)
{
	history_programs_free(h->programs, h->n_programs);
	history_trials_clear(&h->trials);
	history_close(&h->history);
}

static int past_open(struct past *h, const struct result *r)
{
	int err = history_open(&h->history, r->history, false);

	if (!err)
		err = history_trials_read(&h->trials, &h->history);
	return err ? err : history_programs_read(&h->programs, &h->n_programs, &h->history);
}

/* Whether the result has the kernel. */
static bool is_here(const struct result *r, const struct history_kernel *k)
{
	for (size_t i = 0; i < r->n_kernels; i++)
		if (strcmp(r->kernels[i].name, k->name) == 0 &&
			(!r->kernels[i].arch || strcmp(r->kernels[i].arch, k->arch) == 0))
			return true;
	return false;
}

/* "; changed: object, kernel" */
static void put_changes(char *to, size_t size, const struct history_answer *before,
	const struct history_answer *now)
{
	const unsigned changes = before ? history_changes(before, now) : 0;
	const char *between = "; changed: ";

	for (unsigned change = 1; change <= CHANGED_LAST; change *= 2)
		if (changes & change) {
			const size_t len = strlen(to);
			snprintf(
				to + len, size - len, "%s%s", between, history_change_word(change));
			between = ", ";
		}
}

static void make_point(struct plot_point *ret, char label[8], const struct history_answer *a,
	const struct history_answer *before)
{
	const char *started = a->kernel->run->started, *verdict = verdict_word(a->verdict);
	const bool figures =
		a->met != MET_UNKNOWN && a->verdict == VERDICT_ACCEPTED && a->insns >= 0;

	/* the day, "11-28", of "2026-11-28T…" */
	snprintf(label, 8, "%.5s", strlen(started) > 10 ? started + 5 : "");
	*ret = (struct plot_point){.insns = figures ? a->insns : UNKNOWN_FIGURE,
		.states = figures ? a->states : UNKNOWN_FIGURE,
		.sign = page_mark_text(a->met),
		.label = label};
	if (figures)
		snprintf(ret->text, sizeof(ret->text),
			"%.16s %.20s: %" PRId64 " insns, %" PRId64 " states", started,
			a->kernel->version, a->insns, a->states);
	else
		snprintf(ret->text, sizeof(ret->text), "%.16s %.20s: %s%s%s", started,
			a->kernel->version, verdict ? verdict : "no verdict", *a->reason ? " " : "",
			a->reason);
	put_changes(ret->text, sizeof(ret->text), before, a);
}

static void put_line(struct page *p, const struct grid_object *o, const struct grid_row *row,
	const struct history_line *l)
{
	const size_t first = l->n_answers > RUNS_MAX ? l->n_answers - RUNS_MAX : 0;
	const size_t n = l->n_answers - first;
	struct plot_point points[RUNS_MAX];
	char labels[RUNS_MAX][8], name[OBJECT_NAME_SIZE], label[GRID_LABEL_SIZE];

	for (size_t i = 0; i < n; i++)
		make_point(&points[i], labels[i], &l->answers[first + i],
			first + i ? &l->answers[first + i - 1] : NULL);
	markup_start(&p->to, "figure");
	page_put_states(p, row);
	markup_start(&p->to, "figcaption");
	page_put(p, "code", NULL, result_object_name(name, o->any));
	markup_text(&p->to, ":");
	page_put(p, "code", NULL, grid_label(row, label));
	markup_text(&p->to, " on ");
	page_put(p, "code", NULL, l->answers->kernel->name);
	if (first)
		markup_print(&p->to, ", the last %zu of %zu runs", n, l->n_answers);
	markup_end_full(&p->to);
	plot_put(&p->to, points, n);
	markup_end_full(&p->to);
	markup_text(&p->to, "\n");
}

/* A line for each kernel on which the answer or the figures changed. */
static int put_row(
	struct page *p, struct past *h, const struct grid_object *o, const struct grid_row *row)
{
	struct history_program *of =
		row->name ? history_program_find(h->programs, h->n_programs, o->any->path,
				    o->any->shape, row->name, row->variant)
			  : NULL;
	size_t at = 0;
	int r = of ? history_answers_read(of, &h->trials, &h->history) : 0;

	while (of && !r) {
		cleanup_with(history_line_clear) struct history_line l = {0};
		r = history_line_make(&l, of, &at);
		if (r || (l.n_periods < 2 && l.n_figures < 2) ||
			!is_here(p->result, l.answers->kernel))
			continue;
		if (h->drawn < PLOTS_MAX)
			put_line(p, o, row, &l);
		*(h->drawn < PLOTS_MAX ? &h->drawn : &h->left_out) += 1;
	}
	if (of)
		history_answers_free(of);
	return r == -ENODATA ? 0 : r == -ENOMEM ? diag_errno(r, "%s", h->history.path) : r;
}

int page_put_history(struct page *p)
{
	cleanup_with(past_close) struct past h = {0};
	int r = p->result->history ? past_open(&h, p->result) : 0;

	if (!p->result->history || r)
		return r;
	page_put(p, "h2", NULL, "History: where answers or figures changed");
	markup_start(&p->to, "div");
	markup_attribute(&p->to, "class", "plots");
	for (size_t i = 0; !r && i < p->grid->n_objects; i++)
		for (size_t j = 0; !r && j < p->grid->objects[i].n_rows; j++)
			r = put_row(p, &h, &p->grid->objects[i], &p->grid->objects[i].rows[j]);
	markup_end_full(&p->to);
	markup_start(&p->to, "p");
	markup_print(&p->to, "%zu runs; what never changed is not drawn.%s", h.trials.n_runs,
		h.left_out ? " More changed than is drawn here; bpfjury history shows all." : "");
	markup_end_full(&p->to);
	return r;
}
