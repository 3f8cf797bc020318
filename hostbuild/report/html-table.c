// SPDX-License-Identifier: GPL-2.0-only
#include "report/html-page.h"
#include "cleanup.h"

#include <inttypes.h>
#include <string.h>

#define PLOTS 3 /* a line through fewer kernels says nothing */

static void put_small(struct page *p, const char *text)
{
	page_put(p, "small", NULL, text);
}

/* 0 to 9: the place of @insns between 1 and a million, by its logarithm. */
static int heat_of(int64_t insns)
{
	int heat = 0;

	/* each step is a factor of four: 4, 16, … 262144 */
	for (int64_t step = 4; insns > step && heat < 9; step *= 4)
		heat++;
	return heat;
}

static void put_cell(struct page *p, const struct grid_cell *c, const char *id)
{
	const struct program_result *r = c->program ? &c->program->result : NULL;
	const char *verdict = r ? verdict_word(r->verdict) : "no record";
	const bool linked = page_has_details(c);
	char class[48];

	markup_start(&p->to, "td");
	if (!r && !c->unknown) {
		markup_end_full(&p->to);
		return;
	}
	snprintf(class, sizeof(class), "%s h%d", page_state(page_cell_met(c)),
		r && r->insns > 0 ? heat_of(r->insns) : 0);
	markup_attribute(&p->to, "class", class);
	if (r && r->insns >= 0)
		markup_number(&p->to, "data-n", r->insns);
	markup_start(&p->to, "div");
	markup_start(&p->to, "span");
	page_put_mark(p, page_cell_met(c));
	if (linked) {
		char hash[PAGE_ID_SIZE + 1];
		snprintf(hash, sizeof(hash), "#%s", id);
		markup_start(&p->to, "a");
		markup_attribute(&p->to, "href", hash);
	}
	markup_text(&p->to, verdict ? verdict : "no verdict");
	if (r && *r->adapted)
		markup_text(&p->to, "*");
	if (r && *r->notes)
		markup_text(&p->to, "~");
	if (linked)
		markup_end_full(&p->to);
	markup_end_full(&p->to);
	if (r && r->insns >= 0) {
		markup_start(&p->to, "span");
		markup_attribute(&p->to, "class", "n");
		markup_print(&p->to, "%" PRId64, r->insns);
		markup_end_full(&p->to);
	}
	markup_end_full(&p->to);
	if (r && *r->reason)
		put_small(p, r->reason);
	markup_end_full(&p->to);
}

/* Instructions by kernel as a line, each kernel one step to the right. */
static void put_plot(struct page *p, const struct grid_row *row)
{
	const size_t kernels = p->result->n_kernels;
	int64_t most = 1;
	size_t n = 0;
	char at[48];

	markup_start(&p->to, "td");
	for (size_t k = 0; k < kernels; k++) {
		const struct result_program *c = row->cells[k].program;
		n += c && c->result.insns >= 0;
		if (c && c->result.insns > most)
			most = c->result.insns;
	}
	if (n >= PLOTS) {
		markup_start(&p->to, "svg");
		markup_number(&p->to, "width", (int64_t)(kernels * 12));
		markup_attribute(&p->to, "height", "20");
		markup_attribute(&p->to, "role", "img");
		markup_attribute(&p->to, "aria-label",
			"instructions by kernel; the numbers are at the left");
		markup_start(&p->to, "polyline");
		cleanup_free char *points = calloc(kernels, sizeof(at));
		for (size_t k = 0; points && k < kernels; k++) {
			const struct result_program *c = row->cells[k].program;
			if (!c || c->result.insns < 0)
				continue;
			snprintf(at, sizeof(at), "%zu,%" PRId64 " ", k * 12 + 2,
				19 - (int64_t)((__int128)c->result.insns * 18 / most));
			strcat(points, at);
		}
		markup_attribute(&p->to, "points", points ? points : "");
		markup_end_full(&p->to);
		markup_end_full(&p->to);
	}
	markup_end_full(&p->to);
}

static void put_row(struct page *p, size_t object, size_t at)
{
	const struct grid_object *o = &p->grid->objects[object];
	const struct grid_row *row = &o->rows[at];
	char label[GRID_LABEL_SIZE], id[PAGE_ID_SIZE];

	markup_start(&p->to, "tr");
	markup_attribute(&p->to, "class", "program");
	page_put_name(p, o, row);
	page_put_states(p, row);
	markup_start(&p->to, "th");
	markup_attribute(&p->to, "scope", "row");
	markup_text(&p->to, grid_label(row, label));
	markup_end_full(&p->to);
	for (size_t k = 0; k < p->result->n_kernels; k++) {
		page_id(id, object, at, k);
		put_cell(p, &row->cells[k], id);
	}
	if (p->result->n_kernels >= PLOTS)
		put_plot(p, row);
	markup_end_full(&p->to);
	markup_text(&p->to, "\n");
}

/* The line of an object, with what it comes to as a whole. */
static void put_object_row(struct page *p, const struct grid_object *o)
{
	char name[OBJECT_NAME_SIZE];

	markup_start(&p->to, "tr");
	markup_attribute(&p->to, "class", "object");
	markup_start(&p->to, "th");
	markup_attribute(&p->to, "scope", "rowgroup");
	markup_text(&p->to, result_object_name(name, o->any));
	markup_end_full(&p->to);
	for (size_t k = 0; k < p->result->n_kernels; k++) {
		const struct result_object *of = o->of[k];
		const enum met met =
			of && of->whole ? result_whole_met(of,
						  result_kernel_is_complete(&p->result->kernels[k]))
					: MET_NONE;
		markup_start(&p->to, "td");
		if (met) {
			markup_attribute(&p->to, "class", page_state(met));
			page_put_mark(p, met);
			markup_print(&p->to, "%" PRId64 " together",
				of->whole->programs > 0 ? of->whole->programs : of->announced);
			if (*of->whole->load.result.reason && met != MET_MET)
				put_small(p, of->whole->load.result.reason);
		}
		markup_end_full(&p->to);
	}
	if (p->result->n_kernels >= PLOTS) {
		markup_start(&p->to, "td");
		markup_end_full(&p->to);
	}
	markup_end_full(&p->to);
	markup_text(&p->to, "\n");
}

void page_put_table(struct page *p)
{
	struct markup *m = &p->to;

	markup_start(m, "div");
	markup_attribute(m, "class", "scroll");
	markup_start(m, "table");
	markup_attribute(m, "id", "answers");
	markup_start(m, "thead");
	markup_start(m, "tr");
	page_put(p, "th", NULL, "program");
	for (size_t k = 0; k < p->result->n_kernels; k++) {
		const struct result_kernel *kernel = &p->result->kernels[k];
		markup_start(m, "th");
		markup_attribute(m, "scope", "col");
		markup_start(m, "button");
		markup_attribute(m, "type", "button");
		markup_attribute(m, "title", "sort by instructions");
		markup_text(m, kernel->name);
		markup_end_full(m);
		page_put(p, "small", NULL,
			kernel->version ? kernel->version : outcome_word(kernel->outcome));
		markup_end_full(m);
	}
	if (p->result->n_kernels >= PLOTS)
		page_put(p, "th", NULL, "instructions");
	markup_end_full(m);
	markup_end_full(m);
	markup_text(m, "\n");
	for (size_t i = 0; i < p->grid->n_objects; i++) {
		markup_start(m, "tbody");
		put_object_row(p, &p->grid->objects[i]);
		for (size_t j = 0; j < p->grid->objects[i].n_rows; j++)
			put_row(p, i, j);
		markup_end_full(m);
	}
	markup_end_full(m);
	markup_end_full(m);
}
