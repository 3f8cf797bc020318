// SPDX-License-Identifier: GPL-2.0-only
#include "report/grid.h"
#include "cleanup.h"
#include "result/match.h"

#include <errno.h>
#include <string.h>

/* Append a zeroed item of @size bytes to the @n of *@items; the room doubles. */
static void *more(void *items, size_t n, size_t size)
{
	void **at = items;

	if ((n & (n - 1)) == 0) {
		void *grown = reallocarray(*at, n ? 2 * n : 1, size);
		if (!grown)
			return NULL;
		*at = grown;
	}
	return memset((char *)*at + n * size, 0, size);
}

void grid_clear(struct grid *g)
{
	for (size_t i = 0; i < g->n_objects; i++) {
		for (size_t j = 0; j < g->objects[i].n_rows; j++)
			free(g->objects[i].rows[j].cells);
		free(g->objects[i].rows);
		free(g->objects[i].of);
	}
	free(g->objects);
	*g = (struct grid){0};
}

static struct grid_object *add_object(struct grid *g, const struct result_object *o)
{
	struct grid_object *object = more(&g->objects, g->n_objects, sizeof(*object));

	if (!object)
		return NULL;
	object->of = calloc(g->result->n_kernels, sizeof(*object->of));
	if (!object->of)
		return NULL;
	object->any = o;
	g->n_objects++;
	return object;
}

static struct grid_row *add_row(struct grid_object *o, size_t n_kernels)
{
	struct grid_row *row = more(&o->rows, o->n_rows, sizeof(*row));

	if (!row)
		return NULL;
	row->cells = calloc(n_kernels, sizeof(*row->cells));
	if (!row->cells)
		return NULL;
	o->n_rows++;
	return row;
}

/*
 * What earlier kernels have, by name.  Made at the first program that is not at its usual place,
 * and used from there on.
 */
struct places {
	struct match match;
	size_t n; /* how many there were before this kernel */
};

static bool is_row_of(const struct grid_row *row, const struct program_result *p, size_t k)
{
	return !row->cells[k].program && strcmp(row->name, p->name) == 0 &&
	       strcmp(row->variant, p->variant) == 0;
}

static int index_rows(struct places *ret, const struct grid_object *o)
{
	const int r = ret->match.keys ? 1 : match_init(&ret->match, ret->n);

	for (size_t i = 0; !r && i < ret->n; i++)
		match_put(&ret->match, o->rows[i].name, o->rows[i].variant, "", i);
	if (!r)
		match_sort(&ret->match);
	return r < 0 ? r : 0;
}

/*
 * The row of program @at of kernel @k, most often number @at.  An object may have a name twice: the
 * second gets the next row of that name.
 */
static struct grid_row *row_for(struct grid_object *o, const struct program_result *p, size_t k,
	size_t at, struct places *before, size_t n_kernels)
{
	struct grid_row *row;

	if (!before->match.keys && at < before->n && is_row_of(&o->rows[at], p, k))
		return &o->rows[at];
	if (index_rows(before, o))
		return NULL;
	for (size_t i; (i = match_take(&before->match, p->name, p->variant, "")) != MATCH_NONE;)
		if (!o->rows[i].cells[k].program)
			return &o->rows[i];
	row = add_row(o, n_kernels);
	if (row) {
		row->name = p->name;
		row->variant = p->variant;
	}
	return row;
}

static int fill_rows(struct grid_object *object, const struct result_kernel *kernel,
	const struct result_object *from, size_t k, size_t n_kernels)
{
	struct places before = {.n = object->n_rows};
	int r = 0;

	for (size_t i = 0; i < from->n_programs && !r; i++) {
		struct grid_row *row =
			row_for(object, &from->programs[i].result, k, i, &before, n_kernels);
		if (!row) {
			r = -ENOMEM;
			break;
		}
		row->cells[k].program = &from->programs[i];
		row->cells[k].unproved = !result_kernel_is_complete(kernel) &&
					 from->programs[i].result.met == MET_MET;
	}
	match_clear(&before.match);
	return r;
}

static bool is_object_of(const struct grid_object *object, const struct result_object *o, size_t k)
{
	return !object->of[k] && strcmp(object->any->path, o->path) == 0 &&
	       strcmp(object->any->shape, o->shape) == 0 &&
	       strcmp(object->any->sha256, o->sha256) == 0;
}

static int index_objects(struct places *ret, const struct grid *g)
{
	const int r = ret->match.keys ? 1 : match_init(&ret->match, ret->n);

	for (size_t i = 0; !r && i < ret->n; i++) {
		const struct result_object *o = g->objects[i].any;
		match_put(&ret->match, o->path, o->shape, o->sha256, i);
	}
	if (!r)
		match_sort(&ret->match);
	return r < 0 ? r : 0;
}

/* The same for object @at of kernel @k. */
static struct grid_object *object_for(
	struct grid *g, const struct result_object *o, size_t k, size_t at, struct places *before)
{
	if (!before->match.keys && at < before->n && is_object_of(&g->objects[at], o, k))
		return &g->objects[at];
	if (index_objects(before, g))
		return NULL;
	for (size_t i;
		(i = match_take(&before->match, o->path, o->shape, o->sha256)) != MATCH_NONE;)
		if (!g->objects[i].of[k])
			return &g->objects[i];
	return add_object(g, o);
}

static int fill_kernel(struct grid *g, size_t k)
{
	const struct result_kernel *kernel = &g->result->kernels[k];
	struct places before = {.n = g->n_objects};
	int r = 0;

	for (size_t i = 0; i < kernel->n_objects && !r; i++) {
		const struct result_object *from = &kernel->objects[i];
		struct grid_object *object = object_for(g, from, k, i, &before);
		if (object)
			object->of[k] = from;
		r = object ? fill_rows(object, kernel, from, k, g->result->n_kernels) : -ENOMEM;
	}
	match_clear(&before.match);
	return r;
}

static int fill(struct grid *g)
{
	int r = 0;

	for (size_t k = 0; k < g->result->n_kernels && !r; k++)
		r = fill_kernel(g, k);
	return r;
}

/*
 * Mark the rows of @o for which kernel @k sent no record as unknown.  Returns how many more records
 * are missing, for a row without a name.
 */
static int64_t spread(struct grid_object *o, size_t k, const struct result_kernel *kernel)
{
	const bool complete = result_kernel_is_complete(kernel);
	int64_t left = o->of[k] ? result_object_missing(o->of[k], complete) : 0;
	bool owes = o->of[k] ? left > 0 : !complete;

	for (size_t i = 0; i < o->n_rows; i++) {
		struct grid_cell *cell = &o->rows[i].cells[k];
		if (!owes || cell->program)
			continue;
		cell->unknown = 1;
		left -= left > 0;
	}
	return left;
}

static int add_unknown(struct grid *g)
{
	const struct result *r = g->result;

	for (size_t i = 0; i < g->n_objects; i++) {
		struct grid_object *o = &g->objects[i];
		cleanup_free int64_t *left = calloc(r->n_kernels, sizeof(*left));
		bool any = false;
		if (!left)
			return -ENOMEM;
		for (size_t k = 0; k < r->n_kernels; k++) {
			left[k] = spread(o, k, &r->kernels[k]);
			any |= left[k] > 0;
		}
		if (!any)
			continue;
		struct grid_row *row = add_row(o, r->n_kernels);
		if (!row)
			return -ENOMEM;
		for (size_t k = 0; k < r->n_kernels; k++)
			row->cells[k].unknown = left[k];
	}
	return 0;
}

const char *grid_label(const struct grid_row *row, char ret[GRID_LABEL_SIZE])
{
	snprintf(ret, GRID_LABEL_SIZE, row->name && *row->variant ? "%s (%s)" : "%s",
		row->name ? row->name : "(never named)", row->variant);
	return ret;
}

int grid_make(struct grid *ret, const struct result *r)
{
	struct grid g = {.result = r};
	int err = fill(&g);

	if (!err)
		err = add_unknown(&g);
	if (err)
		grid_clear(&g);
	else
		*ret = g;
	return err;
}
