// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/changed.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

void changed_clear(struct changed *c)
{
	comparison_clear(&c->compared);
	free(c->rows);
	free(c->kernel.objects);
	*c = (struct changed){0};
}

static bool has(const struct result_kernel *k, const struct result_object *o)
{
	for (size_t i = 0; i < k->n_objects; i++)
		if (strcmp(k->objects[i].path, o->path) == 0 &&
			strcmp(k->objects[i].shape, o->shape) == 0)
			return true;
	return false;
}

/* Builds of one object have other paths: the first goes with the first.  -ENOMEM. */
static int adopt_paths(
	struct changed *c, const struct result *good, const struct result_kernel *bad)
{
	c->base = *good;
	c->kernel = good->kernels[0];
	c->base.kernels = &c->kernel;
	c->kernel.objects = calloc(c->kernel.n_objects + 1, sizeof(*c->kernel.objects));
	if (!c->kernel.objects)
		return -ENOMEM;
	for (size_t i = 0; i < c->kernel.n_objects; i++) {
		const struct result_object *o = &good->kernels[0].objects[i];
		c->kernel.objects[i] = *o;
		if (c->kernel.n_objects == bad->n_objects && !has(bad, o))
			c->kernel.objects[i].path = bad->objects[i].path;
	}
	return 0;
}

static bool is_asked(const struct predicate *p, const struct compared *row)
{
	const struct result_program *program = row->latest ? row->latest : row->base;
	bool asked = !p->n_programs;

	for (size_t i = 0; i < p->n_programs && !row->whole && !asked; i++)
		asked = fnmatch(p->programs[i], program->result.name, 0) == 0;
	return asked;
}

/* 0: another verdict, 1: another answer, 2: another figure, 3: no change. */
static int rank_of(const struct compared *row)
{
	if (!row->base || !row->latest)
		return 0;
	const struct program_result *a = &row->base->result, *b = &row->latest->result;
	if (a->verdict != b->verdict)
		return 0;
	if (a->err != b->err || strcmp(a->reason, b->reason) != 0 || a->ran != b->ran ||
		a->retval != b->retval)
		return 1;
	if (strcmp(a->detail, b->detail) != 0)
		return 1;
	return row->change == CHANGE_NONE || row->whole ? 3 : 2;
}

static void collect(struct changed *c, const struct predicate *p)
{
	const struct compared_kernel *k = &c->compared.kernels[0];

	for (int rank = 0; rank < 3; rank++) {
		/* what a program shows is not said of its object again, before it */
		for (int whole = 0; whole < 2; whole++)
			for (size_t i = 0; i < k->n_rows; i++)
				if (k->rows[i].whole == (whole == 1) &&
					rank_of(&k->rows[i]) == rank && is_asked(p, &k->rows[i]))
					c->rows[c->n++] = &k->rows[i];
		if (rank == 0)
			c->n_verdicts = c->n;
		else if (rank == 1)
			c->n_answers = c->n - c->n_verdicts;
	}
}

static bool is_judged(const struct observation *o)
{
	return o->result && o->result->n_kernels == 1;
}

int changed_make(struct changed *ret, const struct observation *good, const struct observation *bad,
	const struct predicate *p)
{
	*ret = (struct changed){0};
	if (!is_judged(good) || !is_judged(bad))
		return 0;
	int r = adopt_paths(ret, good->result, &bad->result->kernels[0]);
	if (!r)
		r = compare_results(&ret->compared, &ret->base, bad->result,
			&(const struct compare_options){0});
	if (!r) {
		ret->rows = calloc(ret->compared.kernels[0].n_rows + 1, sizeof(*ret->rows));
		r = ret->rows ? 0 : -ENOMEM;
	}
	if (r)
		changed_clear(ret);
	else
		collect(ret, p);
	return r;
}

const struct compared *changed_logged(const struct changed *c)
{
	for (size_t i = 0; i < c->n; i++)
		if ((c->rows[i]->base && c->rows[i]->base->log) ||
			(c->rows[i]->latest && c->rows[i]->latest->log))
			return c->rows[i];
	return NULL;
}

const char *changed_name(char ret[CHANGED_NAME_SIZE], const struct compared *row)
{
	const struct program_result *p = &(row->latest ? row->latest : row->base)->result;
	char object[OBJECT_NAME_SIZE];

	result_object_name(object, row->object);
	if (row->whole)
		snprintf(ret, CHANGED_NAME_SIZE, "%s as a whole", object);
	else
		snprintf(ret, CHANGED_NAME_SIZE, "%s: %s%s%s%s", object, p->name,
			*p->variant ? " (" : "", p->variant, *p->variant ? ")" : "");
	return ret;
}
