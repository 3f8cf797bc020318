// SPDX-License-Identifier: GPL-2.0-only
#include "report/minimum.h"
#include "cleanup.h"
#include "diag.h"
#include "outputs.h"
#include "report/markdown-text.h"
#include "report/marks.h"
#include "report/minimum-find.h"
#include "report/wrap.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#define FILE_MAX (1u << 20)   /* of Markdown: GitHub's, of the summaries of one step */
#define TEXT_MAX (900l << 10) /* where it ends */

static const char head[] =
	"The first release on which all of an object is met, of the releases that were tried. "
	"Stable branches and releases between them may differ.";

static void put_line(const struct screen *s, enum style style, const char *text)
{
	wrap_line(s, style, text);
}

/* What a kernel below the minimum lacks, and what would help. */
static int put_try(const struct screen *s, const struct minimum_try *t)
{
	cleanup_free char *lack = minimum_lack(t);
	char version[128];

	if (!lack)
		return -ENOMEM;
	snprintf(version, sizeof(version), "  %s (%s) ", t->kernel->version, t->kernel->name);
	int at = wrap_put(s, STYLE_PLAIN, version, 0, WRAP_INDENT);
	wrap_put(s, t->met == MET_MET ? STYLE_PLAIN : met_style(t->met), lack, at, 2 * WRAP_INDENT);
	fputc('\n', s->out);
	if (t->why && *t->why->result.help) {
		screen_pad(s, 2 * WRAP_INDENT);
		wrap_put(s, STYLE_DIM, t->why->result.help, 2 * WRAP_INDENT, 2 * WRAP_INDENT);
		fputc('\n', s->out);
	}
	return 0;
}

static int put_minimum(const struct screen *s, const struct minimum *m)
{
	cleanup_free char *words = minimum_words(m);
	char name[OBJECT_NAME_SIZE];
	int r = words ? 0 : -ENOMEM;

	if (r)
		return r;
	int at = screen_put(s, met_style(minimum_met(m)), CUT_END, met_mark(s, minimum_met(m)), 1);
	fputc(' ', s->out);
	at += 1 + screen_put(s, STYLE_BOLD, CUT_END, result_object_name(name, m->object), INT_MAX);
	at = wrap_put(s, STYLE_PLAIN, ": ", at, WRAP_INDENT);
	wrap_put(s, STYLE_PLAIN, words, at, WRAP_INDENT);
	fputc('\n', s->out);
	if (m->first < m->n && m->tries[m->first].refused) {
		char text[96];
		snprintf(text, sizeof(text), "there %zu of its programs %s refused, as expected",
			m->tries[m->first].refused, m->tries[m->first].refused == 1 ? "is" : "are");
		put_line(s, STYLE_DIM, text);
	}
	for (size_t i = m->first; i-- > 0 && !r;)
		r = put_try(s, &m->tries[i]);
	return r;
}

/* Each object's minimum, by @put. */
static int each(const struct result *r, int (*put)(void *to, const struct minimum *m), void *to)
{
	cleanup_with(grid_clear) struct grid grid = {0};
	int err = grid_make(&grid, r);

	for (size_t i = 0; i < grid.n_objects && !err; i++) {
		cleanup_with(minimum_clear) struct minimum m = {0};
		err = minimum_find(&m, &grid, &grid.objects[i]);
		if (!err)
			err = put(to, &m);
	}
	return err;
}

/* Kernels that never said their version. */
static size_t count_unnamed(const struct result *r)
{
	size_t n = 0;

	for (size_t k = 0; k < r->n_kernels; k++)
		n += !r->kernels[k].version || !*r->kernels[k].version;
	return n;
}

static void unnamed_words(const struct result *r, char *ret, size_t size)
{
	const size_t n = count_unnamed(r);

	*ret = '\0';
	if (n)
		snprintf(ret, size, "%zu kernel%s without a known version %s left out", n,
			n == 1 ? "" : "s", n == 1 ? "is" : "are");
}

static int put_on_screen(void *to, const struct minimum *m)
{
	return put_minimum(to, m);
}

int minimum_table(FILE *out, const struct result *r, const struct table_options *options)
{
	cleanup_with(screen_close) struct screen s = {0};
	char unnamed[96];

	screen_open(&s, out, options);
	wrap_put(&s, STYLE_DIM, head, 0, 0);
	fputs("\n\n", out);
	const int err = each(r, put_on_screen, &s);
	if (err)
		return diag_errno(err, "show the result");
	unnamed_words(r, unnamed, sizeof(unnamed));
	if (*unnamed)
		wrap_put(&s, STYLE_DOUBT, unnamed, 0, 0);
	if (*unnamed)
		fputc('\n', out);
	return fflush(out) || ferror(out) ? -EIO : 0;
}

struct page {
	FILE *out;
	size_t left_out;
	bool failed; /* there was no memory for a text */
};

static void put_code(struct page *p, const char *text)
{
	p->failed |= !markdown_put_code(p->out, text);
}

static int put_try_in_markdown(struct page *p, const struct minimum_try *t)
{
	cleanup_free char *lack = minimum_lack(t);

	if (!lack)
		return -ENOMEM;
	fputs("  - ", p->out);
	put_code(p, t->kernel->version);
	fputc(' ', p->out);
	put_code(p, t->kernel->name);
	fputs(": ", p->out);
	put_code(p, lack);
	if (t->why && *t->why->result.help) {
		fputs(" ", p->out);
		put_code(p, t->why->result.help);
	}
	fputc('\n', p->out);
	return 0;
}

static int put_in_markdown(void *to, const struct minimum *m)
{
	static const char *const signs[] = {
		[MET_MET] = "✅", [MET_UNMET] = "❌", [MET_UNKNOWN] = "❓"};
	struct page *p = to;
	cleanup_free char *words = minimum_words(m);
	char name[OBJECT_NAME_SIZE];
	int r = words ? 0 : -ENOMEM;

	if (ftell(p->out) > TEXT_MAX) {
		p->left_out++;
		return r;
	}
	if (r)
		return r;
	fprintf(p->out, "- %s ", signs[minimum_met(m)]);
	put_code(p, result_object_name(name, m->object));
	fputs(": ", p->out);
	put_code(p, words);
	fputc('\n', p->out);
	for (size_t i = m->first; i-- > 0 && !r;)
		if (ftell(p->out) < TEXT_MAX)
			r = put_try_in_markdown(p, &m->tries[i]);
	return r;
}

int minimum_markdown(const struct result *r, const char *path)
{
	cleanup_free char *text = NULL;
	size_t len = 0;
	char unnamed[96];
	struct page p = {.out = open_memstream(&text, &len)};

	if (!p.out)
		return diag_errno(-ENOMEM, "write %s", path);
	fprintf(p.out, "## bpfjury: minimum kernels\n\n%s\n\n", head);
	int err = each(r, put_in_markdown, &p);
	unnamed_words(r, unnamed, sizeof(unnamed));
	if (*unnamed)
		fprintf(p.out, "\n%s.\n", unnamed);
	if (p.left_out)
		fprintf(p.out, "\n%zu more objects have no room here: see result.json.\n",
			p.left_out);
	if (fclose(p.out) || p.failed)
		err = -ENOMEM;
	return err ? diag_errno(err, "write %s", path) : output_text(path, text, len, FILE_MAX);
}
