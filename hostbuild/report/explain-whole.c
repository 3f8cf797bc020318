// SPDX-License-Identifier: GPL-2.0-only
#include "report/explain-whole.h"
#include "cleanup.h"
#include "report/alike.h"
#include "report/answer.h"
#include "report/excerpt.h"
#include "report/marks.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

/* The whole of @o on kernel @k, where it needs a block of its own; else NULL. */
static const struct result_whole *unexplained(
	const struct grid *g, const struct grid_object *o, size_t k)
{
	const bool complete = result_kernel_is_complete(&g->result->kernels[k]);
	const struct result_object *object = o->of[k];

	if (!object || !object->whole || object->whole->load.result.met == MET_MET ||
		object->whole->load.result.met == MET_SKIPPED ||
		result_is_known(&object->whole->load) || result_whole_is_shown(object, complete))
		return NULL;
	return object->whole;
}

/* Whether each program of @o that was judged is as expected. */
static bool programs_are_met(const struct result_object *o)
{
	for (size_t i = 0; i < o->n_programs; i++)
		if (o->programs[i].result.met != MET_MET &&
			o->programs[i].result.met != MET_SKIPPED)
			return false;
	return o->n_programs > 0;
}

static void put_programs(
	const struct screen *s, const struct result_object *o, const struct result_whole *w)
{
	char line[NAME_SIZE + 96], place[PLACE_SIZE];

	if (strcmp(w->load.result.name, OBJECT_ITSELF) != 0) {
		snprintf(line, sizeof(line), "at %s", w->load.result.name);
		wrap_line(s, STYLE_PLAIN, line);
	}
	answer_place(&w->load.result, place);
	if (*place)
		wrap_line(s, STYLE_PLAIN, place);
	if (w->programs > 0)
		snprintf(line, sizeof(line), "%" PRId64 " program%s loaded together%s", w->programs,
			w->programs == 1 ? "" : "s",
			programs_are_met(o) ? "; each one alone is as expected" : "");
	else
		snprintf(line, sizeof(line), "its programs loaded together%s",
			programs_are_met(o) ? "; each one alone is as expected" : "");
	wrap_line(s, STYLE_PLAIN, line);
}

/* A block for the kernels of the group of @first. */
static void explain_on(
	const struct screen *s, const struct grid_object *o, const struct alike *a, size_t first)
{
	char name[OBJECT_NAME_SIZE];
	const size_t k = alike_quoted(a, first);
	const struct result_whole *w = o->of[k]->whole;
	int at = WRAP_INDENT;

	screen_put(s, met_style(w->load.result.met), CUT_END, met_mark(s, w->load.result.met), 1);
	fputc(' ', s->out);
	at += screen_put(s, STYLE_BOLD, CUT_END, result_object_name(name, o->any), INT_MAX);
	at = alike_put_kernels(s, a, first, " as a whole on ", at);
	answer_put(s, &w->load.result, at);
	alike_put_help(s, a, first);
	put_programs(s, o->of[k], w);
	if (w->load.log)
		excerpt_log(s, w->load.log);
	answer_put_repeat(s, o->of[k]);
	fputc('\n', s->out);
}

/* Whether the object as a whole ended at the same program on both kernels. */
static bool ended_alike(const void *of, size_t i, size_t k)
{
	const struct grid_object *o = of;
	const struct result_whole *a = o->of[i]->whole, *b = o->of[k]->whole;

	return a->programs == b->programs && strcmp(a->load.result.name, b->load.result.name) == 0;
}

int explain_whole(const struct screen *s, const struct grid *g, const struct grid_object *o)
{
	cleanup_with(alike_clear) struct alike a = {0};
	const int r = alike_make(&a, g->result);

	for (size_t k = 0; !r && k < g->result->n_kernels; k++) {
		const struct result_whole *w = unexplained(g, o, k);
		a.answers[k] = w ? &w->load.result : NULL;
	}
	if (!r)
		alike_group(&a, ended_alike, o);
	for (size_t k = 0; !r && k < g->result->n_kernels; k++)
		if (a.answers[k] && a.first[k] == k)
			explain_on(s, o, &a, k);
	return r;
}
