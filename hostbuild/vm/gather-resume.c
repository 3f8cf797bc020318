// SPDX-License-Identifier: GPL-2.0-only
/* What becomes of the judging between two boots. */
#include "verdict/text.h"
#include "vm/gather-parts.h"

int64_t gather_announced(const struct gather *g)
{
	return g->object < (int64_t)g->kernel->n_objects ? g->kernel->objects[g->object].announced
							 : -1;
}

static void blame_program(
	struct gather *g, enum verdict verdict, enum reason reason, const char *detail)
{
	struct program_result p = g->current;

	p.verdict = verdict;
	reason_set(&p, reason);
	text_set(p.detail, detail);
	p.met = verdict_meets(verdict, p.expected, MET_NONE);
	gather_keep_program(g, &p);
}

void gather_blame(struct gather *g, enum verdict verdict, enum reason reason, const char *detail)
{
	if (g->program_open) {
		text_set(g->whole_at, g->current.name);
		blame_program(g, verdict, reason, detail);
	}
	if (g->whole_open)
		gather_blame_whole(g, verdict, reason, detail);
}

void gather_skip_object(struct gather *g)
{
	g->object_open = g->whole_open = g->program_open = g->whole_done = false;
	g->object++;
	g->program = 0;
}

void gather_again(struct gather *g)
{
	if (g->whole_open) {
		gather_drop_programs(g, g->object, 0);
		gather_drop_whole(g, &g->kernel->objects[g->object]);
		g->program = 0;
	}
	g->object_open = g->whole_open = g->program_open = false;
}

void gather_rewind(struct gather *g)
{
	for (int64_t i = g->from_object; i <= g->object && i < (int64_t)g->kernel->n_objects; i++) {
		struct result_object *o = &g->kernel->objects[i];
		const bool first = i == g->from_object;
		gather_drop_programs(g, i, first ? (size_t)g->from_program : 0);
		if (!first || !g->from_whole)
			gather_drop_whole(g, o);
		o->ended = false;
		if (!first || !(g->from_program || g->from_whole))
			o->announced = -1;
	}
	g->object = g->from_object;
	g->program = g->from_program;
	g->whole_done = g->from_whole;
	g->object_open = g->whole_open = g->program_open = false;
}
