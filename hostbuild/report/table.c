// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "diag.h"
#include "report/blamed.h"
#include "report/builds.h"
#include "report/cells.h"
#include "report/covered.h"
#include "report/emitted.h"
#include "report/explain-kernels.h"
#include "report/explain-losses.h"
#include "report/explain-programs.h"
#include "report/explain-whole.h"
#include "report/hot-lines.h"
#include "report/noted.h"
#include "report/supplied.h"
#include "report/unproved.h"
#include "report/wrap.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#define GAP	   2
#define INDENT	   2
#define COLUMN_MAX 28 /* the longest verdict and 1000001 instructions, or a reason */
#define SPEC_LEAST 11 /* "debian:6.12"; a longer one may be cut, and is in full below */
#define CAPTION	   "verdict, instructions"

/* One kernel's column. */
struct column {
	size_t kernel;
	int verdict, figure; /* widest of its cells */
	int width;
};

struct table {
	const struct screen *screen;
	const struct grid *grid;
	struct column *columns;
	size_t n_columns;
	struct cell_text *cells; /* room for those of a line */
	int name;		 /* width of the names at the left */
};

static void widen(int *width, int to)
{
	if (to > *width)
		*width = to;
}

/* The two lines above a kernel's column. */
static void head_of(const struct result_kernel *k, char *line, size_t size)
{
	if (k->version)
		snprintf(line, size, "%s", k->version);
	else
		snprintf(line, size, "(%s)", outcome_word(k->outcome));
}

static void measure_column(const struct table *t, struct column *c)
{
	const struct result_kernel *kernel = &t->grid->result->kernels[c->kernel];
	char version[128];

	head_of(kernel, version, sizeof(version));
	c->width = SPEC_LEAST;
	widen(&c->width, screen_width(t->screen, version));
	for (size_t i = 0; i < t->grid->n_objects; i++) {
		const struct grid_object *o = &t->grid->objects[i];
		if (cells_show_whole(t->grid, o)) {
			struct cell_text w = cell_of_whole(t->grid, o, c->kernel, t->screen);
			widen(&c->width, INDENT + screen_width(t->screen, w.verdict));
			widen(&c->width, INDENT + screen_width(t->screen, w.under));
		}
		for (size_t j = 0; j < o->n_rows; j++) {
			struct cell_text w =
				cell_of_program(&o->rows[j].cells[c->kernel], t->screen);
			widen(&c->verdict, (int)strlen(w.verdict));
			widen(&c->figure, (int)strlen(w.figure));
			widen(&c->width, INDENT + screen_width(t->screen, w.under));
		}
	}
	if (c->figure > COLUMN_MAX - INDENT - c->verdict - 1)
		c->figure = COLUMN_MAX - INDENT - c->verdict - 1;
	widen(&c->width, INDENT + c->verdict + (c->figure ? 1 + c->figure : 0));
	if (c->width > COLUMN_MAX)
		c->width = COLUMN_MAX;
}

/* Names may take two fifths of the line, or what all kernels in one block leave. */
static void measure(struct table *t)
{
	char label[GRID_LABEL_SIZE];
	int most = t->screen->columns * 2 / 5, left = t->screen->columns;

	t->name = (int)strlen(CAPTION);
	for (size_t i = 0; i < t->grid->n_objects; i++) {
		for (size_t j = 0; j < t->grid->objects[i].n_rows; j++) {
			grid_label(&t->grid->objects[i].rows[j], label);
			widen(&t->name, INDENT + screen_width(t->screen, label));
		}
	}
	for (size_t i = 0; i < t->n_columns; i++) {
		measure_column(t, &t->columns[i]);
		left -= left > 0 ? GAP + t->columns[i].width : 0;
	}
	if (most < left)
		most = left;
	if (t->name > most)
		t->name = most;
	/* a path next to cells may take what is left over, too */
	for (size_t i = 0; i < t->grid->n_objects; i++) {
		const struct grid_object *o = &t->grid->objects[i];
		const int path = screen_width(t->screen, o->any->path);
		if (path <= left && cells_show_whole(t->grid, o))
			widen(&t->name, path);
	}
}

/* How many kernels from @from on fit next to the names; at least one. */
static size_t fitting(const struct table *t, size_t from)
{
	int left = t->screen->columns - t->name;
	size_t n = 0;

	while (from + n < t->n_columns) {
		left -= GAP + t->columns[from + n].width;
		if (left < 0 && n > 0)
			break;
		n++;
	}
	return n;
}

/*
 * Print spaces from column @at of the line to that of kernel @i, in a block that begins with kernel
 * @from.  Returns the latter.
 */
static int go_to(const struct table *t, size_t from, size_t i, int at)
{
	int start = t->name + GAP;

	for (size_t j = from; j < i; j++)
		start += t->columns[j].width + GAP;
	screen_pad(t->screen, start - at);
	return start;
}

/* What @k's name has after its KERNEL, the words that were appended; "": nothing. */
static const char *words_of(const struct result_kernel *k)
{
	const size_t len = strlen(k->spec);

	return strncmp(k->name, k->spec, len) == 0 && k->name[len] == ' ' ? k->name + len + 1 : "";
}

/* A line of them, where a kernel has some: their ends, which tell them apart. */
static void put_words(const struct table *t, size_t from, size_t n)
{
	int at = 0;

	for (size_t i = from; i < from + n; i++) {
		const char *words = words_of(&t->grid->result->kernels[t->columns[i].kernel]);
		if (!*words)
			continue;
		at = go_to(t, from, i, at);
		at += screen_put(t->screen, STYLE_DIM, CUT_START, words, t->columns[i].width);
	}
	if (at)
		fputc('\n', t->screen->out);
}

static void put_heads(const struct table *t, size_t from, size_t n)
{
	const struct screen *s = t->screen;
	const struct result_kernel *kernel;
	char version[128];
	int at = 0;

	for (size_t i = from; i < from + n; i++) {
		kernel = &t->grid->result->kernels[t->columns[i].kernel];
		at = go_to(t, from, i, at);
		head_of(kernel, version, sizeof(version));
		at += screen_put(s, kernel->version ? STYLE_BOLD : STYLE_DOUBT, CUT_END, version,
			t->columns[i].width);
	}
	fputc('\n', s->out);
	at = screen_put(s, STYLE_DIM, CUT_END, CAPTION, t->name);
	for (size_t i = from; i < from + n; i++) {
		kernel = &t->grid->result->kernels[t->columns[i].kernel];
		at = go_to(t, from, i, at);
		const char *name = *words_of(kernel) ? kernel->spec : kernel->name;
		at += screen_put(s, STYLE_DIM, strchr(name, '/') ? CUT_START : CUT_END, name,
			t->columns[i].width);
	}
	fputc('\n', s->out);
	put_words(t, from, n);
	screen_rule(s, go_to(t, from, from + n, INT_MAX) - GAP);
}

static int put_cell(const struct table *t, const struct cell_text *w, const struct column *c)
{
	int at = screen_put(t->screen, w->style, CUT_END, w->mark, INDENT - 1);

	if (!*w->verdict)
		return 0;
	screen_pad(t->screen, INDENT - at);
	at = INDENT + screen_put(t->screen, w->style == STYLE_GOOD ? STYLE_PLAIN : w->style,
			      CUT_END, w->verdict, c->width - INDENT);
	if (*w->figure) {
		int width = (int)strlen(w->figure) < c->figure ? (int)strlen(w->figure) : c->figure;
		int to = INDENT + c->verdict + 1 + c->figure - width;
		screen_pad(t->screen, to - at);
		at = to + screen_put(t->screen, STYLE_PLAIN, CUT_END, w->figure, width);
	}
	return at;
}

/* The rest of a line from column @at, and the line below it where a cell has one. */
static void put_cells(
	const struct table *t, const struct cell_text *cells, size_t from, size_t n, int at)
{
	const struct screen *s = t->screen;
	bool under = false;

	for (size_t i = 0; i < n; i++) {
		under |= *cells[i].under != '\0';
		if (!*cells[i].verdict)
			continue;
		at = go_to(t, from, from + i, at);
		at += put_cell(t, &cells[i], &t->columns[from + i]);
	}
	fputc('\n', s->out);
	at = 0;
	for (size_t i = 0; i < n && under; i++) {
		const struct cell_text *w = &cells[i];
		if (!*w->under)
			continue;
		at = go_to(t, from, from + i, at) + INDENT;
		screen_pad(s, INDENT);
		at += screen_put(s, w->style == STYLE_GOOD ? STYLE_DIM : w->style, CUT_END,
			w->under, t->columns[from + i].width - INDENT);
	}
	if (under)
		fputc('\n', s->out);
}

static void put_row(const struct table *t, const struct grid_row *row, size_t from, size_t n)
{
	const struct screen *s = t->screen;
	char label[GRID_LABEL_SIZE];
	int at = INDENT;

	grid_label(row, label);
	screen_pad(s, INDENT);
	at += screen_put(
		s, row->name ? STYLE_PLAIN : STYLE_DIM, CUT_MIDDLE, label, t->name - INDENT);
	for (size_t i = 0; i < n; i++)
		t->cells[i] = cell_of_program(&row->cells[t->columns[from + i].kernel], s);
	put_cells(t, t->cells, from, n, at);
}

/* Its path, and what it comes to as a whole. */
static void put_object(const struct table *t, const struct grid_object *o, size_t from, size_t n)
{
	const struct screen *s = t->screen;
	const bool whole = cells_show_whole(t->grid, o);
	char name[OBJECT_NAME_SIZE];
	int at = screen_put(s, STYLE_BOLD, CUT_START, result_object_name(name, o->any), s->columns);

	if (whole && at > t->name) { /* the cells come on a line of their own */
		fputc('\n', s->out);
		at = 0;
	}
	for (size_t i = 0; i < n; i++)
		t->cells[i] = whole ? cell_of_whole(t->grid, o, t->columns[from + i].kernel, s)
				    : (struct cell_text){.mark = ""};
	put_cells(t, t->cells, from, n, at);
}

static void put_block(const struct table *t, size_t from, size_t n)
{
	const struct screen *s = t->screen;

	put_heads(t, from, n);
	for (size_t i = 0; i < t->grid->n_objects; i++) {
		const struct grid_object *o = &t->grid->objects[i];
		put_object(t, o, from, n);
		for (size_t j = 0; j < o->n_rows; j++)
			put_row(t, &o->rows[j], from, n);
	}
	fputc('\n', s->out);
}

/* Whether the kernel sent a record of any object. */
static bool has_records(const struct result_kernel *k)
{
	for (size_t i = 0; i < k->n_objects; i++)
		if (k->objects[i].announced >= 0 || k->objects[i].n_programs)
			return true;
	return false;
}

/* The columns that are asked for, and nothing below them but the sums. */
static int put_emitted(FILE *out, const struct result *r, const struct table_options *options)
{
	cleanup_with(screen_close) struct screen screen = {0};

	screen_open(&screen, out, options);
	if (emitted_put(&screen, r))
		return diag_errno(-ENOMEM, "show the result");
	explain_kernels(&screen, r);
	return fflush(out) || ferror(out) ? -EIO : 0;
}

/* What is hidden. */
static void put_view(const struct screen *s, const struct result *r)
{
	if (!r->view)
		return;
	wrap_put(s, STYLE_BOLD, r->view->note, 0, WRAP_INDENT);
	fputs("\n\n", s->out);
}

/* Above all else: where none of it is proved. */
static void put_origin(const struct screen *s, const struct result *r)
{
	cleanup_free char *text = unproved_kernels(r);

	if (!text || !*text)
		return;
	wrap_put(s, STYLE_DOUBT, text, 0, WRAP_INDENT);
	fputs("\n\n", s->out);
}

int report_table(FILE *out, const struct result *r, const struct table_options *options)
{
	cleanup_with(screen_close) struct screen screen = {0};
	cleanup_with(grid_clear) struct grid grid = {0};
	cleanup_free struct column *columns = calloc(r->n_kernels + 1, sizeof(*columns));
	cleanup_free struct cell_text *cells = calloc(r->n_kernels + 1, sizeof(*cells));
	struct table t = {.screen = &screen, .grid = &grid, .columns = columns, .cells = cells};

	if (r->view && r->view->selection->n_columns)
		return put_emitted(out, r, options);
	int err = columns && cells ? grid_make(&grid, r) : -ENOMEM;
	if (err)
		return diag_errno(err, "show the result");
	for (size_t k = 0; k < r->n_kernels; k++)
		if (has_records(&r->kernels[k]))
			columns[t.n_columns++].kernel = k;
	screen_open(&screen, out, options);
	put_origin(&screen, r);
	put_view(&screen, r);
	measure(&t);
	for (size_t from = 0, n; from < t.n_columns; from += n) {
		n = fitting(&t, from);
		put_block(&t, from, n);
	}
	err = builds_put(&screen, r);
	for (size_t i = 0; i < grid.n_objects && !err; i++) {
		err = explain_programs(&screen, &grid, &grid.objects[i]);
		err = err ? err : explain_whole(&screen, &grid, &grid.objects[i]);
	}
	if (err)
		return diag_errno(err, "show the result");
	supplied_suggest(&screen, &grid);
	supplied_put(&screen, &grid);
	err = noted_put(&screen, &grid);
	for (size_t k = 0; k < r->n_kernels; k++)
		hot_lines_put_kernel(&screen, &r->kernels[k]);
	for (size_t k = 0; k < r->n_kernels && !err; k++)
		err = covered_put(&screen, &r->kernels[k]);
	if (err)
		return diag_errno(err, "show the result");
	explain_losses(&screen, r);
	known_put(&screen, r);
	explain_kernels(&screen, r);
	return fflush(out) || ferror(out) ? -EIO : 0;
}
