// SPDX-License-Identifier: GPL-2.0-only
#include "result/compare.h"
#include "cleanup.h"
#include "result/statistic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *change_word(enum change c)
{
	static const char *const words[] = {
		[CHANGE_NONE] = "none",
		[CHANGE_FIGURES] = "figures",
		[CHANGE_OTHER] = "other",
		[CHANGE_BETTER] = "better",
		[CHANGE_NEW] = "new",
		[CHANGE_WORSE] = "worse",
		[CHANGE_GONE] = "gone",
	};

	return words[c];
}

const struct result_kernel *compare_find_kernel(const struct result *r, const char *spec)
{
	for (size_t i = 0; i < r->n_kernels; i++)
		if (strcmp(r->kernels[i].spec, spec) == 0)
			return &r->kernels[i];
	return NULL;
}

/* A key of an object or a program; those of BASE are sorted, so that each is found at once. */
struct key {
	const char *name, *variant;
	size_t index;
	bool taken;
};

static int by_name(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	const int order = strcmp(x->name, y->name);

	return order ? order : strcmp(x->variant, y->variant);
}

static int by_name_and_index(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	const int order = by_name(a, b);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* The first of @keys with that name and variant that is not taken yet; NULL: none. */
static struct key *take_key(struct key *keys, size_t n, const char *name, const char *variant)
{
	const struct key wanted = {.name = name, .variant = variant};
	struct key *at = n ? bsearch(&wanted, keys, n, sizeof(*keys), by_name) : NULL;

	if (!at)
		return NULL;
	while (at > keys && by_name(at - 1, &wanted) == 0)
		at--;
	for (; at < keys + n && by_name(at, &wanted) == 0; at++)
		if (!at->taken) {
			at->taken = true;
			return at;
		}
	return NULL;
}

static struct key *object_keys(const struct result_kernel *k)
{
	struct key *keys = calloc(k->n_objects + 1, sizeof(*keys));

	for (size_t i = 0; keys && i < k->n_objects; i++)
		keys[i] = (struct key){k->objects[i].path, k->objects[i].shape, i, false};
	if (keys)
		qsort(keys, k->n_objects, sizeof(*keys), by_name_and_index);
	return keys;
}

static struct key *program_keys(const struct result_object *o)
{
	struct key *keys = calloc(o->n_programs + 1, sizeof(*keys));

	for (size_t i = 0; keys && i < o->n_programs; i++)
		keys[i] = (struct key){
			o->programs[i].result.name, o->programs[i].result.variant, i, false};
	if (keys)
		qsort(keys, o->n_programs, sizeof(*keys), by_name_and_index);
	return keys;
}

static bool is_complete(const struct result_kernel *k)
{
	return k && k->outcome == OUTCOME_COMPLETE;
}

static enum met proved(const struct result_program *p, bool complete)
{
	if (!p)
		return MET_NONE;
	if (p->result.met == MET_NONE || (p->result.met == MET_MET && !complete))
		return MET_UNKNOWN;
	return p->result.met;
}

static bool same_figures(const struct program_result *a, const struct program_result *b)
{
	for (size_t i = 0; i < n_statistics; i++)
		if (statistics[i].repeats && statistics[i].of(a) != statistics[i].of(b))
			return false;
	return true;
}

static enum change change_of(const struct compared *c)
{
	if (!c->base)
		return CHANGE_NEW;
	if (!c->latest)
		return CHANGE_GONE;
	const struct program_result *a = &c->base->result, *b = &c->latest->result;
	if (c->base_met == MET_MET && c->latest_met != MET_MET && c->latest_met != MET_SKIPPED)
		return CHANGE_WORSE;
	if (c->base_met != MET_MET && c->base_met != MET_SKIPPED && c->latest_met == MET_MET)
		return CHANGE_BETTER;
	if (c->base_met != c->latest_met || a->verdict != b->verdict || a->err != b->err ||
		strcmp(a->reason, b->reason) != 0)
		return CHANGE_OTHER;
	return same_figures(a, b) ? CHANGE_NONE : CHANGE_FIGURES;
}

/* Append a row; 0 or -ENOMEM. */
static int add_row(struct compared_kernel *k, struct compared row)
{
	if ((k->n_rows & (k->n_rows - 1)) == 0) {
		const size_t room = k->n_rows ? 2 * k->n_rows : 1;
		struct compared *rows = reallocarray(k->rows, room, sizeof(*rows));
		if (!rows)
			return -ENOMEM;
		k->rows = rows;
	}
	row.change = change_of(&row);
	k->rows[k->n_rows++] = row;
	return 0;
}

static const struct result_program *whole_of(const struct result_object *o)
{
	return o && o->whole ? &o->whole->load : NULL;
}

static enum met whole_met(const struct result_object *o, bool complete)
{
	return o ? result_whole_met(o, complete) : MET_NONE;
}

/* The object as a whole; then all programs of @latest, then those that only @base has. */
static int add_object(struct compared_kernel *k, const struct result_object *base,
	const struct result_object *latest)
{
	cleanup_free struct key *keys = base ? program_keys(base) : NULL;
	const bool base_done = is_complete(k->base), latest_done = is_complete(k->latest);
	const struct result_object *any = latest ? latest : base;
	int r = base && !keys ? -ENOMEM : 0;

	if (!latest && !base->n_programs)
		k->missing++; /* it has no row that could be gone */
	if (!r && (whole_of(base) || whole_of(latest)))
		r = add_row(k, (struct compared){.object = any,
				       .base = whole_of(base),
				       .latest = whole_of(latest),
				       .base_met = whole_met(base, base_done),
				       .latest_met = whole_met(latest, latest_done),
				       .whole = true});
	for (size_t i = 0; !r && latest && i < latest->n_programs; i++) {
		const struct result_program *p = &latest->programs[i];
		const struct key *key =
			base ? take_key(keys, base->n_programs, p->result.name, p->result.variant)
			     : NULL;
		const struct result_program *before = key ? &base->programs[key->index] : NULL;
		r = add_row(k, (struct compared){.object = any,
				       .base = before,
				       .latest = p,
				       .base_met = proved(before, base_done),
				       .latest_met = proved(p, latest_done)});
	}
	for (size_t i = 0; !r && base && i < base->n_programs; i++)
		if (!keys[i].taken)
			r = add_row(k, (struct compared){.object = any,
					       .base = &base->programs[keys[i].index],
					       .base_met = proved(
						       &base->programs[keys[i].index], base_done)});
	if (latest)
		k->missing += result_object_missing(latest, latest_done);
	return r;
}

/* The one object of @k with that content and shape that is not taken and has no namesake in NEW. */
static struct key *take_same_content(
	struct key *keys, const struct result_kernel *k, const struct result_object *o)
{
	for (size_t i = 0; i < k->n_objects; i++) {
		const struct result_object *other = &k->objects[keys[i].index];
		if (keys[i].taken || !*o->sha256 || strcmp(other->sha256, o->sha256) != 0 ||
			strcmp(other->shape, o->shape) != 0)
			continue;
		keys[i].taken = true;
		return &keys[i];
	}
	return NULL;
}

static int compare_kernels(struct compared_kernel *k)
{
	static const struct result_kernel none;
	const struct result_kernel *base = k->base ? k->base : &none;
	const struct result_kernel *latest = k->latest ? k->latest : &none;
	cleanup_free struct key *keys = object_keys(base);
	cleanup_free const struct result_object **of = calloc(latest->n_objects + 1, sizeof(*of));
	int r = keys && of ? 0 : -ENOMEM;

	/* all names first: a moved object must not take the place of one that kept its name */
	for (size_t i = 0; !r && i < latest->n_objects; i++) {
		const struct result_object *o = &latest->objects[i];
		const struct key *key = take_key(keys, base->n_objects, o->path, o->shape);
		of[i] = key ? &base->objects[key->index] : NULL;
	}
	for (size_t i = 0; !r && i < latest->n_objects; i++) {
		const struct key *key =
			of[i] ? NULL : take_same_content(keys, base, &latest->objects[i]);
		if (key)
			of[i] = &base->objects[key->index];
		r = add_object(k, of[i], &latest->objects[i]);
	}
	for (size_t i = 0; !r && i < base->n_objects; i++)
		if (!keys[i].taken)
			r = add_object(k, &base->objects[keys[i].index], NULL);
	return r;
}

static int add_kernels(
	struct comparison *c, const struct result_kernel *base, const struct result_kernel *latest)
{
	struct compared_kernel *k = &c->kernels[c->n_kernels++];

	*k = (struct compared_kernel){.base = base, .latest = latest};
	return compare_kernels(k);
}

int compare_results(struct comparison *ret, const struct result *base, const struct result *latest,
	const struct compare_options *o)
{
	int r = 0;

	*ret = (struct comparison){.base = base, .latest = latest};
	ret->kernels = calloc(base->n_kernels + latest->n_kernels + 1, sizeof(*ret->kernels));
	if (!ret->kernels)
		return -ENOMEM;
	if (o->base_kernel)
		r = add_kernels(ret, compare_find_kernel(base, o->base_kernel),
			compare_find_kernel(latest, o->latest_kernel));
	else if (base->n_kernels == 1 && latest->n_kernels == 1)
		r = add_kernels(ret, &base->kernels[0], &latest->kernels[0]);
	else {
		for (size_t i = 0; !r && i < latest->n_kernels; i++)
			r = add_kernels(ret, compare_find_kernel(base, latest->kernels[i].spec),
				&latest->kernels[i]);
		for (size_t i = 0; !r && i < base->n_kernels; i++)
			if (!compare_find_kernel(latest, base->kernels[i].spec))
				r = add_kernels(ret, &base->kernels[i], NULL);
	}
	if (r)
		comparison_clear(ret);
	return r;
}

void comparison_clear(struct comparison *c)
{
	for (size_t i = 0; i < c->n_kernels; i++)
		free(c->kernels[i].rows);
	free(c->kernels);
	*c = (struct comparison){0};
}
