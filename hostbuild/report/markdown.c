// SPDX-License-Identifier: GPL-2.0-only
#include "report/markdown.h"
#include "cleanup.h"
#include "diag.h"
#include "outputs.h"
#include "report/cases.h"
#include "report/emitted.h"
#include "report/excerpt.h"
#include "report/grid.h"
#include "report/markdown-builds.h"
#include "report/markdown-text.h"
#include "report/unproved.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define FILE_MAX    (1u << 20)	 /* GitHub's, of the summaries of one step */
#define TABLE_MAX   (700u << 10) /* where the rows of the table end */
#define CHANGES_MAX (750u << 10) /* where the table of changes ends */
#define NOTES_MAX   (800u << 10) /* where the notes end */
#define TEXT_MAX    (980u << 10) /* where the explanations end */
#define LOG_MAX	    4096	 /* bytes of one log */
#define NOTED	    "&#126;"	 /* "~", at a verdict that has notes */

struct page {
	FILE *out;
	const struct result *result;
	bool *failed; /* there was no memory for a text */
};

static size_t used(const struct page *p)
{
	const long at = ftell(p->out);

	return at < 0 ? FILE_MAX : (size_t)at;
}

static void put_code(const struct page *p, const char *text)
{
	*p->failed |= !markdown_put_code(p->out, text);
}

static const char *sign(enum met m)
{
	switch (m) {
	case MET_MET:
		return "✅";
	case MET_UNMET:
		return "❌";
	case MET_SKIPPED:
		return "➖";
	default:
		return "❓";
	}
}

/* Whether columns were asked for, instead of the usual table and what follows it. */
static bool is_emitted(const struct result *r)
{
	return r->view && r->view->selection->n_columns;
}

static void put_sum(const struct page *p)
{
	const struct summary s = result_summary(p->result);
	cleanup_free char *unproved = unproved_kernels(p->result);
	char wholes[SUMMARY_WHOLES_SIZE];

	*p->failed |= !unproved;
	summary_wholes(&s, wholes);
	fprintf(p->out,
		"## %s bpfjury: %" PRId64 " met, %" PRId64 " unmet, %" PRId64 " unknown, %" PRId64
		" skipped%s\n\n",
		sign(result_met_of(result_status(p->result))), s.met, s.unmet, s.unknown, s.skipped,
		wholes);
	if (unproved && *unproved) {
		put_code(p, unproved);
		fputs("\n\n", p->out);
	}
	if (p->result->view && !is_emitted(p->result))
		fprintf(p->out, "%s\n\n", p->result->view->note);
	for (size_t k = 0; k < p->result->n_kernels; k++) {
		const struct result_kernel *kernel = &p->result->kernels[k];
		char doubt[160];
		result_kernel_doubt(kernel, doubt, sizeof(doubt));
		if (!*doubt && !kernel->n_splats)
			continue;
		fputs("- ", p->out);
		put_code(p, kernel->name);
		if (*doubt)
			fprintf(p->out, " is not known: %s", doubt);
		if (kernel->why) {
			fputs(": ", p->out);
			put_code(p, kernel->why);
		}
		for (size_t i = 0; i < kernel->n_splats && i < 8; i++) {
			fputs("; ", p->out);
			put_code(p, kernel->splats[i].title);
			if (kernel->splats[i].allowed) {
				fputs(", allowed: ", p->out);
				put_code(p, kernel->splats[i].allowed->reason);
			}
		}
		fputc('\n', p->out);
	}
	fputc('\n', p->out);
}

static void put_head(const struct page *p)
{
	fputs("| program |", p->out);
	for (size_t k = 0; k < p->result->n_kernels; k++) {
		fputc(' ', p->out);
		put_code(p, p->result->kernels[k].name);
		if (p->result->kernels[k].version) {
			fputs("<br>", p->out);
			put_code(p, p->result->kernels[k].version);
		}
		fputs(" |", p->out);
	}
	fputs("\n|---|", p->out);
	for (size_t k = 0; k < p->result->n_kernels; k++)
		fputs("---|", p->out);
	fputc('\n', p->out);
}

static void put_cell(const struct page *p, const struct grid_cell *cell)
{
	const struct program_result *r = cell->program ? &cell->program->result : NULL;
	const char *verdict = r ? verdict_word(r->verdict) : NULL;

	if (!r && !cell->unknown) {
		fputs(" |", p->out);
		return;
	}
	fprintf(p->out, " %s ",
		sign(!r || cell->unproved ? MET_UNKNOWN : result_counts_as(cell->program, r->met)));
	fputs(verdict ? verdict : "no record", p->out);
	if (r && *r->notes)
		fputs(NOTED, p->out);
	if (r && r->insns >= 0)
		fprintf(p->out, " %" PRId64, r->insns);
	if (r && *r->reason) {
		fputs("<br>", p->out);
		put_code(p, r->reason);
	}
	if (r && cell->program->known) {
		fputs(result_is_known(cell->program) ? "<br>known: " : "<br>was known: ", p->out);
		put_code(p, cell->program->known->why);
	}
	if (r && cell->program->n_crossed) {
		fputs(cell->program->crossed[0].value < 0 ? "<br>no figure for " : "<br>over ",
			p->out);
		put_code(p, cell->program->crossed[0].limit);
	}
	fputs(" |", p->out);
}

static void put_row(const struct page *p, const struct grid_row *row)
{
	char label[GRID_LABEL_SIZE];

	fputs("| ", p->out);
	put_code(p, grid_label(row, label));
	fputs(" |", p->out);
	for (size_t k = 0; k < p->result->n_kernels; k++)
		put_cell(p, &row->cells[k]);
	fputc('\n', p->out);
}

/* The line of an object: its path, and what it comes to as a whole. */
static void put_object(const struct page *p, const struct grid_object *o)
{
	char name[OBJECT_NAME_SIZE];

	fputs("| **", p->out);
	put_code(p, result_object_name(name, o->any));
	fputs("** |", p->out);
	for (size_t k = 0; k < p->result->n_kernels; k++) {
		const bool complete = result_kernel_is_complete(&p->result->kernels[k]);
		const struct result_object *object = o->of[k];
		if (object && object->whole)
			fprintf(p->out, " %s together |", sign(result_whole_met(object, complete)));
		else
			fputs(" |", p->out);
	}
	fputc('\n', p->out);
}

static void put_table(const struct page *p, const struct grid *g)
{
	size_t left_out = 0;

	put_head(p);
	for (size_t i = 0; i < g->n_objects; i++) {
		const bool room = used(p) < TABLE_MAX;
		if (room)
			put_object(p, &g->objects[i]);
		for (size_t j = 0; j < g->objects[i].n_rows; j++)
			if (room && used(p) < TABLE_MAX)
				put_row(p, &g->objects[i].rows[j]);
			else
				left_out++;
	}
	fputc('\n', p->out);
	if (left_out)
		fprintf(p->out, "%zu more programs have no room here: see result.json.\n\n",
			left_out);
}

static void put_emitted_text(const void *page, const char *text)
{
	put_code(page, text);
}

/* Whether an earlier kernel than @k has the same notes of the row; then they are listed there. */
static bool are_listed(const struct grid_row *row, size_t k)
{
	const char *notes = row->cells[k].program->result.notes;

	for (size_t i = 0; i < k; i++)
		if (row->cells[i].program &&
			strcmp(row->cells[i].program->result.notes, notes) == 0)
			return true;
	return false;
}

/* One item: the notes of a program, with all kernels that gave the same. */
static void put_notes_of(
	const struct page *p, const struct grid_object *o, const struct grid_row *row, size_t k)
{
	const char *notes = row->cells[k].program->result.notes;
	char name[OBJECT_NAME_SIZE];

	fputs("- " NOTED " ", p->out);
	put_code(p, result_object_name(name, o->any));
	fputc(' ', p->out);
	put_code(p, row->name ? row->name : "(never named)");
	for (size_t i = k; i < p->result->n_kernels; i++) {
		const struct result_program *other = row->cells[i].program;
		if (!other || strcmp(other->result.notes, notes) != 0)
			continue;
		fputs(i == k ? " on " : ", ", p->out);
		put_code(p, p->result->kernels[i].name);
	}
	for (const char *at = notes; *at;) {
		const size_t len = strcspn(at, "\n");
		cleanup_free char *line = strndup(at, len);
		fputs(at == notes ? ": " : "; ", p->out);
		put_code(p, line ? line : "?");
		at += len + (at[len] == '\n');
	}
	fputc('\n', p->out);
}

/* What verdicts do not say though they are true. */
static void put_notes(const struct page *p, const struct grid *g)
{
	size_t n = 0, left_out = 0;

	for (size_t i = 0; i < g->n_objects; i++)
		for (size_t j = 0; j < g->objects[i].n_rows; j++)
			for (size_t k = 0; k < p->result->n_kernels; k++) {
				const struct grid_row *row = &g->objects[i].rows[j];
				const struct result_program *program = row->cells[k].program;
				if (!program || !*program->result.notes || are_listed(row, k))
					continue;
				n++;
				if (used(p) < NOTES_MAX)
					put_notes_of(p, &g->objects[i], row, k);
				else
					left_out++;
			}
	if (left_out)
		fprintf(p->out, "\n%zu more notes have no room here: see result.json.\n", left_out);
	if (n)
		fputc('\n', p->out);
}

static void put_log(const struct page *p, const char *log)
{
	const char *from = excerpt_end(log, LOG_MAX);

	fprintf(p->out, "<details><summary>%slog</summary>\n\n",
		from > log ? "the end of the " : "");
	*p->failed |= !markdown_put_lines(p->out, from);
	fputs("</details>\n\n", p->out);
}

static void put_text(const struct page *p, const char *text)
{
	if (!*text)
		return;
	put_code(p, text);
	fputs("\n\n", p->out);
}

static void put_case(
	const struct page *p, const struct result_kernel *k, const struct report_case *c)
{
	const struct program_result *r = c->program ? &c->program->result : NULL;
	const char *verdict = r ? verdict_word(r->verdict) : NULL;
	const char *symbol = r ? errno_symbol(r->err) : NULL;
	char name[OBJECT_NAME_SIZE];

	fprintf(p->out, "#### %s ", sign(c->met));
	if (c->object) {
		put_code(p, result_object_name(name, c->object));
		fputc(' ', p->out);
	}
	put_code(p, c->name);
	fputs(" on ", p->out);
	put_code(p, k->name);
	fprintf(p->out, ": %s%s%s\n\n", verdict ? verdict : "no verdict", symbol ? " " : "",
		symbol ? symbol : "");
	put_text(p, c->why);
	if (!r)
		return;
	put_text(p, r->reason);
	put_text(p, r->detail);
	put_text(p, r->help);
	put_text(p, r->erratum);
	if (c->object && c->object->repeat) {
		put_code(p, c->object->repeat);
		fputs("\n\n", p->out);
	}
	if (c->program->log)
		put_log(p, c->program->log);
}

/* What is not met, kernel by kernel; -ENOMEM. */
static int put_cases(const struct page *p)
{
	size_t left_out = 0;
	int r = 0;

	for (size_t k = 0; k < p->result->n_kernels && !r; k++) {
		const struct result_kernel *kernel = &p->result->kernels[k];
		cleanup_with(report_cases_clear) struct report_cases cases = {0};
		r = report_cases_make(&cases, kernel);
		for (size_t i = 0; i < cases.n; i++) {
			const enum met met = cases.cases[i].met;
			if (met != MET_UNMET && met != MET_UNKNOWN)
				continue;
			/* one case has a log and some texts, each byte of which is six at most */
			if (used(p) + 6 * (LOG_MAX + 4096) < TEXT_MAX)
				put_case(p, kernel, &cases.cases[i]);
			else
				left_out++;
		}
	}
	if (left_out)
		fprintf(p->out, "%zu more that are not met have no room here: see result.json.\n",
			left_out);
	return r;
}

int markdown_write(const struct result *r, const char *path)
{
	cleanup_with(grid_clear) struct grid grid = {0};
	cleanup_free char *text = NULL;
	size_t len = 0;
	bool failed = false;
	const struct page page = {
		.out = open_memstream(&text, &len), .result = r, .failed = &failed};
	int err = page.out ? grid_make(&grid, r) : -ENOMEM;

	if (!err) {
		put_sum(&page);
		if (is_emitted(r))
			err = emitted_markdown(page.out, r, TABLE_MAX, put_emitted_text, &page);
		else
			put_table(&page, &grid);
	}
	if (!err && !is_emitted(r)) {
		failed |= markdown_put_builds(page.out, r, CHANGES_MAX) != 0;
		put_notes(&page, &grid);
		err = put_cases(&page);
	}
	if ((page.out && fclose(page.out)) || failed)
		err = -ENOMEM;
	return err ? diag_errno(err, "write %s", path) : output_text(path, text, len, FILE_MAX);
}
