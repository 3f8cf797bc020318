// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/asked.h"
#include "bisect/answers.h"
#include "bisect/term.h"
#include "cleanup.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum stage stage_of(const struct predicate_ends *e)
{
	return e->only_good ? STAGE_STEP
	       : e->bad	    ? STAGE_POINT
	       : e->good    ? STAGE_BAD_END
			    : STAGE_GOOD_END;
}

void asked_clear(struct asked_list *l)
{
	free(l->items);
	*l = (struct asked_list){0};
}

const char *asked_name(char ret[ASKED_NAME_SIZE], const struct asked *a)
{
	char object[OBJECT_NAME_SIZE] = "";

	if (a->object)
		object_name(object, a->object, a->shape);
	if (a->whole)
		snprintf(ret, ASKED_NAME_SIZE, "%s as a whole", object);
	else
		snprintf(ret, ASKED_NAME_SIZE, "%s%s%s%s%s%s", object, *object ? " " : "", a->name,
			*a->variant ? " (" : "", a->variant, *a->variant ? ")" : "");
	return ret;
}

static bool fits(const char *pattern, const struct program_result *p)
{
	char name[NAME_SIZE + 24];

	snprintf(name, sizeof(name), "%s (%s)", p->name, p->variant);
	return fnmatch(pattern, p->name, 0) == 0 || (*p->variant && !fnmatch(pattern, name, 0));
}

static bool is_unopened(const struct program_result *p)
{
	return strcmp(p->name, OBJECT_ITSELF) == 0;
}

static bool is_named(const struct predicate *p, const struct program_result *of)
{
	bool named = !p->n_programs || is_unopened(of);

	for (size_t i = 0; i < p->n_programs && !named; i++)
		named = fits(p->programs[i], of);
	return named;
}

/* Whether a term is of wholes alone. */
static bool asks_wholes(const struct predicate *p)
{
	bool any = false;

	for (size_t i = 0; i < p->n_terms && !any; i++)
		any = p->terms[i].whole;
	return any;
}

/* Whether a term is about how the kernel died. */
static bool asks_deaths(const struct predicate *p)
{
	bool any = false;

	for (size_t i = 0; i < p->n_terms && !any; i++)
		any = p->terms[i].kind == TERM_SPLAT || p->terms[i].verdict == VERDICT_CRASHED ||
		      p->terms[i].verdict == VERDICT_TIMEOUT;
	return any;
}

static const struct result_kernel *kernel_of(const struct result *r)
{
	return r && r->n_kernels ? &r->kernels[0] : NULL;
}

static bool is_same_object(const struct result_object *a, const struct result_object *b)
{
	return strcmp(a->path, b->path) == 0 && strcmp(a->shape, b->shape) == 0;
}

/* The object of @k that is @o, at @index of its @n objects; -1: there is none. */
static int64_t find_object(
	const struct result_kernel *k, const struct result_object *o, size_t index, size_t n)
{
	if (index < k->n_objects && is_same_object(&k->objects[index], o))
		return (int64_t)index;
	for (size_t i = 0; i < k->n_objects; i++)
		if (is_same_object(&k->objects[i], o))
			return (int64_t)i;
	/* another build of it has another path */
	return k->n_objects == n && strcmp(k->objects[index].shape, o->shape) == 0 ? (int64_t)index
										   : -1;
}

static bool is_same(const struct program_result *a, const struct program_result *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->variant, b->variant) == 0;
}

/* The program of @in that is @p; @near: where it is to be expected. */
static int64_t find_program(
	const struct result_object *in, const struct program_result *p, size_t near)
{
	if (near < in->n_programs && is_same(&in->programs[near].result, p))
		return (int64_t)near;
	for (size_t i = 0; i < in->n_programs; i++)
		if (is_same(&in->programs[i].result, p))
			return (int64_t)i;
	/* what could not be opened answers for all of its programs */
	return in->n_programs == 1 && is_unopened(&in->programs[0].result) ? 0 : -1;
}

/* Where an answer is in the result that says what is asked. */
struct source {
	const struct result_kernel *kernel;
	size_t object, program;
	bool whole;
};

/* The same answer in @r. */
static struct had find(const struct source *s, const struct result *r)
{
	struct had h = {.kernel = kernel_of(r), .object = -1, .program = -1};
	const struct result_object *o = &s->kernel->objects[s->object];

	if (h.kernel)
		h.object = find_object(h.kernel, o, s->object, s->kernel->n_objects);
	if (h.object < 0)
		return h;
	const struct result_object *in = &h.kernel->objects[h.object];
	if (s->whole) {
		h.of = in->whole ? &in->whole->load : NULL;
		return h;
	}
	h.program = find_program(in, &o->programs[s->program].result, s->program);
	if (h.program >= 0)
		h.of = &in->programs[h.program];
	return h;
}

static struct asked ask(
	const struct source *s, const struct result *now, const struct predicate_ends *e)
{
	const struct result_object *o = &s->kernel->objects[s->object];
	struct asked a = {.whole = s->whole,
		.shape = o->shape,
		.now = find(s, now),
		.good = find(s, e->good),
		.bad = find(s, e->bad)};

	a.name = s->whole ? "" : o->programs[s->program].result.name;
	a.variant = s->whole ? "" : o->programs[s->program].result.variant;
	if (s->whole || *o->shape || s->kernel->n_objects > 1)
		a.object = o->path;
	return a;
}

/* Whether a whole is refused for what its programs show. */
static bool is_shown(const struct had *h)
{
	return h->kernel && h->object >= 0 && h->of && h->of->result.met == MET_UNMET &&
	       result_whole_is_shown(&h->kernel->objects[h->object], true);
}

/* Without a predicate: whether the ends answer it differently, as far as they are known. */
static bool tells_apart(const struct asked *a, enum stage stage)
{
	return stage != STAGE_POINT ||
	       (answers_alike(&a->good, &a->bad) == TRUTH_NO && !(a->whole && is_shown(&a->bad)));
}

/* Whether the answer that says so, the good end's or the only one, is one. */
static bool is_answered(const struct asked *a, const struct predicate *p, enum stage stage)
{
	const struct had *h = a->good.kernel ? &a->good : &a->now;
	const enum standing standing = standing_of(h);

	if (standing == STANDS || (standing == DIED && asks_deaths(p)))
		return true;
	return stage == STAGE_STEP && !a->good.kernel && !is_the_same_everywhere(h) &&
	       h->of->result.verdict != VERDICT_SKIPPED;
}

static int add(
	struct asked_list *l, const struct predicate *p, const struct asked *a, enum stage stage)
{
	if (!is_answered(a, p, stage)) {
		if (!l->n_left_out++)
			l->left_out = *a;
		l->n_never += is_the_same_everywhere(a->good.kernel ? &a->good : &a->now);
		return 0;
	}
	if (!p->n_terms && !tells_apart(a, stage)) {
		l->n_alike++;
		return 0;
	}
	if (l->n == l->room) {
		const size_t room = l->room ? 2 * l->room : 16;
		struct asked *grown = reallocarray(l->items, room, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		l->items = grown;
		l->room = room;
	}
	l->items[l->n++] = *a;
	return 0;
}

int asked_make(struct asked_list *ret, const struct predicate *p, const struct result *now,
	const struct predicate_ends *e)
{
	const struct result *from = e->good ? e->good : now;
	const enum stage stage = stage_of(e);
	struct source s = {.kernel = kernel_of(from)};
	int r = 0;

	*ret = (struct asked_list){0};
	for (s.object = 0; s.kernel && s.object < s.kernel->n_objects && !r; s.object++) {
		const struct result_object *o = &s.kernel->objects[s.object];
		for (s.program = 0; s.program < o->n_programs && !r; s.program++) {
			const struct asked a = ask(&s, now, e);
			if (is_named(p, &o->programs[s.program].result) && !o->against)
				r = add(ret, p, &a, stage);
		}
	}
	s.whole = true;
	for (s.object = 0; s.kernel && s.object < s.kernel->n_objects && !r; s.object++) {
		const struct result_object *o = &s.kernel->objects[s.object];
		const struct asked a = ask(&s, now, e);
		if (o->whole && !o->against && (!p->n_programs || asks_wholes(p)))
			r = add(ret, p, &a, stage);
	}
	if (r)
		asked_clear(ret);
	return r;
}

bool asked_misses(const struct predicate *p, const struct result *in, char *why, size_t size)
{
	const struct result_kernel *k = kernel_of(in);
	const char *names[256];
	char question[NAME_SIZE * NEAREST_MAX + 64];
	size_t n = 0;

	for (size_t i = 0; i < p->n_programs; i++) {
		bool found = false;
		n = 0;
		for (size_t j = 0; k && j < k->n_objects; j++)
			for (size_t l = 0; l < k->objects[j].n_programs; l++) {
				const struct program_result *of = &k->objects[j].programs[l].result;
				found |= fits(p->programs[i], of) || is_unopened(of);
				if (n < ARRAY_SIZE(names))
					names[n++] = of->name;
			}
		if (found)
			continue;
		snprintf(why, size, "--program %.100s: no object has such a program%s",
			p->programs[i],
			nearest_question(question, sizeof(question), p->programs[i], names, n));
		return true;
	}
	return false;
}
