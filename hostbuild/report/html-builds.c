// SPDX-License-Identifier: GPL-2.0-only
#include "report/html-page.h"
#include "cleanup.h"
#include "report/changes.h"
#include "result/against.h"

#include <inttypes.h>

static void put_heads(struct page *p, const struct comparison *c)
{
	struct markup *m = &p->to;

	markup_start(m, "thead");
	markup_start(m, "tr");
	page_put(p, "th", NULL, "program");
	for (size_t k = 0; k < c->n_kernels; k++) {
		const struct result_kernel *kernel = c->kernels[k].latest;
		markup_start(m, "th");
		markup_attribute(m, "scope", "col");
		markup_text(m, kernel->name);
		page_put(p, "small", NULL,
			kernel->version ? kernel->version : outcome_word(kernel->outcome));
		markup_end_full(m);
	}
	markup_end_full(m);
	markup_end_full(m);
}

static void put_cell(struct page *p, const struct compared *row, const struct gate *g)
{
	struct markup *m = &p->to;

	markup_start(m, "td");
	if (row) {
		const struct change_text t = change_text_of(row, g, "→");
		const enum met met = row->latest ? row->latest_met : MET_UNKNOWN;
		if (t.tone)
			markup_attribute(m, "class", page_state(t.tone));
		page_put_mark(p, met);
		markup_text(m, t.text);
		if (*t.note)
			page_put(p, "small", NULL, t.note);
	}
	markup_end_full(m);
}

static void put_rows(struct page *p, const struct changes *c, const struct gate *g)
{
	struct markup *m = &p->to;
	char label[CHANGES_LABEL_SIZE];

	markup_start(m, "tbody");
	for (size_t i = 0; i < c->n_rows; i++) {
		markup_start(m, "tr");
		markup_start(m, "th");
		markup_attribute(m, "scope", "row");
		markup_text(m, changes_label(&c->rows[i], label));
		markup_end_full(m);
		for (size_t k = 0; k < c->comparison->n_kernels; k++)
			put_cell(p, c->rows[i].cells[k], g);
		markup_end_full(m);
		markup_text(m, "\n");
	}
	markup_end_full(m);
}

void page_put_builds(struct page *p)
{
	cleanup_with(against_clear) struct against against = {0};
	cleanup_with(changes_clear) struct changes changes = {0};
	struct markup *m = &p->to;

	if (!p->result->against)
		return;
	if (against_make(&against, p->result) ||
		changes_make(&changes, &against.comparison, &against.gate)) {
		m->failed = true;
		return;
	}
	page_put(p, "h2", NULL, "Against the other build");
	markup_start(m, "p");
	markup_print(m, "%zu changed, %zu alike; worst first, before → now", changes.n_rows,
		changes.alike);
	markup_end_full(m);
	if (!changes.n_rows)
		return;
	markup_start(m, "div");
	markup_attribute(m, "class", "scroll");
	markup_start(m, "table");
	markup_attribute(m, "id", "against");
	put_heads(p, &against.comparison);
	put_rows(p, &changes, &against.gate);
	markup_end_full(m);
	markup_end_full(m);
}
