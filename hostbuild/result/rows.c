// SPDX-License-Identifier: GPL-2.0-only
#include "result/selection.h"

#include <errno.h>
#include <stdlib.h>

/* One row while it is sorted. */
struct ranked {
	struct subject subject;
	const struct selection *selection;
	size_t place;
};

static int by_keys(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int order = 0;

	for (size_t i = 0; i < x->selection->n_keys && !order; i++)
		order = attribute_order(&x->selection->keys[i].of, &x->subject, &y->subject,
			x->selection->keys[i].ascending);
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

static int sort(struct rows *rows, const struct selection *s)
{
	struct ranked *ranked = calloc(rows->n + 1, sizeof(*ranked));

	if (!ranked)
		return -ENOMEM;
	for (size_t i = 0; i < rows->n; i++)
		ranked[i] = (struct ranked){rows->items[i], s, i};
	qsort(ranked, rows->n, sizeof(*ranked), by_keys);
	for (size_t i = 0; i < rows->n; i++)
		rows->items[i] = ranked[i].subject;
	free(ranked);
	return 0;
}

static void take_object(struct rows *rows, const struct result_kernel *k,
	const struct result_object *o, const struct selection *s)
{
	for (size_t i = 0; i < o->n_programs; i++) {
		const struct subject subject = {k, o, &o->programs[i]};
		rows->n_all++;
		if (!s || selection_takes(s, &subject))
			rows->items[rows->n++] = subject;
	}
}

int rows_make(struct rows *ret, const struct result_kernel *kernels, size_t n_kernels,
	const struct selection *s)
{
	struct rows rows = {0};
	size_t n = 0;

	for (size_t k = 0; k < n_kernels; k++)
		for (size_t o = 0; o < kernels[k].n_objects; o++)
			n += kernels[k].objects[o].n_programs;
	rows.items = calloc(n + 1, sizeof(*rows.items));
	if (!rows.items)
		return -ENOMEM;
	for (size_t k = 0; k < n_kernels; k++)
		for (size_t o = 0; o < kernels[k].n_objects; o++)
			take_object(&rows, &kernels[k], &kernels[k].objects[o], s);
	rows.n_matching = rows.n;
	if (s && s->n_keys && sort(&rows, s)) {
		rows_clear(&rows);
		return -ENOMEM;
	}
	if (s && s->top && (uint64_t)s->top < rows.n)
		rows.n = (size_t)s->top;
	*ret = rows;
	return 0;
}

void rows_clear(struct rows *r)
{
	free(r->items);
	*r = (struct rows){0};
}
