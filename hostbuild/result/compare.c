// SPDX-License-Identifier: GPL-2.0-only
#include "result/compare.h"
#include "cleanup.h"
#include "result/match.h"
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
		if (strcmp(r->kernels[i].name, spec) == 0)
			return &r->kernels[i];
	return NULL;
}

static int program_match(struct match *ret, const struct result_object *o)
{
	const int r = match_init(ret, o->n_programs);

	for (size_t i = 0; !r && i < o->n_programs; i++)
		match_put(ret, o->programs[i].result.name, o->programs[i].result.variant, "", i);
	if (!r)
		match_sort(ret);
	return r;
}

static bool is_complete(const struct result_kernel *k)
{
	return k && result_kernel_is_complete(k);
}

static enum met proved(const struct result_program *p, bool complete)
{
	return p ? result_program_met(&p->result, complete) : MET_NONE;
}

/*
 * What only one knows is no difference: older results have fewer figures.  Instructions are, unless
 * @coarse.
 */
static bool same_figures(
	const struct program_result *a, const struct program_result *b, bool coarse)
{
	for (size_t i = 0; i < n_statistics; i++) {
		const int64_t x = statistics[i].of(a), y = statistics[i].of(b);
		const bool known = (x >= 0 && y >= 0) || (!coarse && i == 0);
		if (statistics[i].repeats && x != y && known)
			return false;
	}
	return true;
}

static bool same_answer(const struct program_result *a, const struct program_result *b, bool coarse)
{
	if (coarse)
		return (a->verdict == VERDICT_ACCEPTED) == (b->verdict == VERDICT_ACCEPTED);
	return a->verdict == b->verdict && a->err == b->err && strcmp(a->reason, b->reason) == 0;
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
	if (c->base_met != c->latest_met || !same_answer(a, b, c->coarse))
		return CHANGE_OTHER;
	return same_figures(a, b, c->coarse) ? CHANGE_NONE : CHANGE_FIGURES;
}

static bool is_of_veristat(const struct result_kernel *k)
{
	return k && strcmp(k->unproved, RESULT_VERISTAT) == 0;
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
	row.coarse = is_of_veristat(k->base) || is_of_veristat(k->latest);
	row.kernel = k->latest ? k->latest : k->base;
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

/* veristat knows of no expectation: what @p came to counts by that of @other, if it has one. */
static enum met measured(const struct result_kernel *k, const struct result_program *p,
	const struct result_program *other)
{
	const enum met met = proved(p, is_complete(k));

	if (!is_of_veristat(k) || !p || !other || other->result.expected == VERDICT_NONE ||
		met == MET_UNKNOWN)
		return met;
	return verdict_meets(p->result.verdict, other->result.expected, MET_NONE);
}

/* The programs of @latest, then those that only @base has. */
static int add_programs(struct compared_kernel *k, const struct result_object *base,
	const struct result_object *latest)
{
	static const struct result_object none;
	const bool base_done = is_complete(k->base);
	const struct result_object *b = base ? base : &none, *l = latest ? latest : &none;
	cleanup_with(match_clear) struct match match = {0};
	cleanup_free bool *taken = calloc(b->n_programs + 1, sizeof(*taken));
	int r = taken ? program_match(&match, b) : -ENOMEM;

	for (size_t i = 0; !r && i < l->n_programs; i++) {
		const struct result_program *p = &l->programs[i];
		const size_t at = match_take(&match, p->result.name, p->result.variant, "");
		const struct result_program *before = at == MATCH_NONE ? NULL : &b->programs[at];
		if (before)
			taken[at] = true;
		r = add_row(k, (struct compared){.object = l,
				       .base = before,
				       .latest = p,
				       .base_met = measured(k->base, before, p),
				       .latest_met = measured(k->latest, p, before)});
	}
	for (size_t i = 0; !r && i < b->n_programs; i++)
		if (!taken[i])
			r = add_row(k, (struct compared){.object = latest ? l : b,
					       .base = &b->programs[i],
					       .base_met = proved(&b->programs[i], base_done)});
	return r;
}

/* The object as a whole, and its programs. */
static int add_object(struct compared_kernel *k, const struct result_object *base,
	const struct result_object *latest)
{
	const bool base_done = is_complete(k->base), latest_done = is_complete(k->latest);
	int r = 0;

	if (!latest && !base->n_programs && !base->whole)
		k->gone++; /* it has no row that could be gone */
	if (whole_of(base) || whole_of(latest))
		r = add_row(k, (struct compared){.object = latest ? latest : base,
				       .base = whole_of(base),
				       .latest = whole_of(latest),
				       .base_met = whole_met(base, base_done),
				       .latest_met = whole_met(latest, latest_done),
				       .whole = true});
	if (!r)
		r = add_programs(k, base, latest);
	if (!r && latest &&
		__builtin_add_overflow(
			k->missing, result_object_missing(latest, latest_done), &k->missing))
		k->missing = INT64_MAX; /* a guest may announce any number */
	return r;
}

/* Objects of two kernels: for each of NEW that of BASE, and which of BASE have one. */
struct pairing {
	const struct result_object **of; /* NULL: none */
	bool *taken;
};

static void pair_off(struct pairing *p, const struct result_kernel *base, size_t i, size_t at)
{
	if (at == MATCH_NONE)
		return;
	p->of[i] = &base->objects[at];
	p->taken[at] = true;
}

static const char *path_of(const struct result_object *o)
{
	return o->path;
}

static const char *content_of(const struct result_object *o)
{
	return o->sha256;
}

static const char *name_of(const struct result_object *o)
{
	const char *slash = strrchr(o->path, '/');

	return slash ? slash + 1 : o->path;
}

/* By what @of gives, and shape, what is not paired yet. */
static int pair_by(struct pairing *p, const struct result_kernel *base,
	const struct result_kernel *latest, const char *(*of)(const struct result_object *o))
{
	cleanup_with(match_clear) struct match match = {0};
	const int r = match_init(&match, base->n_objects);

	for (size_t i = 0; !r && i < base->n_objects; i++) {
		const struct result_object *o = &base->objects[i];
		if (!p->taken[i] && *of(o))
			match_put(&match, of(o), o->shape, "", i);
	}
	if (!r)
		match_sort(&match);
	for (size_t i = 0; !r && i < latest->n_objects; i++) {
		const struct result_object *o = &latest->objects[i];
		if (!p->of[i])
			pair_off(p, base, i, match_take(&match, of(o), o->shape, ""));
	}
	return r;
}

static int compare_kernels(struct compared_kernel *k)
{
	static const struct result_kernel none;
	const struct result_kernel *base = k->base ? k->base : &none;
	const struct result_kernel *latest = k->latest ? k->latest : &none;
	cleanup_free const struct result_object **of = calloc(latest->n_objects + 1, sizeof(*of));
	cleanup_free bool *taken = calloc(base->n_objects + 1, sizeof(*taken));
	struct pairing p = {of, taken};
	int r = of && taken ? 0 : -ENOMEM;

	/* all names first: a moved object must not take the place of one that kept its name */
	if (!r)
		r = pair_by(&p, base, latest, path_of);
	if (!r)
		r = pair_by(&p, base, latest, content_of);
	/* veristat has the names of files without their directories */
	if (!r && (is_of_veristat(base) || is_of_veristat(latest)))
		r = pair_by(&p, base, latest, name_of);
	for (size_t i = 0; !r && i < latest->n_objects; i++)
		r = add_object(k, of[i], &latest->objects[i]);
	for (size_t i = 0; !r && i < base->n_objects; i++)
		if (!taken[i])
			r = add_object(k, &base->objects[i], NULL);
	return r;
}

static int add_kernels(
	struct comparison *c, const struct result_kernel *base, const struct result_kernel *latest)
{
	struct compared_kernel *k = &c->kernels[c->n_kernels++];

	*k = (struct compared_kernel){.base = base, .latest = latest};
	return compare_kernels(k);
}

/* By name; the first of BASE with a name goes with the first of NEW. */
static int pair_kernels(
	struct comparison *c, const struct result *base, const struct result *latest)
{
	cleanup_with(match_clear) struct match match = {0};
	cleanup_free bool *taken = calloc(base->n_kernels + 1, sizeof(*taken));
	int r = taken ? match_init(&match, base->n_kernels) : -ENOMEM;

	for (size_t i = 0; !r && i < base->n_kernels; i++)
		match_put(&match, base->kernels[i].name, "", "", i);
	if (!r)
		match_sort(&match);
	for (size_t i = 0; !r && i < latest->n_kernels; i++) {
		const size_t at = match_take(&match, latest->kernels[i].name, "", "");
		if (at != MATCH_NONE)
			taken[at] = true;
		r = add_kernels(
			c, at == MATCH_NONE ? NULL : &base->kernels[at], &latest->kernels[i]);
	}
	for (size_t i = 0; !r && i < base->n_kernels; i++)
		if (!taken[i])
			r = add_kernels(c, &base->kernels[i], NULL);
	return r;
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
	else
		r = pair_kernels(ret, base, latest);
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
