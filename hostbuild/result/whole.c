// SPDX-License-Identifier: GPL-2.0-only
/* Objects as a whole, and the order of their programs. */
#include "cleanup.h"
#include "result/result.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int result_whole_begin(struct result_object *o, const char *name)
{
	result_whole_clear(o);
	o->whole = calloc(1, sizeof(*o->whole));
	if (!o->whole)
		return -ENOMEM;
	o->whole->programs = UNKNOWN_FIGURE;
	program_result_init(&o->whole->load.result);
	text_set(o->whole->load.result.name, name);
	o->whole->load.result.expected = VERDICT_ACCEPTED;
	return 0;
}

void result_whole_clear(struct result_object *o)
{
	if (o->whole) {
		free(o->whole->load.log);
		free(o->whole->load.unreached);
		free(o->whole->load.kept);
		result_said_clear(&o->whole->load);
	}
	free(o->whole);
	o->whole = NULL;
}

enum met result_whole_met(const struct result_object *o, bool complete)
{
	const enum met met = o->whole ? o->whole->load.result.met : MET_NONE;

	if (o->whole && (met == MET_NONE || (met == MET_MET && !complete)))
		return MET_UNKNOWN;
	return met;
}

const struct result_program *result_whole_culprit(const struct result_object *o)
{
	for (size_t i = 0; o->whole && i < o->n_programs; i++)
		if (!*o->programs[i].result.variant &&
			strcmp(o->programs[i].result.name, o->whole->load.result.name) == 0)
			return &o->programs[i];
	return NULL;
}

/* A program, and where it was. */
struct placed {
	const struct result_program *program;
	size_t at;
};

static int by_position(const void *one, const void *other)
{
	const struct placed *a = one, *b = other;
	const struct program_result *p = &a->program->result, *q = &b->program->result;
	/* unknown, -1, comes last */
	const uint64_t first = (uint64_t)p->position, second = (uint64_t)q->position;
	const int variant = p->position >= 0 ? strcmp(p->variant, q->variant) : 0;

	if (first != second)
		return first < second ? -1 : 1;
	return variant ? variant : a->at < b->at ? -1 : 1;
}

static bool is_ordered(const struct result_object *o)
{
	for (size_t i = 1; i < o->n_programs; i++) {
		const struct placed a = {&o->programs[i - 1], i - 1}, b = {&o->programs[i], i};
		if (by_position(&a, &b) > 0)
			return false;
	}
	return true;
}

/* @now: the index of each program by the one that it had. */
static void move_splats(struct result_kernel *k, size_t object, const size_t *now)
{
	const int64_t n = (int64_t)k->objects[object].n_programs;

	for (size_t i = 0; i < k->n_splats; i++) {
		struct result_splat *s = &k->splats[i];
		if (s->object == (int64_t)object && s->program >= 0 && s->program < n)
			s->program = (int64_t)now[s->program];
	}
}

static int order_object(struct result_kernel *k, size_t object)
{
	struct result_object *o = &k->objects[object];
	const size_t n = o->n_programs;

	if (is_ordered(o))
		return 0;
	cleanup_free struct placed *placed = calloc(n, sizeof(*placed));
	cleanup_free size_t *now = calloc(n, sizeof(*now));
	struct result_program *programs = calloc(n, sizeof(*programs));
	if (!placed || !now || !programs) {
		free(programs);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++)
		placed[i] = (struct placed){&o->programs[i], i};
	qsort(placed, n, sizeof(*placed), by_position);
	for (size_t i = 0; i < n; i++) {
		programs[i] = *placed[i].program;
		now[placed[i].at] = i;
	}
	free(o->programs);
	o->programs = programs;
	move_splats(k, object, now);
	return 0;
}

int result_kernel_order(struct result_kernel *k)
{
	int r = 0;

	for (size_t i = 0; !r && i < k->n_objects; i++)
		r = order_object(k, i);
	return r;
}
