// SPDX-License-Identifier: GPL-2.0-only
#include "report/html-page.h"
#include "cleanup.h"

#include <inttypes.h>
#include <string.h>

#define PLOTS	 3    /* a line through fewer kernels says nothing */
#define FEW_ROWS 2000 /* of more, the names do not stay in view: that is slow */

static void put_small(struct page *p, const char *text)
{
	page_put(p, "small", NULL, text);
}

/* 0 to 9: the place of @insns between 1 and a million, by its logarithm. */
static int heat_of_all(int64_t insns)
{
	int heat = 0;

	/* each step is a factor of four: 4, 16, … 262144 */
	for (int64_t step = 4; insns > step && heat < 9; step *= 4)
		heat++;
	return heat;
}

/* 0 to 9: how much more than @least, from 5 % more to ten times. */
static int heat_of_row(int64_t insns, int64_t least)
{
	static const int percent[] = {105, 110, 125, 150, 200, 300, 400, 600, 1000};
	int heat = 0;

	while (heat < 9 && (__int128)insns * 100 >= (__int128)least * percent[heat])
		heat++;
	return heat;
}

/* The least instructions with which a kernel accepts the program; 0: none does. */
static int64_t least_of(const struct page *p, const struct grid_row *row)
{
	int64_t least = 0;

	for (size_t k = 0; k < p->result->n_kernels; k++) {
		const struct result_program *c = row->cells[k].program;
		if (c && c->result.verdict == VERDICT_ACCEPTED && c->result.insns > 0 &&
			(!least || c->result.insns < least))
			least = c->result.insns;
	}
	return least;
}

/* "+30%", "×2.3"; the background says the same. */
static void put_more(struct page *p, int64_t insns, int64_t least)
{
	markup_start(&p->to, "u");
	if (insns < 2 * least)
		markup_print(&p->to, "+%" PRId64 "%%", insns * 100 / least - 100);
	else
		markup_print(
			&p->to, "×%.*f", insns < 10 * least ? 1 : 0, (double)insns / (double)least);
	markup_end_full(&p->to);
}

static void put_insns(struct page *p, int64_t insns, int64_t least, int heat)
{
	if (insns < 0)
		return;
	markup_start(&p->to, "b");
	markup_print(&p->to, "%" PRId64, insns);
	if (least && heat)
		put_more(p, insns, least);
	markup_end_full(&p->to);
}

static void put_verdict(struct page *p, const struct grid_cell *c, const char *id)
{
	const struct program_result *r = c->program ? &c->program->result : NULL;
	const char *verdict = r ? verdict_word(r->verdict) : "no record";
	const bool linked = page_has_details(c);

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
}

/* @least: least_of() its row; the background compares with it where there are several kernels. */
static void put_cell(struct page *p, const struct grid_cell *c, const char *id, int64_t least)
{
	const struct program_result *r = c->program ? &c->program->result : NULL;
	const int64_t insns = r ? r->insns : UNKNOWN_FIGURE;
	const bool compared = p->result->n_kernels > 1;
	const int heat = insns <= 0 || (compared && !least) ? 0
			 : compared			    ? heat_of_row(insns, least)
							    : heat_of_all(insns);
	char class[48];

	markup_start(&p->to, "td");
	if (!r && !c->unknown) {
		markup_end_full(&p->to);
		return;
	}
	snprintf(class, sizeof(class), "%s h%d", page_state(page_cell_met(c)), heat);
	markup_attribute(&p->to, "class", class);
	if (insns >= 0)
		markup_number(&p->to, "data-n", insns);
	page_put_mark(p, page_cell_met(c));
	put_verdict(p, c, id);
	put_insns(p, insns, least, heat);
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
	const int64_t least = p->result->n_kernels > 1 ? least_of(p, row) : 0;
	char label[GRID_LABEL_SIZE], id[PAGE_ID_SIZE];

	markup_start(&p->to, "tr");
	markup_attribute(&p->to, "class", "program");
	page_put_states(p, row);
	markup_start(&p->to, "th");
	markup_attribute(&p->to, "scope", "row");
	markup_text(&p->to, grid_label(row, label));
	markup_end_full(&p->to);
	for (size_t k = 0; k < p->result->n_kernels; k++) {
		page_id(id, object, at, k);
		put_cell(p, &row->cells[k], id, least);
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

/* What the marks and the numbers are. */
static void put_caption(struct page *p)
{
	struct markup *m = &p->to;

	markup_start(m, "caption");
	markup_text(m, "Programs by kernel. ");
	for (int met = MET_MET; met <= MET_SKIPPED; met++) {
		markup_start(m, "span");
		markup_attribute(m, "class", page_state((enum met)met));
		page_put_mark(p, (enum met)met);
		markup_print(m, "%s", page_state((enum met)met));
		markup_end_full(m);
		markup_text(m, met < MET_SKIPPED ? ", " : ". ");
	}
	markup_text(m, "Numbers are instructions processed by the verifier; the background shows ");
	markup_text(
		m, p->result->n_kernels > 1
			   ? "how many more than the least with which a kernel accepts the program."
			   : "how many on a scale up to a million.");
	markup_end_full(m);
}

/* The widths of columns are set, or a browser would look at every cell before it shows one. */
static void put_columns(struct page *p)
{
	struct markup *m = &p->to;

	markup_start(m, "colgroup");
	for (size_t k = 0; k < p->result->n_kernels + 1 + (p->result->n_kernels >= PLOTS); k++) {
		markup_start(m, "col");
		markup_attribute(m, "class",
			!k			    ? "name"
			: k <= p->result->n_kernels ? "kernel"
						    : "plot");
		markup_end(m);
	}
	markup_end_full(m);
}

static void put_column_head(struct page *p, const char *text)
{
	markup_start(&p->to, "th");
	markup_attribute(&p->to, "scope", "col");
	markup_text(&p->to, text);
	markup_end_full(&p->to);
}

static void put_heads(struct page *p)
{
	struct markup *m = &p->to;

	markup_start(m, "thead");
	markup_start(m, "tr");
	put_column_head(p, "program");
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
		put_column_head(p, "instructions");
	markup_end_full(m);
	markup_end_full(m);
	markup_text(m, "\n");
}

void page_put_table(struct page *p)
{
	struct markup *m = &p->to;
	size_t rows = 0;

	for (size_t i = 0; i < p->grid->n_objects; i++)
		rows += p->grid->objects[i].n_rows;
	markup_start(m, "div");
	markup_attribute(m, "class", rows > FEW_ROWS ? "scroll many" : "scroll");
	/* an area that scrolls must be reached with the keyboard */
	markup_attribute(m, "tabindex", "0");
	markup_attribute(m, "role", "region");
	markup_attribute(m, "aria-label", "Programs by kernel");
	markup_start(m, "table");
	markup_attribute(m, "id", "answers");
	put_caption(p);
	put_columns(p);
	put_heads(p);
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
