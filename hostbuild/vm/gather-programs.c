// SPDX-License-Identifier: GPL-2.0-only
/* The results and logs of programs, and what becomes of them between two boots. */
#include "cleanup.h"
#include "diag.h"
#include "verdict/limits.h"
#include "verdict/text.h"
#include "vm/gather-parts.h"

#include <string.h>

static const char logs_cut[] = "\n[bpfjury: cut here: the logs of this run are too long in sum]";

int gather_log(struct gather *g, const struct record *r)
{
	const size_t len = strlen(r->text);

	if (g->log_len + len > LOG_TEXT_MAX)
		return gather_garbled(g, "a log of more than %d bytes", LOG_TEXT_MAX);
	if (g->log_cut)
		return 1;
	const size_t keep = g->log_len + len > g->logs_left
				    ? utf8_cut(r->text, g->logs_left - g->log_len)
				    : len;
	g->log_cut = keep < len;
	char *more = realloc(g->log, g->log_len + keep + sizeof(logs_cut));
	if (!more)
		return gather_garbled(g, "out of memory");
	g->log = more;
	memcpy(g->log + g->log_len, r->text, keep);
	g->log_len += keep;
	strcpy(g->log + g->log_len, g->log_cut ? logs_cut : "");
	return 1;
}

int gather_keep_program(struct gather *g, const struct program_result *p)
{
	struct result_object *o = &g->kernel->objects[g->object];
	struct result_program *more = reallocarray(o->programs, o->n_programs + 1, sizeof(*more));

	if (!more)
		return gather_garbled(g, "out of memory");
	o->programs = more;
	more[o->n_programs++] =
		(struct result_program){.result = *p, .log = steal(&g->log), .log_cut = g->log_cut};
	if (g->log_cut && !g->cut_reported)
		diag_warn(
			"%s: the logs of this run are too long in sum; they are cut from program %s of %s on",
			g->kernel->spec ? g->kernel->spec : "", p->name, o->path);
	g->cut_reported |= g->log_cut;
	g->logs_left -= g->log_len;
	g->log_len = 0;
	g->log_cut = false;
	g->program_open = g->stop_sent = false;
	g->program++;
	return 1;
}

int64_t gather_announced(const struct gather *g)
{
	return g->object < (int64_t)g->kernel->n_objects ? g->kernel->objects[g->object].announced
							 : -1;
}

void gather_blame(struct gather *g, enum verdict verdict, enum reason reason, const char *detail)
{
	struct program_result p = g->current;

	p.verdict = verdict;
	reason_set(&p, reason);
	text_set(p.detail, detail);
	p.met = verdict_meets(verdict, p.expected, MET_NONE);
	gather_keep_program(g, &p);
}

void gather_skip_object(struct gather *g)
{
	g->object_open = g->program_open = false;
	g->object++;
	g->program = 0;
}

static size_t log_length(const struct result_program *p)
{
	return p->log ? strlen(p->log) - (p->log_cut ? strlen(logs_cut) : 0) : 0;
}

void gather_rewind(struct gather *g)
{
	for (int64_t i = g->from_object; i <= g->object && i < (int64_t)g->kernel->n_objects; i++) {
		struct result_object *o = &g->kernel->objects[i];
		const size_t keep = i == g->from_object ? (size_t)g->from_program : 0;
		while (o->n_programs > keep) {
			struct result_program *p = &o->programs[--o->n_programs];
			g->logs_left += log_length(p);
			free(p->log);
		}
		o->ended = false;
		if (!keep)
			o->announced = -1;
	}
	g->object = g->from_object;
	g->program = g->from_program;
	g->object_open = g->program_open = false;
}
