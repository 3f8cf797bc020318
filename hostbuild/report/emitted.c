// SPDX-License-Identifier: GPL-2.0-only
#include "report/emitted.h"
#include "cleanup.h"
#include "report/wrap.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#define GAP 2

int emitted_make(struct emitted *ret, const struct result *part)
{
	const struct result *r = part->view->of;
	const struct selection *s = part->view->selection;
	struct emitted e = {0};
	bool kernel = r->n_kernels < 2;

	for (size_t i = 0; i < s->n_columns; i++)
		kernel |= strcmp(s->columns[i].name, "kernel") == 0;
	if (!kernel)
		attribute_find(&e.columns[e.n_columns++], "kernel", strlen("kernel"));
	for (size_t i = 0; i < s->n_columns; i++)
		e.columns[e.n_columns++] = s->columns[i];
	if (rows_make(&e.rows, r->kernels, r->n_kernels, s))
		return -ENOMEM;
	snprintf(e.note, sizeof(e.note),
		"%zu of %zu answers %s shown; sums and exit status are of all", e.rows.n,
		e.rows.n_all, e.rows.n == 1 ? "is" : "are");
	*ret = e;
	return 0;
}

void emitted_clear(struct emitted *e)
{
	rows_clear(&e->rows);
}

static void put_cell(const struct screen *s, enum style style, const char *text, int width,
	bool right, bool last)
{
	if (right)
		screen_pad(s, width - screen_width(s, text));
	const int at = screen_put(s, style, CUT_END, text, INT_MAX);
	if (!last)
		screen_pad(s, (right ? 0 : width - at) + GAP);
}

int emitted_put(const struct screen *s, const struct result *part)
{
	cleanup_with(emitted_clear) struct emitted e = {0};
	char buf[ATTRIBUTE_SIZE];
	int widths[ARRAY_SIZE(e.columns)] = {0}, all = 0;

	if (emitted_make(&e, part))
		return -ENOMEM;
	for (size_t c = 0; c < e.n_columns; c++) {
		widths[c] = screen_width(s, e.columns[c].name);
		for (size_t i = 0; i < e.rows.n; i++) {
			const int w = screen_width(
				s, attribute_words(&e.columns[c], &e.rows.items[i], buf));
			widths[c] = w > widths[c] ? w : widths[c];
		}
		all += widths[c] + GAP;
	}
	for (size_t c = 0; c < e.n_columns; c++)
		put_cell(s, STYLE_DIM, e.columns[c].name, widths[c], e.columns[c].statistic,
			c + 1 == e.n_columns);
	fputc('\n', s->out);
	screen_rule(s, all - GAP);
	for (size_t i = 0; i < e.rows.n; i++) {
		for (size_t c = 0; c < e.n_columns; c++)
			put_cell(s, STYLE_PLAIN,
				attribute_words(&e.columns[c], &e.rows.items[i], buf), widths[c],
				e.columns[c].statistic, c + 1 == e.n_columns);
		fputc('\n', s->out);
	}
	fputc('\n', s->out);
	wrap_put(s, STYLE_DIM, e.note, 0, WRAP_INDENT);
	fputs("\n\n", s->out);
	return 0;
}

static void put_markdown_head(FILE *out, const struct emitted *e)
{
	fprintf(out, "%s\n\n|", e->note);
	for (size_t c = 0; c < e->n_columns; c++)
		fprintf(out, " %s |", e->columns[c].name);
	fputs("\n|", out);
	for (size_t c = 0; c < e->n_columns; c++)
		fputs(e->columns[c].statistic ? "---:|" : "---|", out);
	fputc('\n', out);
}

int emitted_markdown(FILE *out, const struct result *part, long max,
	void (*put)(const void *page, const char *text), const void *page)
{
	cleanup_with(emitted_clear) struct emitted e = {0};
	char buf[ATTRIBUTE_SIZE];
	size_t i = 0;

	if (emitted_make(&e, part))
		return -ENOMEM;
	put_markdown_head(out, &e);
	for (; i < e.rows.n && ftell(out) < max; i++) {
		fputc('|', out);
		for (size_t c = 0; c < e.n_columns; c++) {
			fputc(' ', out);
			put(page, attribute_words(&e.columns[c], &e.rows.items[i], buf));
			fputs(" |", out);
		}
		fputc('\n', out);
	}
	if (i < e.rows.n)
		fprintf(out, "\n%zu more answers have no room here: see result.json.\n",
			e.rows.n - i);
	return 0;
}
