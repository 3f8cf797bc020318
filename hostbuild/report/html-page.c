// SPDX-License-Identifier: GPL-2.0-only
#include "report/html-page.h"
#include "cleanup.h"

#include <string.h>

const char *page_state(enum met m)
{
	return m == MET_NONE ? "unknown" : met_word(m);
}

const char *page_mark_text(enum met m)
{
	switch (m) {
	case MET_MET:
		return "✓";
	case MET_UNMET:
		return "✗";
	case MET_SKIPPED:
		return "–";
	default:
		return "?";
	}
}

void page_put(struct page *p, const char *element, const char *class, const char *text)
{
	markup_start(&p->to, element);
	if (class)
		markup_attribute(&p->to, "class", class);
	markup_text(&p->to, text);
	markup_end_full(&p->to);
}

void page_put_mark(struct page *p, enum met m)
{
	markup_start(&p->to, "i");
	markup_attribute(&p->to, "role", "img");
	markup_attribute(&p->to, "aria-label", page_state(m));
	markup_text(&p->to, page_mark_text(m));
	markup_end_full(&p->to);
	markup_text(&p->to, " ");
}

enum met page_cell_met(const struct grid_cell *c)
{
	if (!c->program)
		return c->unknown ? MET_UNKNOWN : MET_NONE;
	return c->unproved || c->program->result.met == MET_NONE
		       ? MET_UNKNOWN
		       : result_counts_as(c->program, c->program->result.met);
}

bool page_has_details(const struct grid_cell *c)
{
	const enum met met = page_cell_met(c);

	return c->program &&
	       (met == MET_UNMET || met == MET_UNKNOWN || *c->program->result.notes ||
		       c->program->known || *c->program->result.detail ||
		       *c->program->result.adapted || c->program->result.hot_insns >= 0);
}

void page_id(char ret[PAGE_ID_SIZE], size_t object, size_t row, size_t k)
{
	snprintf(ret, PAGE_ID_SIZE, "d-%zu-%zu-%zu", object, row, k);
}

void page_put_states(struct page *p, const struct grid_row *row)
{
	bool has[8] = {false}, differs = false;
	const struct program_result *first = NULL;
	char states[96] = "";

	for (size_t k = 0; k < p->result->n_kernels; k++) {
		const struct grid_cell *c = &row->cells[k];
		const enum met met = page_cell_met(c);
		if (c->program || c->unknown)
			has[met] = true;
		if (c->program && first)
			differs |= c->program->result.verdict != first->verdict ||
				   c->program->result.met != first->met;
		if (c->program && !first)
			first = &c->program->result;
	}
	for (int m = MET_MET; m <= MET_SKIPPED; m++)
		if (has[m]) {
			strcat(states, page_state((enum met)m));
			strcat(states, " ");
		}
	if (differs)
		strcat(states, "differs");
	markup_attribute(&p->to, "data-states", states);
}
