// SPDX-License-Identifier: GPL-2.0-only
/* Figures by kernel release. */
#include "report/html-page.h"
#include "cleanup.h"
#include "report/answer.h"
#include "report/plot.h"
#include "verdict/version.h"

#include <inttypes.h>
#include <string.h>

#define PLOTS_MAX   2000
#define KERNELS_MAX 64 /* in one plot */

/* A kernel that has a release, and where it is in the result. */
struct step {
	struct kernel_version version;
	char label[24]; /* its series */
	size_t kernel;
};

/* The kernels of the page, oldest first. */
struct axis {
	struct step steps[KERNELS_MAX];
	size_t n, left_out;
};

static int by_version(const void *one, const void *other)
{
	const struct step *a = one, *b = other;
	const unsigned x[] = {a->version.major, a->version.minor, a->version.patch};
	const unsigned y[] = {b->version.major, b->version.minor, b->version.patch};

	for (size_t i = 0; i < ARRAY_SIZE(x); i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	/* a release candidate comes before its release, which has 0 */
	if (a->version.rc != b->version.rc)
		return a->version.rc - 1 < b->version.rc - 1 ? -1 : 1;
	return (a->kernel > b->kernel) - (a->kernel < b->kernel);
}

static void make_axis(struct axis *a, const struct result *r)
{
	for (size_t k = 0; k < r->n_kernels; k++) {
		const char *version = r->kernels[k].version;
		struct step s = {.kernel = k};
		if (!version || version_parse(&s.version, version))
			continue;
		if (a->n == KERNELS_MAX) {
			a->left_out++;
			continue;
		}
		snprintf(s.label, sizeof(s.label), "%u.%u", s.version.major, s.version.minor);
		a->steps[a->n++] = s;
	}
	qsort(a->steps, a->n, sizeof(*a->steps), by_version);
}

static void make_point(struct plot_point *ret, const struct result_kernel *k,
	const struct grid_cell *c, const char *label)
{
	const struct program_result *r = c->program ? &c->program->result : NULL;
	const bool figures = r && !c->unproved && r->verdict == VERDICT_ACCEPTED && r->insns >= 0;
	char words[ANSWER_WORDS_SIZE];

	*ret = (struct plot_point){.insns = figures ? r->insns : UNKNOWN_FIGURE,
		.states = figures ? r->states : UNKNOWN_FIGURE,
		.sign = r || c->unknown ? page_mark_text(page_cell_met(c)) : NULL,
		.label = label};
	const int n = snprintf(ret->text, sizeof(ret->text), "%.60s %.20s: ", k->name, k->version);
	if (!figures)
		snprintf(ret->text + n, sizeof(ret->text) - (size_t)n, "%s",
			r ? answer_words(r, words) : "no record");
	else if (r->states >= 0)
		snprintf(ret->text + n, sizeof(ret->text) - (size_t)n,
			"%" PRId64 " insns, %" PRId64 " states", r->insns, r->states);
	else
		snprintf(ret->text + n, sizeof(ret->text) - (size_t)n, "%" PRId64 " insns",
			r->insns);
}

/* The points of a row; how many of them have figures, and whether these differ. */
static size_t make_points(struct plot_point *ret, const struct page *p, const struct axis *a,
	const struct grid_row *row, bool *ret_differ)
{
	const struct plot_point *first = NULL;
	size_t figures = 0;

	*ret_differ = false;
	for (size_t i = 0; i < a->n; i++) {
		const size_t k = a->steps[i].kernel;
		make_point(&ret[i], &p->result->kernels[k], &row->cells[k], a->steps[i].label);
		if (ret[i].insns < 0)
			continue;
		figures++;
		*ret_differ |=
			first && (first->insns != ret[i].insns || first->states != ret[i].states);
		first = first ? first : &ret[i];
	}
	return figures;
}

static void put_plot(struct page *p, const struct axis *a, const struct grid_object *o,
	const struct grid_row *row, const struct plot_point *points)
{
	char name[OBJECT_NAME_SIZE], label[GRID_LABEL_SIZE];

	markup_start(&p->to, "figure");
	page_put_states(p, row);
	markup_start(&p->to, "figcaption");
	page_put(p, "code", NULL, result_object_name(name, o->any));
	markup_text(&p->to, ":");
	page_put(p, "code", NULL, grid_label(row, label));
	markup_end_full(&p->to);
	plot_put(&p->to, points, a->n);
	markup_end_full(&p->to);
	markup_text(&p->to, "\n");
}

/* Those with figures of two kernels or more; with @only_differing, those whose figures differ. */
static size_t put_plots(struct page *p, const struct axis *a, bool only_differing, size_t most)
{
	struct plot_point points[KERNELS_MAX];
	size_t n = 0;
	bool differ;

	for (size_t i = 0; i < p->grid->n_objects; i++)
		for (size_t j = 0; j < p->grid->objects[i].n_rows; j++) {
			const struct grid_object *o = &p->grid->objects[i];
			if (make_points(points, p, a, &o->rows[j], &differ) < 2 ||
				(only_differing && !differ))
				continue;
			if (++n <= most)
				put_plot(p, a, o, &o->rows[j], points);
		}
	return n;
}

static void put_left_out(struct page *p, const struct axis *a, size_t all, size_t differing)
{
	const size_t drawn = all <= PLOTS_MAX ? all : differing < PLOTS_MAX ? differing : PLOTS_MAX;

	if (drawn < all) {
		markup_start(&p->to, "p");
		markup_print(&p->to,
			"%zu of %zu programs are drawn, of those whose figures differ; the table has "
			"the figures of all.",
			drawn, all);
		markup_end_full(&p->to);
	}
	if (a->left_out) {
		markup_start(&p->to, "p");
		markup_print(&p->to, "%zu kernels more are only in the table.", a->left_out);
		markup_end_full(&p->to);
	}
}

void page_put_plots(struct page *p)
{
	struct axis axis = {0};
	size_t all, differing = 0;

	make_axis(&axis, p->result);
	all = put_plots(p, &axis, false, 0);
	if (!all)
		return;
	if (all > PLOTS_MAX)
		differing = put_plots(p, &axis, true, 0);
	page_put(p, "h2", NULL, "Instructions and states by kernel release");
	put_left_out(p, &axis, all, differing);
	markup_start(&p->to, "div");
	markup_attribute(&p->to, "class", "plots");
	put_plots(p, &axis, all > PLOTS_MAX, PLOTS_MAX);
	markup_end_full(&p->to);
}
