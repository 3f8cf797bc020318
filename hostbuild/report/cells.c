// SPDX-License-Identifier: GPL-2.0-only
#include "report/cells.h"
#include "cleanup.h"
#include "report/marks.h"
#include "report/noted.h"
#include "report/supplied.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void missing_text(struct cell_text *w, const struct grid_cell *cell, const struct screen *s)
{
	if (!cell->unknown)
		return;
	*w = (struct cell_text){
		.style = STYLE_DOUBT, .mark = met_mark(s, MET_UNKNOWN), .verdict = "no record"};
	if (cell->unknown > 1)
		snprintf(w->under, sizeof(w->under), "%" PRId64 " programs", cell->unknown);
}

/* That it is known, or a limit that it crosses. */
static void add_said(struct cell_text *w, const struct result_program *p, const struct screen *s)
{
	cleanup_free char *under = strdup(w->under);

	if (result_is_known(p)) {
		w->style = STYLE_DIM;
		snprintf(w->under, sizeof(w->under), "known%s%s", under && *under ? ": " : "",
			under ? under : "");
	} else if (p->n_crossed && p->result.met == MET_MET) {
		const enum met met = p->crossed[0].value < 0 ? MET_UNKNOWN : MET_UNMET;
		w->style = met_style(met);
		w->mark = met_mark(s, met);
		snprintf(w->under, sizeof(w->under), "over %s", p->crossed[0].limit);
	} else if (result_passes(p)) {
		snprintf(w->under, sizeof(w->under), "known, passes");
	}
}

struct cell_text cell_of_program(const struct grid_cell *cell, const struct screen *s)
{
	const struct program_result *p = cell->program ? &cell->program->result : NULL;
	const char *verdict, *expected;
	struct cell_text w = {.mark = ""};

	if (!p) {
		missing_text(&w, cell, s);
		return w;
	}
	const enum met met = cell->unproved ? MET_UNKNOWN : p->met;
	w.style = met_style(met);
	w.mark = met_mark(s, met);
	verdict = verdict_word(p->verdict);
	expected = verdict_word(p->expected);
	snprintf(w.verdict, sizeof(w.verdict), "%s%s%s", verdict ? verdict : "no verdict",
		*p->adapted ? SUPPLIED_SIGN : "", *p->notes ? NOTED_SIGN : "");
	if (p->insns >= 0)
		snprintf(w.figure, sizeof(w.figure), "%" PRId64, p->insns);
	if (*p->reason)
		snprintf(w.under, sizeof(w.under), "%s", p->reason);
	else if (p->verdict == VERDICT_ACCEPTED && expected && p->expected != p->verdict)
		snprintf(w.under, sizeof(w.under), "not %s", expected);
	else if (errno_symbol(p->err))
		snprintf(w.under, sizeof(w.under), "%s", errno_symbol(p->err));
	add_said(&w, cell->program, s);
	return w;
}

bool cells_show_whole(const struct grid *g, const struct grid_object *o)
{
	for (size_t k = 0; k < g->result->n_kernels; k++) {
		const bool complete = result_kernel_is_complete(&g->result->kernels[k]);
		const struct result_object *object = o->of[k];
		const struct result_whole *w = object ? object->whole : NULL;
		if (w && ((w->programs >= 0 ? w->programs : object->announced) > 1 ||
				 (w->load.result.met != MET_MET &&
					 !result_whole_is_shown(object, complete))))
			return true;
	}
	return false;
}

struct cell_text cell_of_whole(
	const struct grid *g, const struct grid_object *o, size_t k, const struct screen *s)
{
	const bool complete = result_kernel_is_complete(&g->result->kernels[k]);
	const struct result_whole *w = o->of[k] ? o->of[k]->whole : NULL;
	struct cell_text text = {.mark = ""};

	if (!w)
		return text;
	const struct program_result *p = &w->load.result;
	const enum met met = result_whole_met(o->of[k], complete);
	const char *verdict = verdict_word(p->verdict), *symbol = errno_symbol(p->err);
	text.style = met_style(met);
	text.mark = met_mark(s, met);
	if (w->programs > 0)
		snprintf(text.verdict, sizeof(text.verdict), "%" PRId64 " together%s", w->programs,
			*p->adapted ? SUPPLIED_SIGN : "");
	else
		snprintf(text.verdict, sizeof(text.verdict), "together");
	if (p->verdict != VERDICT_ACCEPTED || *p->reason)
		snprintf(text.under, sizeof(text.under), "%s",
			*p->reason ? p->reason
			: symbol   ? symbol
			: verdict  ? verdict
				   : "no answer");
	add_said(&text, &w->load, s);
	return text;
}
