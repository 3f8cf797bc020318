// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows of the grid are what is selected: a program with its answers on all kernels.  Rows that
 * follow each other and are of one object become one object of the view.
 */
#include "report/view.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "report/differs.h"
#include "report/grid.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* A row of the grid that may be shown. */
struct candidate {
	const struct selection *selection;
	const struct grid *grid;
	size_t object, row;
	size_t place;	 /* in the result */
	size_t best[16]; /* for each sort key: the kernel whose answer counts */
};

struct draft {
	const struct selection *selection;
	struct grid grid;
	struct candidate *candidates;
	size_t n, n_rows, n_matching;
	size_t *starts; /* of the objects of the view, as indices of candidates; n_groups + 1 */
	size_t n_groups;
	size_t *first; /* of each object of the grid: its first group + 1; 0: it has none */
};

static void draft_clear(struct draft *d)
{
	grid_clear(&d->grid);
	free(d->candidates);
	free(d->starts);
	free(d->first);
}

static struct subject subject_of(const struct grid *g, size_t object, size_t row, size_t k)
{
	return (struct subject){.kernel = &g->result->kernels[k],
		.object = g->objects[object].of[k],
		.program = g->objects[object].rows[row].cells[k].program};
}

/* Whether the filters let it through on kernel @k. */
static bool is_taken(const struct draft *d, size_t object, size_t row, size_t k)
{
	const struct subject s = subject_of(&d->grid, object, row, k);

	return s.program && selection_takes(d->selection, &s);
}

/* Whether it is to be shown; for each sort key the best answer. */
static bool rate(const struct draft *d, struct candidate *c)
{
	const struct selection *s = d->selection;
	const struct grid *g = &d->grid;
	bool any = false;

	if (s->differences && !differs_program(g, &g->objects[c->object].rows[c->row]))
		return false;
	for (size_t k = 0; k < g->result->n_kernels; k++) {
		if (!is_taken(d, c->object, c->row, k))
			continue;
		const struct subject now = subject_of(g, c->object, c->row, k);
		for (size_t i = 0; i < s->n_keys; i++) {
			const struct subject best = subject_of(g, c->object, c->row, c->best[i]);
			if (!any || attribute_order(
					    &s->keys[i].of, &now, &best, s->keys[i].ascending) < 0)
				c->best[i] = k;
		}
		any = true;
	}
	return any || !s->n_filters;
}

/* Known answers first, then by the keys, then as they are in the result. */
static int by_keys(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int order = 0;

	for (size_t i = 0; i < x->selection->n_keys && !order; i++) {
		const struct sort_key *key = &x->selection->keys[i];
		const struct subject s = subject_of(x->grid, x->object, x->row, x->best[i]);
		const struct subject t = subject_of(y->grid, y->object, y->row, y->best[i]);
		order = s.program && t.program ? attribute_order(&key->of, &s, &t, key->ascending)
					       : !s.program - !t.program;
	}
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

static int choose(struct draft *d)
{
	for (size_t i = 0; i < d->grid.n_objects; i++)
		d->n_rows += d->grid.objects[i].n_rows;
	d->candidates = calloc(d->n_rows + 1, sizeof(*d->candidates));
	if (!d->candidates)
		return -ENOMEM;
	for (size_t i = 0; i < d->grid.n_objects; i++)
		for (size_t j = 0; j < d->grid.objects[i].n_rows; j++) {
			struct candidate *c = &d->candidates[d->n];
			*c = (struct candidate){.selection = d->selection,
				.grid = &d->grid,
				.object = i,
				.row = j,
				.place = d->n};
			d->n += rate(d, c);
		}
	d->n_matching = d->n;
	if (d->selection->n_keys)
		qsort(d->candidates, d->n, sizeof(*d->candidates), by_keys);
	if (d->selection->top && (uint64_t)d->selection->top < d->n)
		d->n = (size_t)d->selection->top;
	return 0;
}

/* Rows that follow each other and are of one object. */
static int group(struct draft *d)
{
	d->starts = calloc(d->n + 2, sizeof(*d->starts));
	d->first = calloc(d->grid.n_objects + 1, sizeof(*d->first));
	if (!d->starts || !d->first)
		return -ENOMEM;
	for (size_t i = 0; i < d->n; i++) {
		const size_t object = d->candidates[i].object;
		if (i && object == d->candidates[i - 1].object)
			continue;
		d->starts[d->n_groups++] = i;
		if (!d->first[object])
			d->first[object] = d->n_groups;
	}
	d->starts[d->n_groups] = d->n;
	return 0;
}

/* Kernel @k's part of a group.  Answers that are missing in these rows stay so. */
static int fill_object(struct result_object *o, const struct draft *d, size_t at, size_t k)
{
	const size_t from = d->starts[at], to = d->starts[at + 1];
	const struct grid_object *of = &d->grid.objects[d->candidates[from].object];
	const struct result_object *whole = of->of[k];

	*o = whole ? *whole : (struct result_object){.path = of->any->path, .memory_bytes = -1};
	if (!whole) {
		memcpy(o->shape, of->any->shape, sizeof(o->shape));
		memcpy(o->sha256, of->any->sha256, sizeof(o->sha256));
	}
	if (d->first[d->candidates[from].object] != at + 1)
		o->whole = NULL; /* shown with the first */
	o->ended = true;
	o->announced = 0;
	o->n_programs = 0;
	o->programs = calloc(to - from, sizeof(*o->programs));
	if (!o->programs)
		return -ENOMEM;
	for (size_t i = from; i < to; i++) {
		const struct grid_cell *cell = &of->rows[d->candidates[i].row].cells[k];
		if (cell->program)
			o->programs[o->n_programs++] = *cell->program;
		o->announced += cell->program ? 1 : cell->unknown;
	}
	return 0;
}

/* The splats of what is shown, and those of no object. */
static int fill_splats(struct result_kernel *ret, const struct draft *d, size_t k)
{
	const struct result_kernel *of = ret->of;
	cleanup_free size_t *groups = calloc(of->n_objects + 1, sizeof(*groups));

	ret->splats = calloc(of->n_splats + 1, sizeof(*ret->splats));
	ret->n_splats = 0;
	if (!groups || !ret->splats)
		return -ENOMEM;
	for (size_t i = 0; i < d->grid.n_objects; i++)
		if (d->grid.objects[i].of[k])
			groups[d->grid.objects[i].of[k] - of->objects] = d->first[i];
	for (size_t i = 0; i < of->n_splats; i++) {
		struct result_splat s = of->splats[i];
		if (s.object >= 0 && s.object < (int64_t)of->n_objects) {
			s.program = -1;
			s.object = (int64_t)groups[s.object] - 1;
			if (s.object < 0)
				continue;
		}
		ret->splats[ret->n_splats++] = s;
	}
	return 0;
}

static int fill_kernel(struct result_kernel *ret, const struct draft *d, size_t k)
{
	const struct result_kernel *of = &d->grid.result->kernels[k];
	int r = 0;

	*ret = *of;
	ret->of = of;
	ret->splats = NULL;
	ret->n_objects = 0;
	ret->objects = calloc(d->n_groups + 1, sizeof(*ret->objects));
	if (!ret->objects)
		return -ENOMEM;
	for (size_t i = 0; i < d->n_groups && !r; i++)
		r = fill_object(&ret->objects[ret->n_objects++], d, i, k);
	return r ? r : fill_splats(ret, d, k);
}

static char *note_of(const struct draft *d)
{
	const struct selection *s = d->selection;
	const size_t alike = d->n_rows - d->n_matching;
	char top[64] = "";

	if (d->n < d->n_matching)
		snprintf(top, sizeof(top), ", the first of %zu%s", d->n_matching,
			s->n_filters ? " that match" : "");
	if (!d->n_matching && s->n_filters)
		return format_string(
			"no program of %zu matches the filters%s; sums and exit status are of all",
			d->n_rows, s->differences ? " and differs between kernels" : "");
	if (s->differences && !s->n_filters)
		return format_string("%zu of %zu programs %s shown%s; %zu %s alike on all kernels; "
				     "sums and exit status are of all",
			d->n, d->n_rows, d->n == 1 ? "is" : "are", top, alike,
			alike == 1 ? "is" : "are");
	return format_string("%zu of %zu programs %s shown%s; sums and exit status are of all",
		d->n, d->n_rows, d->n == 1 ? "is" : "are", top);
}

int view_make(struct view *ret, const struct result *r, const struct selection *s)
{
	cleanup_with(draft_clear) struct draft d = {.selection = s};
	int err = grid_make(&d.grid, r);

	*ret = (struct view){.shown = *r, .about = {.of = r, .selection = s}};
	ret->shown.kernels = calloc(r->n_kernels + 1, sizeof(*ret->shown.kernels));
	ret->shown.n_kernels = 0;
	if (!err && !ret->shown.kernels)
		err = -ENOMEM;
	if (!err)
		err = choose(&d);
	if (!err)
		err = group(&d);
	for (size_t k = 0; k < r->n_kernels && !err; k++)
		err = fill_kernel(&ret->shown.kernels[ret->shown.n_kernels++], &d, k);
	if (!err && !(ret->about.note = note_of(&d)))
		err = -ENOMEM;
	ret->shown.view = &ret->about;
	if (err)
		view_clear(ret);
	return err;
}

void view_clear(struct view *v)
{
	for (size_t k = 0; k < v->shown.n_kernels; k++) {
		struct result_kernel *kernel = &v->shown.kernels[k];
		for (size_t i = 0; i < kernel->n_objects; i++)
			free(kernel->objects[i].programs);
		free(kernel->objects);
		free(kernel->splats);
	}
	free(v->shown.kernels);
	free(v->about.note);
	*v = (struct view){0};
}

int view_differences(FILE *out, const struct result *r, const struct table_options *options)
{
	cleanup_with(view_clear) struct view view = {0};
	const struct selection differing = {.differences = true};
	const int err = r->n_kernels > 1 ? view_make(&view, r, &differing) : 0;

	if (err)
		return diag_errno(err, "show the result");
	return report_table(out, view.shown.view ? &view.shown : r, options);
}
