// SPDX-License-Identifier: GPL-2.0-only
/* The records of an object that is loaded as a whole. */
#include "cleanup.h"
#include "verdict/text.h"
#include "vm/gather-parts.h"

#include <inttypes.h>
#include <string.h>

int gather_whole_begin(struct gather *g, const struct record *r)
{
	const bool first = !g->whole_open;

	/* the whole comes before any other program of its object, and once; its log ends it */
	if (!g->object_open || g->program_open || r->object != g->object || g->log ||
		(first && (g->whole_done || g->program)) ||
		(first && strcmp(r->result.name, OBJECT_ITSELF) != 0))
		return gather_garbled(g, "whole-begin out of turn");
	text_set(g->whole_at, r->result.name);
	if (!first)
		return 1;
	g->whole_open = true;
	g->whole_stopped = false;
	return result_whole_begin(&g->kernel->objects[g->object], OBJECT_ITSELF)
		       ? gather_garbled(g, "out of memory")
		       : 1;
}

/* The open whole has its result. */
static void close_whole(struct gather *g, const struct program_result *p, int64_t programs)
{
	struct result_whole *w = g->kernel->objects[g->object].whole;

	w->load.result = *p;
	w->programs = programs;
	gather_take_log(g, &w->load);
	g->whole_open = g->whole_stopped = g->stop_sent = false;
	g->whole_done = true;
}

int gather_whole(struct gather *g, const struct record *r)
{
	struct program_result p = r->result;

	if (!g->whole_open || g->program_open || r->object != g->object)
		return gather_garbled(g, "whole out of turn");
	if (r->programs > g->kernel->objects[g->object].announced)
		return gather_garbled(g,
			"object %" PRId64 " has fewer than %" PRId64 " programs to load together",
			r->object, r->programs);
	if (!p.expected)
		p.expected = VERDICT_ACCEPTED;
	if (p.expected != VERDICT_ACCEPTED || !met_is_sound(&p))
		return gather_garbled(g, "a whole that is %s cannot be %s", verdict_word(p.verdict),
			met_word(p.met));
	if (gather_is_no_answer(g, &p, g->stop_sent || g->whole_stopped))
		return 1;
	close_whole(g, &p, r->programs);
	return 1;
}

void gather_blame_whole(
	struct gather *g, enum verdict verdict, enum reason reason, const char *detail)
{
	struct program_result p;

	program_result_init(&p);
	text_set(p.name, g->whole_at);
	p.expected = VERDICT_ACCEPTED;
	p.verdict = verdict;
	reason_set(&p, reason);
	text_set(p.detail, detail);
	p.met = verdict_meets(verdict, p.expected, MET_NONE);
	close_whole(g, &p, UNKNOWN_FIGURE);
}

void gather_drop_whole(struct gather *g, struct result_object *o)
{
	if (o->whole)
		gather_drop_log(g, &o->whole->load);
	result_whole_clear(o);
}
