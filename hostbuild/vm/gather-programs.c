// SPDX-License-Identifier: GPL-2.0-only
/* The results and logs of programs. */
#include "cleanup.h"
#include "diag.h"
#include "verdict/limits.h"
#include "verdict/text.h"
#include "vm/gather-parts.h"

#include <string.h>

static const char logs_cut[] = "\n[bpfjury: cut here: the logs of this run are too long in sum]";

bool gather_is_no_answer(struct gather *g, const struct program_result *p, bool stopped)
{
	/* a guest that is smaller than the maps would run out of memory, too */
	const bool larger = g->kernel->objects[g->object].memory_bytes >> 20 < g->memory_max_mib;

	g->out_of_memory |= g->memory_max_mib && larger && p->verdict == VERDICT_ERROR &&
			    reason_is(p, REASON_MEMORY);
	g->early_timeout |= g->host_deadline && !stopped && p->verdict == VERDICT_TIMEOUT;
	return g->out_of_memory || g->early_timeout;
}

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

int gather_unreached(struct gather *g, const struct record *r)
{
	const size_t had = g->sum.bytes, len = strlen(r->text);

	if (had > UNREACHED_TEXT_MAX || !coverage_add(&g->sum, r->text)) {
		g->sum.bytes = UNREACHED_TEXT_MAX + 1; /* which agrees with no result */
		return 1;
	}
	char *more = realloc(g->unreached, had + len + 1);
	if (!more)
		return gather_garbled(g, "out of memory");
	g->unreached = more;
	memcpy(g->unreached + had, r->text, len + 1);
	return 1;
}

/*
 * Give @ret what its program does not reach.  What does not add up, as where a process died amid
 * it, and what exceeds the bound for the run, is not known.
 */
static void take_unreached(struct gather *g, struct result_program *ret)
{
	struct program_result *p = &ret->result;

	if (g->sum.bytes > UNREACHED_TEXT_MAX || !coverage_agrees(&g->sum, p) ||
		g->sum.bytes > g->unreached_left) {
		p->coverage_known = p->coverage_insns < 0 ? -1 : 0;
		p->coverage_reached = p->coverage_known;
		free(steal(&g->unreached));
	} else {
		g->unreached_left -= g->sum.bytes;
		ret->unreached = steal(&g->unreached);
	}
	g->sum = (struct coverage_sum){0};
}

int gather_hot(struct gather *g, const struct record *r)
{
	const size_t had = g->hot_sum.bytes, len = strlen(r->text);

	if (had > HOT_TEXT_MAX || !hot_add(&g->hot_sum, r->text)) {
		g->hot_sum.bytes = HOT_TEXT_MAX + 1; /* which agrees with no result */
		return 1;
	}
	char *more = realloc(g->hot, had + len + 1);
	if (!more)
		return gather_garbled(g, "out of memory");
	g->hot = more;
	memcpy(g->hot + had, r->text, len + 1);
	return 1;
}

/* Likewise; beyond the bound for the run the figures stay, without their lines. */
static void take_hot(struct gather *g, struct result_program *ret)
{
	struct program_result *p = &ret->result;

	if (!hot_agrees(&g->hot_sum, p)) {
		p->hot_insns = UNKNOWN_FIGURE;
		*p->hot_cut = '\0';
		free(steal(&g->hot));
	} else if (g->hot_sum.bytes > g->unreached_left) {
		free(steal(&g->hot));
	} else {
		g->unreached_left -= g->hot_sum.bytes;
		ret->hot = steal(&g->hot);
	}
	g->hot_sum = (struct hot_sum){0};
}

void gather_take_log(struct gather *g, struct result_program *ret)
{
	const struct result_object *o = &g->kernel->objects[g->object];
	char name[OBJECT_NAME_SIZE];

	ret->log = steal(&g->log);
	ret->log_cut = g->log_cut;
	if (g->log_cut && !g->cut_reported)
		diag_warn(
			"%s: the logs of this run are too long in sum; they are cut from program %s of %s on",
			g->kernel->name ? g->kernel->name : "", ret->result.name,
			result_object_name(name, o));
	g->cut_reported |= g->log_cut;
	g->logs_left -= g->log_len;
	g->log_len = 0;
	g->log_cut = false;
}

int gather_keep_program(struct gather *g, const struct program_result *p)
{
	struct result_object *o = &g->kernel->objects[g->object];
	struct result_program *more = reallocarray(o->programs, o->n_programs + 1, sizeof(*more));

	if (!more)
		return gather_garbled(g, "out of memory");
	o->programs = more;
	more[o->n_programs] = (struct result_program){.result = *p};
	take_unreached(g, &more[o->n_programs]);
	take_hot(g, &more[o->n_programs]);
	gather_take_log(g, &more[o->n_programs++]);
	g->whole_stopped |= g->whole_open && g->stop_sent;
	g->program_open = g->stop_sent = false;
	g->program++;
	return 1;
}

static size_t log_length(const struct result_program *p)
{
	return p->log ? strlen(p->log) - (p->log_cut ? strlen(logs_cut) : 0) : 0;
}

void gather_drop_log(struct gather *g, struct result_program *p)
{
	g->logs_left += log_length(p);
	free(steal(&p->log));
}

void gather_drop_programs(struct gather *g, int64_t object, size_t keep)
{
	struct result_object *o = &g->kernel->objects[object];

	while (o->n_programs > keep) {
		struct result_program *p = &o->programs[--o->n_programs];
		g->unreached_left += p->unreached ? strlen(p->unreached) : 0;
		free(steal(&p->unreached));
		g->unreached_left += p->hot ? strlen(p->hot) : 0;
		free(steal(&p->hot));
		gather_drop_log(g, p);
	}
}
