// SPDX-License-Identifier: GPL-2.0-only
#include "report/explain-whole.h"
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
	const bool complete = g->result->kernels[k].outcome == OUTCOME_COMPLETE;
	const struct result_object *object = o->of[k];

	if (!object || !object->whole || object->whole->load.result.met == MET_MET ||
		object->whole->load.result.met == MET_SKIPPED ||
		result_whole_is_shown(object, complete))
		return NULL;
	return object->whole;
}

static bool are_same(const struct result_whole *a, const struct result_whole *b)
{
	return a && b && a->programs == b->programs &&
	       strcmp(a->load.result.name, b->load.result.name) == 0 &&
	       answer_compare(&a->load.result, &b->load.result) == 0;
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

/* A block for kernel @k and all later ones with the same answer. */
static void explain_on(
	const struct screen *s, const struct grid *g, const struct grid_object *o, size_t k)
{
	char name[OBJECT_NAME_SIZE];
	const struct result_whole *w = unexplained(g, o, k);
	const char *between = " as a whole on ";
	int at = WRAP_INDENT;

	screen_put(s, met_style(w->load.result.met), CUT_END, met_mark(s, w->load.result.met), 1);
	fputc(' ', s->out);
	at += screen_put(s, STYLE_BOLD, CUT_END, result_object_name(name, o->any), INT_MAX);
	for (size_t i = k; i < g->result->n_kernels; i++) {
		if (!are_same(unexplained(g, o, i), w))
			continue;
		at = wrap_put(s, STYLE_PLAIN, between, at, WRAP_INDENT);
		at = wrap_put(s, STYLE_PLAIN, g->result->kernels[i].spec, at, WRAP_INDENT);
		between = ", ";
	}
	answer_put(s, &w->load.result, at);
	put_programs(s, o->of[k], w);
	if (w->load.log)
		excerpt_log(s, w->load.log);
	fputc('\n', s->out);
}

void explain_whole(const struct screen *s, const struct grid *g, const struct grid_object *o)
{
	for (size_t k = 0; k < g->result->n_kernels; k++) {
		const struct result_whole *w = unexplained(g, o, k);
		bool before = false;
		for (size_t i = 0; i < k; i++)
			before |= are_same(unexplained(g, o, i), w);
		if (w && !before)
			explain_on(s, g, o, k);
	}
}
