// SPDX-License-Identifier: GPL-2.0-only
#include "report/matrix.h"
#include "cleanup.h"
#include "report/changes.h"
#include "report/marks.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define GAP	2
#define MARK	2 /* columns of a mark and the blank behind it */
#define HEADING "against: before, now"

struct matrix {
	const struct screen *s;
	const struct changes *changes;
	const struct gate *gate;
	bool stacked; /* names have lines of their own, and cells come below them */
	int name;     /* columns before the first kernel */
	int *widths;  /* of each kernel */
};

static const char *arrow(const struct screen *s)
{
	return s->utf8 ? "→" : "->";
}

static const struct result_kernel *kernel_of(const struct matrix *m, size_t k)
{
	const struct compared_kernel *kernel = &m->changes->comparison->kernels[k];

	return kernel->latest ? kernel->latest : kernel->base;
}

static int cell_width(const struct screen *s, const struct change_text *t)
{
	const int text = screen_width(s, t->text), note = screen_width(s, t->note);

	return MARK + (note > text ? note : text);
}

static int head_width(const struct screen *s, const struct result_kernel *k)
{
	const int name = screen_width(s, k->name);
	const int version = k->version ? screen_width(s, k->version) : 0;

	return name > version ? name : version;
}

/* The width of each column; where not all fit next to the names, these have lines of their own. */
static void measure(struct matrix *m)
{
	const struct screen *s = m->s;
	const size_t kernels = m->changes->comparison->n_kernels;
	char label[CHANGES_LABEL_SIZE];
	int all = 0;

	m->name = screen_width(s, HEADING);
	for (size_t k = 0; k < kernels; k++)
		m->widths[k] = head_width(s, kernel_of(m, k));
	for (size_t i = 0; i < m->changes->n_rows; i++) {
		const struct changes_row *row = &m->changes->rows[i];
		const int width = screen_width(s, changes_label(row, label));
		m->name = width > m->name ? width : m->name;
		for (size_t k = 0; k < kernels; k++) {
			if (!row->cells[k])
				continue;
			const struct change_text t =
				change_text_of(row->cells[k], m->gate, arrow(s));
			const int columns = cell_width(s, &t);
			m->widths[k] = columns > m->widths[k] ? columns : m->widths[k];
		}
	}
	for (size_t k = 0; k < kernels; k++)
		all += GAP + m->widths[k];
	m->stacked = m->name + all > s->columns;
	if (m->stacked)
		m->name = 0;
}

/* How many kernels from @from on have room next to each other; at least one. */
static size_t fitting(const struct matrix *m, size_t from)
{
	int columns = m->name;
	size_t n = 0;

	while (from + n < m->changes->comparison->n_kernels) {
		columns += GAP + m->widths[from + n];
		if (n && columns > m->s->columns)
			break;
		n++;
	}
	return n;
}

static void put_heads(const struct matrix *m, size_t from, size_t n)
{
	const struct screen *s = m->s;
	int columns = m->name;

	if (m->stacked) {
		screen_put(s, STYLE_BOLD, CUT_END, HEADING, s->columns);
		fputc('\n', s->out);
	}
	screen_pad(s, m->name);
	for (size_t k = from; k < from + n; k++) {
		const char *version = kernel_of(m, k)->version;
		screen_pad(s, GAP);
		screen_pad(s, m->widths[k] - screen_put(s, STYLE_PLAIN, CUT_END,
						     version ? version : "", m->widths[k]));
		columns += GAP + m->widths[k];
	}
	fputc('\n', s->out);
	screen_pad(s, m->name - screen_put(s, STYLE_BOLD, CUT_END, HEADING, m->name));
	for (size_t k = from; k < from + n; k++) {
		screen_pad(s, GAP);
		screen_pad(s, m->widths[k] - screen_put(s, STYLE_BOLD, CUT_END,
						     kernel_of(m, k)->name, m->widths[k]));
	}
	fputc('\n', s->out);
	screen_rule(s, columns);
}

/* The mark and the text; or where @under the note below it.  Returns the columns that it took. */
static int put_cell(const struct matrix *m, const struct compared *row, bool under)
{
	const struct screen *s = m->s;
	const struct change_text t = change_text_of(row, m->gate, arrow(s));
	const enum style style = t.tone == MET_NONE ? STYLE_PLAIN : met_style(t.tone);
	const enum met met = row->latest ? row->latest_met : MET_UNKNOWN;

	if (under) {
		screen_pad(s, MARK);
		return MARK + screen_put(s, style, CUT_END, t.note, INT16_MAX);
	}
	screen_put(s, met_style(met), CUT_END, met_mark(s, met), 1);
	fputc(' ', s->out);
	return MARK + screen_put(s, style, CUT_END, t.text, INT16_MAX);
}

static bool has_notes(const struct matrix *m, const struct changes_row *row, size_t from, size_t n)
{
	for (size_t k = from; k < from + n; k++) {
		if (!row->cells[k])
			continue;
		const struct change_text t = change_text_of(row->cells[k], m->gate, "");
		if (*t.note)
			return true;
	}
	return false;
}

/* One line of cells, from column @at on. */
static void put_cells(const struct matrix *m, const struct changes_row *row, size_t from, size_t n,
	int at, bool under)
{
	int gap = m->name - at;

	for (size_t k = from; k < from + n; k++) {
		if (!row->cells[k]) {
			gap += GAP + m->widths[k];
			continue;
		}
		screen_pad(m->s, gap + GAP);
		gap = m->widths[k] - put_cell(m, row->cells[k], under);
	}
	fputc('\n', m->s->out);
}

static void put_row(const struct matrix *m, const struct changes_row *row, size_t from, size_t n)
{
	char label[CHANGES_LABEL_SIZE];
	int at = screen_put(m->s, STYLE_PLAIN, m->stacked ? CUT_START : CUT_MIDDLE,
		changes_label(row, label), m->stacked ? m->s->columns : m->name);

	if (m->stacked) {
		fputc('\n', m->s->out);
		at = 0;
	}
	put_cells(m, row, from, n, at, false);
	if (has_notes(m, row, from, n))
		put_cells(m, row, from, n, 0, true);
}

static void put_matrix(const struct matrix *m)
{
	for (size_t from = 0, n; from < m->changes->comparison->n_kernels; from += n) {
		n = fitting(m, from);
		put_heads(m, from, n);
		for (size_t i = 0; i < m->changes->n_rows; i++)
			put_row(m, &m->changes->rows[i], from, n);
		fputc('\n', m->s->out);
	}
}

int matrix_put(const struct screen *s, const struct comparison *c, const struct gate *g)
{
	cleanup_with(changes_clear) struct changes changes = {0};
	cleanup_free int *widths = calloc(c->n_kernels + 1, sizeof(*widths));
	struct matrix m = {.s = s, .changes = &changes, .gate = g, .widths = widths};

	if (!widths || changes_make(&changes, c, g))
		return -ENOMEM;
	measure(&m);
	if (changes.n_rows)
		put_matrix(&m);
	return 0;
}
