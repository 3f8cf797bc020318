// SPDX-License-Identifier: GPL-2.0-only
#include "project-shapes.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define INDICES_MAX ((size_t)16 << 20) /* of items, in all objects together */

/* A shape of an object, in one of its items. */
struct named {
	const char *name;
	uint32_t item; /* index in the collection */
	size_t order;
};

static int by_name(const void *a, const void *b)
{
	const struct named *l = a, *r = b;
	const int order = strcmp(l->name, r->name);

	return order ? order : (l->order > r->order) - (l->order < r->order);
}

/* The indices of the first shape of each item, behind all items; @ret_count: of both together. */
static size_t *place_shapes(const struct project *p, size_t *ret_count)
{
	size_t *first = calloc(p->n_objects + 1, sizeof(*first));
	size_t count = p->n_objects;

	for (size_t i = 0; first && i < p->n_objects; i++) {
		first[i] = count;
		count += p->objects[i].n_shapes;
	}
	*ret_count = count;
	return first;
}

static int move_items(
	struct project *p, struct collection *docket, const size_t first[], size_t count)
{
	docket->items = calloc(count + 1, sizeof(*docket->items));
	if (!docket->items)
		return -ENOMEM;
	docket->n_items = count;
	for (size_t i = 0; i < p->n_objects; i++) {
		struct project_object *o = &p->objects[i];
		docket->items[i] = o->item;
		o->item = (struct loader_item){0};
		for (size_t j = 0; j < o->n_shapes; j++) {
			docket->items[first[i] + j] = o->shapes[j].item;
			docket->items[first[i] + j].optional = docket->items[i].optional;
			o->shapes[j].item = (struct loader_item){0};
		}
	}
	return 0;
}

/* The shapes of @o, sorted; NULL without memory. */
static struct named *list_shapes(
	const struct project *p, const struct collected *o, const size_t first[], size_t *ret_count)
{
	size_t count = 0;

	for (size_t i = 0; i < o->n_items; i++)
		count += p->objects[o->items[i]].n_shapes;
	struct named *list = calloc(count + 1, sizeof(*list));
	*ret_count = 0;
	for (size_t i = 0; list && i < o->n_items; i++) {
		const struct project_object *from = &p->objects[o->items[i]];
		for (size_t j = 0; j < from->n_shapes; j++, ++*ret_count)
			list[*ret_count] = (struct named){from->shapes[j].name,
				(uint32_t)(first[o->items[i]] + j), *ret_count};
	}
	if (list)
		qsort(list, count, sizeof(*list), by_name);
	return list;
}

/* How many shapes begin at @list, all of one name. */
static size_t same_name(const struct named *list, size_t count)
{
	size_t n = 1;

	while (n < count && strcmp(list[n].name, list->name) == 0)
		n++;
	return n;
}

/* @from in the shape that the @count items of @list make; the file is that of @from. */
static int make_shape(
	struct collected *to, const struct collected *from, const struct named *list, size_t count)
{
	*to = (struct collected){.bytes = from->bytes,
		.wants_config = from->wants_config,
		.against = from->against,
		.path = strdup(from->path),
		.source = strdup(from->source),
		.items = calloc(from->n_items + count, sizeof(*to->items))};
	memcpy(to->sha256, from->sha256, sizeof(to->sha256));
	strcpy(to->shape, list->name);
	if (!to->path || !to->source || !to->items)
		return -ENOMEM;
	memcpy(to->items, from->items, from->n_items * sizeof(*to->items));
	for (size_t i = 0; i < count; i++)
		to->items[from->n_items + i] = list[i].item;
	to->n_items = from->n_items + count;
	return 0;
}

/* Append the shapes of @o to @docket, or @o itself where it has none. */
static int append(
	struct collection *docket, struct collected *o, const struct named *list, size_t count)
{
	const size_t at = docket->count;
	int r = 0;

	if (!count) {
		docket->objects[docket->count++] = *o;
		*o = (struct collected){0};
		return 0;
	}
	for (size_t i = 0, n; i < count && !r; i += n) {
		n = same_name(list + i, count - i);
		struct collected *to = &docket->objects[docket->count++];
		r = make_shape(to, o, list + i, n);
		to->same_file = docket->count - 1 > at || o->same_file;
	}
	docket->objects[at].content = steal(&o->content);
	return r;
}

/* Whether all of it can be held; reported where it cannot. */
static int check_sums(size_t objects, size_t indices)
{
	if (objects >= DOCKET_OBJECTS_MAX)
		diag_error("%zu objects, each shape counted; one docket holds at most %d", objects,
			DOCKET_OBJECTS_MAX - 1);
	else if (indices > INDICES_MAX)
		diag_error("%zu items are about objects, each counted for each; at most %zu may be",
			indices, INDICES_MAX);
	else
		return 0;
	return FAIL_MISUSE;
}

static int replace_objects(struct project *p, struct collection *docket, const size_t first[])
{
	struct collection old = {.objects = docket->objects, .count = docket->count};
	size_t objects = 0, indices = 0;
	int r;

	for (size_t i = 0; i < old.count; i++) {
		size_t shapes = 0;
		for (size_t j = 0; j < old.objects[i].n_items; j++)
			shapes += p->objects[old.objects[i].items[j]].n_shapes;
		objects += shapes ? shapes : 1;
		indices += (shapes ? shapes : 1) * (old.objects[i].n_items + 1);
	}
	r = check_sums(objects, indices);
	if (r)
		return r;
	docket->objects = calloc(objects + 1, sizeof(*docket->objects));
	docket->count = 0;
	r = docket->objects ? 0 : -ENOMEM;
	for (size_t i = 0; i < old.count && !r; i++) {
		size_t count;
		cleanup_free struct named *list = list_shapes(p, &old.objects[i], first, &count);
		r = list ? append(docket, &old.objects[i], list, count) : -ENOMEM;
	}
	collection_clear(&old);
	return r;
}

int project_shapes_expand(struct project *p, struct collection *docket)
{
	size_t count;
	cleanup_free size_t *first = place_shapes(p, &count);
	int r = first ? replace_objects(p, docket, first) : -ENOMEM;

	if (!r)
		r = move_items(p, docket, first, count);
	return r == -ENOMEM ? diag_errno(r, "configure objects") : r;
}
