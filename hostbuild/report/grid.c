// SPDX-License-Identifier: GPL-2.0-only
#include "report/grid.h"
#include "cleanup.h"

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

/* The row of object @o that kernel @k has not filled yet; @hint is its likely index. */
static struct grid_object *object_for(
	struct grid *g, const struct result_object *o, size_t k, size_t hint)
{
	struct grid_object *object;

	for (size_t i = 0; i < g->n_objects; i++) {
		object = &g->objects[(hint + i) % g->n_objects];
		if (!object->of[k] && strcmp(object->any->path, o->path) == 0 &&
			strcmp(object->any->shape, o->shape) == 0 &&
			strcmp(object->any->sha256, o->sha256) == 0)
			return object;
	}
	object = more(&g->objects, g->n_objects, sizeof(*object));
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

/* An object may have a name twice: the second gets the next row of that name. */
static struct grid_row *row_for(struct grid_object *o, const struct program_result *p, size_t k,
	size_t hint, size_t n_kernels)
{
	struct grid_row *row;

	for (size_t i = 0; i < o->n_rows; i++) {
		row = &o->rows[(hint + i) % o->n_rows];
		if (!row->cells[k].program && strcmp(row->name, p->name) == 0 &&
			strcmp(row->variant, p->variant) == 0)
			return row;
	}
	row = add_row(o, n_kernels);
	if (row) {
		row->name = p->name;
		row->variant = p->variant;
	}
	return row;
}

static int fill(struct grid *g)
{
	const struct result *r = g->result;

	for (size_t k = 0; k < r->n_kernels; k++) {
		for (size_t i = 0; i < r->kernels[k].n_objects; i++) {
			const struct result_object *from = &r->kernels[k].objects[i];
			struct grid_object *object = object_for(g, from, k, i);
			if (!object)
				return -ENOMEM;
			object->of[k] = from;
			for (size_t j = 0; j < from->n_programs; j++) {
				struct grid_row *row = row_for(
					object, &from->programs[j].result, k, j, r->n_kernels);
				if (!row)
					return -ENOMEM;
				row->cells[k].program = &from->programs[j];
				row->cells[k].unproved =
					r->kernels[k].outcome != OUTCOME_COMPLETE &&
					from->programs[j].result.met == MET_MET;
			}
		}
	}
	return 0;
}

/*
 * Mark the rows of @o for which kernel @k sent no record as unknown.  Returns how many more records
 * are missing, for a row without a name.
 */
static int64_t spread(struct grid_object *o, size_t k, const struct result_kernel *kernel)
{
	const bool complete = kernel->outcome == OUTCOME_COMPLETE;
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
