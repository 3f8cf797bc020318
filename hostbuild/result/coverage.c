// SPDX-License-Identifier: GPL-2.0-only
/*
 * The union of what is reached is the intersection of what is not.  Each shape has its list of
 * ranges, ascending; two lists are intersected in one pass over both.  A range is of one place, and
 * so are its parts.
 */
#include "result/coverage.h"
#include "verdict/coverage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void coverage_union_clear(struct coverage_union *u)
{
	free(u->gaps);
	*u = (struct coverage_union){.insns = -1};
}

static bool is_same_file(const struct result_object *a, const struct result_object *b)
{
	return strcmp(a->path, b->path) == 0 && strcmp(a->sha256, b->sha256) == 0;
}

bool coverage_is_in(const struct result_object *o)
{
	for (size_t i = 0; i < o->n_programs; i++)
		if (o->programs[i].result.coverage_insns >= 0)
			return true;
	return false;
}

bool coverage_was_asked(const struct result_kernel *k, const struct result_object *o)
{
	for (size_t i = 0; i < k->n_objects; i++) {
		const struct result_object *shape = &k->objects[i];
		if (is_same_file(shape, o) && coverage_is_in(shape))
			return true;
	}
	return false;
}

bool coverage_is_later_shape(const struct result_kernel *k, const struct result_object *o)
{
	for (const struct result_object *i = k->objects; i < o; i++)
		if (is_same_file(i, o))
			return true;
	return false;
}

static const struct result_program *find_program(
	const struct result_object *o, const struct program_result *p)
{
	for (size_t i = 0; i < o->n_programs; i++)
		if (strcmp(o->programs[i].result.name, p->name) == 0 &&
			strcmp(o->programs[i].result.variant, p->variant) == 0)
			return &o->programs[i];
	return NULL;
}

static int add_gap(
	struct coverage_union *u, int64_t from, int64_t to, const struct coverage_range *r)
{
	struct coverage_gap *more = u->gaps;

	if ((u->n_gaps & (u->n_gaps - 1)) == 0) /* full at powers of two */
		more = reallocarray(
			u->gaps, u->n_gaps ? 2 * u->n_gaps : 1, sizeof(struct coverage_gap));
	if (!more)
		return -ENOMEM;
	u->gaps = more;
	struct coverage_gap *gap = &more[u->n_gaps++];
	*gap = (struct coverage_gap){.from = from, .to = to};
	memcpy(gap->at, r->at, r->at_len); /* less than SOURCE_SIZE bytes */
	return 0;
}

/* The ranges of @text that are in a gap of @before too; NULL: all of them. */
static int intersect(
	struct coverage_union *u, const struct coverage_union *before, const char *text)
{
	struct coverage_range r;
	size_t i = 0;
	int err = 0;

	while (!err && coverage_next(&text, &r)) {
		if (!before) {
			err = add_gap(u, r.from, r.to, &r);
			continue;
		}
		while (i < before->n_gaps && before->gaps[i].to < r.from)
			i++;
		for (size_t j = i; !err && j < before->n_gaps && before->gaps[j].from <= r.to;
			j++) {
			const struct coverage_gap *g = &before->gaps[j];
			err = add_gap(u, g->from > r.from ? g->from : r.from,
				g->to < r.to ? g->to : r.to, &r);
		}
	}
	return err;
}

/* Why @p, of a shape, says nothing; NULL: it does. */
static const char *doubt_of(const struct coverage_union *u, const struct program_result *p)
{
	if (p->verdict != VERDICT_ACCEPTED)
		return "it is not accepted";
	if (p->coverage_insns < 0)
		return "it was not asked";
	if (p->coverage_known == 0)
		return "the verifier's log was cut";
	return u->insns >= 0 && u->insns != p->coverage_insns ? "it has other instructions" : NULL;
}

static int add_shape(
	struct coverage_union *u, const struct result_object *o, const struct result_program *p)
{
	const struct program_result *r = &p->result;
	const char *why = doubt_of(u, r);

	u->shapes++;
	if (why) {
		u->doubt = u->unknown++ ? u->doubt : o;
		u->why = u->why ? u->why : why;
		return 0;
	}
	struct coverage_union before = *u;
	u->gaps = NULL;
	u->n_gaps = 0;
	const int err =
		intersect(u, before.insns < 0 ? NULL : &before, p->unreached ? p->unreached : "");
	free(before.gaps);
	if (before.insns < 0 || r->coverage_known < u->known)
		u->known = r->coverage_known;
	u->insns = r->coverage_insns;
	return err;
}

/* Count, and drop what is beyond what all shapes know. */
static void count(struct coverage_union *u)
{
	int64_t gaps = 0;

	while (u->n_gaps && u->gaps[u->n_gaps - 1].from >= u->known)
		u->n_gaps--;
	for (size_t i = 0; i < u->n_gaps; i++) {
		if (u->gaps[i].to >= u->known)
			u->gaps[i].to = u->known - 1;
		gaps += u->gaps[i].to - u->gaps[i].from + 1;
	}
	u->reached = u->known - gaps;
}

int coverage_unite(struct coverage_union *ret, const struct result_kernel *k,
	const struct result_object *o, const struct program_result *p)
{
	int err = 0;

	*ret = (struct coverage_union){.insns = -1};
	for (size_t i = 0; i < k->n_objects && !err; i++) {
		const struct result_program *other =
			is_same_file(&k->objects[i], o) ? find_program(&k->objects[i], p) : NULL;
		if (other)
			err = add_shape(ret, &k->objects[i], other);
	}
	count(ret);
	return err;
}
