// SPDX-License-Identifier: GPL-2.0-only
#include "report/compared.h"
#include "cleanup.h"
#include "diag.h"
#include "report/answer.h"
#include "report/changes.h"
#include "report/marks.h"
#include "report/matrix.h"
#include "report/wrap.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

struct page {
	const struct screen *s;
	const struct comparison *c;
	const struct gate *g;
	const struct compared_options *o;
};

__attribute__((format(printf, 3, 4))) static void put_line(
	const struct screen *s, enum style style, const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	wrap_put(s, style, line, 0, WRAP_INDENT);
	fputc('\n', s->out);
}

static const char *arrow(const struct screen *s)
{
	return s->utf8 ? "→" : "->";
}

/* What is sorted. */
struct ranked {
	const struct compared *row;
	int crossed;
	size_t at;
};

/* Worst first: crossed, then by enum change, then by growth, then in the order of the result. */
static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	const int64_t order[][2] = {{y->crossed, x->crossed},
		{(int64_t)y->row->change, (int64_t)x->row->change},
		{change_growth(y->row), change_growth(x->row)}, {(int64_t)x->at, (int64_t)y->at}};

	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		if (order[i][0] != order[i][1])
			return order[i][0] < order[i][1] ? -1 : 1;
	return 0;
}

/* The answer in words; "none" where there is no program. */
static void answer_of(const struct result_program *p, enum met met, char *ret, size_t size)
{
	char words[ANSWER_WORDS_SIZE];

	snprintf(ret, size, "%s%s", p ? answer_words(&p->result, words) : "none",
		met == MET_UNKNOWN && p && p->result.met == MET_MET ? " (unproved)" : "");
}

static void put_answers(const struct page *p, const struct compared *row)
{
	char base[REASON_SIZE + 96], latest[REASON_SIZE + 96], line[2 * sizeof(base) + 64];

	answer_of(row->base, row->base_met, base, sizeof(base));
	answer_of(row->latest, row->latest_met, latest, sizeof(latest));
	if (!row->base)
		snprintf(line, sizeof(line), "new: %s", latest);
	else if (!row->latest)
		snprintf(line, sizeof(line), "gone; it was %s", base);
	else if (row->base_met == row->latest_met && strcmp(base, latest) == 0)
		snprintf(line, sizeof(line), "%s", latest);
	else if (strcmp(base, latest) == 0)
		snprintf(line, sizeof(line), "%s: %s %s %s", latest, met_word(row->base_met),
			arrow(p->s), met_word(row->latest_met));
	else
		snprintf(line, sizeof(line), "%s %s %s", base, arrow(p->s), latest);
	wrap_line(p->s, STYLE_PLAIN, line);
	if (row->latest && *row->latest->result.detail && row->change != CHANGE_FIGURES)
		wrap_line(p->s, STYLE_DIM, row->latest->result.detail);
}

/* " (+33.4 %)"; "" where there is no base to compare with. */
static void percent_of(int64_t before, int64_t now, char *ret, size_t size)
{
	const __int128 tenths = before > 0 ? (__int128)(now - before) * 1000 / before : 0;
	const int64_t shown = tenths > INT64_MAX / 2 ? INT64_MAX / 2 : (int64_t)tenths;

	*ret = '\0';
	if (before > 0)
		snprintf(ret, size, " (%c%" PRId64 ".%" PRId64 " %%)", shown < 0 ? '-' : '+',
			(shown < 0 ? -shown : shown) / 10, (shown < 0 ? -shown : shown) % 10);
}

/* Whether a limit is about the statistic: then it is shown though a clock measured it. */
static bool is_limited(const struct gate *g, const struct statistic *of)
{
	for (size_t i = 0; i < g->n_limits; i++)
		if (g->limits[i].of == of)
			return true;
	return false;
}

static void put_figures(const struct page *p, const struct compared *row)
{
	char line[160], percent[48];
	const char *between = "";
	int at = 0;

	if (!row->latest || row->whole)
		return;
	for (size_t i = 0; i < n_statistics; i++) {
		const struct statistic *f = &statistics[i];
		const int64_t now = f->of(&row->latest->result);
		const int64_t before = row->base ? f->of(&row->base->result) : -1;
		if (now == before || (!f->repeats && !is_limited(p->g, f)))
			continue;
		percent_of(now < 0 ? 0 : before, now, percent, sizeof(percent));
		if (before < 0)
			snprintf(line, sizeof(line), "%s%s %" PRId64, between, f->name, now);
		else if (now < 0)
			snprintf(line, sizeof(line), "%s%s %" PRId64 " %s not known", between,
				f->name, before, arrow(p->s));
		else
			snprintf(line, sizeof(line), "%s%s %" PRId64 " %s %" PRId64 "%s", between,
				f->name, before, arrow(p->s), now, percent);
		if (!at) {
			screen_pad(p->s, WRAP_INDENT);
			at = WRAP_INDENT;
		}
		at = wrap_put(p->s, STYLE_PLAIN, line, at, WRAP_INDENT);
		between = ", ";
	}
	if (at)
		fputc('\n', p->s->out);
}

static void put_crossed(const struct page *p, const struct compared *row)
{
	char line[128];

	for (size_t i = 0; i < p->g->n_limits; i++) {
		if (gate_crosses(&p->g->limits[i], row) != 1)
			continue;
		snprintf(line, sizeof(line), "crosses %.100s", p->g->limits[i].text);
		wrap_line(p->s, STYLE_BAD, line);
	}
}

static void put_row(const struct page *p, const struct ranked *r)
{
	const struct compared *row = r->row;
	const struct result_program *any = row->latest ? row->latest : row->base;
	const enum met met = row->latest ? row->latest_met : MET_UNKNOWN;
	char name[OBJECT_NAME_SIZE];

	screen_put(p->s, met_style(met), CUT_END, met_mark(p->s, met), 1);
	fputc(' ', p->s->out);
	screen_put(p->s, STYLE_BOLD, CUT_END, result_object_name(name, row->object), INT_MAX);
	if (row->whole)
		screen_put(p->s, STYLE_PLAIN, CUT_END, " as a whole", INT_MAX);
	else
		screen_print(p->s, STYLE_BOLD, *any->result.variant ? ":%s (%s)" : ":%s",
			any->result.name, any->result.variant);
	fputc('\n', p->s->out);
	put_answers(p, row);
	put_figures(p, row);
	put_crossed(p, row);
}

/* Why not all of a trial's verdicts count. */
static const char *incomplete(const struct result_kernel *k)
{
	return k->outcome == OUTCOME_COMPLETE ? result_kernel_origin(k) : outcome_word(k->outcome);
}

static void put_kernel_head(const struct page *p, const struct compared_kernel *k)
{
	const struct result_kernel *a = k->base, *b = k->latest, *any = b ? b : a;
	const struct screen *s = p->s;

	screen_put(s, STYLE_BOLD, CUT_END, a && b && strcmp(a->name, b->name) ? a->name : any->name,
		INT_MAX);
	if (a && b && strcmp(a->name, b->name) != 0)
		screen_print(s, STYLE_BOLD, " %s %s", arrow(s), b->name);
	if (a && b && a->version && b->version && strcmp(a->version, b->version) != 0)
		screen_print(s, STYLE_PLAIN, "  %s %s %s", a->version, arrow(s), b->version);
	else if (any->version)
		screen_print(s, STYLE_PLAIN, "  %s", any->version);
	if (!a)
		screen_print(s, STYLE_DOUBT, "  not in BASE");
	if (!b)
		screen_print(s, STYLE_DOUBT, "  not in NEW");
	if (b && !result_kernel_is_complete(b))
		screen_print(s, STYLE_DOUBT, "  NEW: %s", incomplete(b));
	if (a && !result_kernel_is_complete(a))
		screen_print(s, STYLE_DOUBT, "  BASE: %s", incomplete(a));
	fputc('\n', s->out);
}

/* Whether there is something to say of the kernel that has no row. */
static bool has_more(const struct compared_kernel *k)
{
	bool any = !k->base || !k->latest || !result_kernel_is_complete(k->latest) ||
		   !result_kernel_is_complete(k->base) || k->missing;

	for (size_t i = 0; !any && i < k->latest->n_splats; i++)
		any = gate_is_new_splat(k, &k->latest->splats[i]);
	return any;
}

/* Answers without a record, and warnings of the kernel. */
static void put_losses(const struct page *p, const struct compared_kernel *k)
{
	if (k->missing)
		put_line(p->s, STYLE_DOUBT, "%" PRId64 " answer%s of NEW without a record",
			k->missing, k->missing == 1 ? "" : "s");
	for (size_t i = 0; k->latest && i < k->latest->n_splats; i++)
		if (gate_is_new_splat(k, &k->latest->splats[i]))
			put_line(
				p->s, STYLE_BAD, "not in BASE: %.400s", k->latest->splats[i].title);
}

static int put_kernel(const struct page *p, const struct compared_kernel *k)
{
	cleanup_free struct ranked *ranked = calloc(k->n_rows + 1, sizeof(*ranked));
	size_t n = 0, left_out = 0;

	if (!ranked)
		return -ENOMEM;
	for (size_t i = 0; i < k->n_rows; i++) {
		const struct compared *row = &k->rows[i];
		const int crossed = k->latest ? change_crossings(p->g, row) : 0;
		/* without BASE or NEW all rows are new or gone: the head says it */
		if (crossed || p->o->all ||
			(k->base && k->latest && (row->change || gate_concerns(p->g, row))))
			ranked[n++] = (struct ranked){row, crossed, i};
	}
	qsort(ranked, n, sizeof(*ranked), by_rank);
	if (p->o->top && n > (size_t)p->o->top) {
		left_out = n - (size_t)p->o->top;
		n = (size_t)p->o->top;
	}
	if (!n && !has_more(k))
		return 0;
	put_kernel_head(p, k);
	for (size_t i = 0; i < n; i++)
		put_row(p, &ranked[i]);
	if (left_out)
		put_line(p->s, STYLE_DIM, "%zu more changed here, no worse than these", left_out);
	put_losses(p, k);
	fputc('\n', p->s->out);
	return 0;
}

/* Say that the two differ in more than the kernels and the objects. */
static void put_conditions(const struct page *p)
{
	const struct result *a = p->c->base, *b = p->c->latest;

	if (strcmp(a->docket_sha256, b->docket_sha256) != 0)
		put_line(p->s, STYLE_PLAIN,
			"The dockets differ: objects, their settings, or the tool.");
	if (strcmp(a->libbpf, b->libbpf) == 0)
		return;
	put_line(p->s, STYLE_DOUBT, "/init's libbpf differs: %s in BASE, %s in NEW.",
		*a->libbpf ? a->libbpf : "not known", *b->libbpf ? b->libbpf : "not known");
}

static void put_doubt(
	const struct page *p, int64_t n, bool allowed, const char *one, const char *many)
{
	if (n)
		put_line(p->s, allowed ? STYLE_DIM : STYLE_DOUBT, "%" PRId64 " %s%s", n,
			n == 1 ? one : many, allowed ? ", allowed" : "");
}

static void put_doubts(const struct page *p, const struct gate_doubts *d)
{
	const struct gate *g = p->g;

	put_doubt(p, d->nothing, false,
		"kernel on which nothing was compared: no program that NEW judged is in both",
		"kernels on which nothing was compared: no program that NEW judged is in both");
	put_doubt(p, d->kernels_without_base, g->allow_new, "kernel without a baseline",
		"kernels without a baseline");
	put_doubt(p, d->kernels_gone, g->allow_gone, "kernel gone", "kernels gone");
	put_doubt(p, d->incomplete, false, "kernel whose trial is not complete",
		"kernels whose trials are not complete");
	put_doubt(p, d->gone, g->allow_gone, "program gone", "programs gone");
	put_doubt(p, d->skipped, g->allow_gone, "program that was judged is skipped",
		"programs that were judged are skipped");
	put_doubt(p, d->unknown, g->allow_unknown, "answer not known in NEW",
		"answers not known in NEW");
	put_doubt(p, d->no_figure, false, "program without the figure for a limit",
		"programs without the figure for a limit");
	put_doubt(p, d->splats, false, "warning or bug of the kernel that BASE does not have",
		"warnings or bugs of the kernel that BASE does not have");
}

static void put_sum(const struct page *p)
{
	int64_t n[CHANGE_GONE + 1] = {0};

	for (size_t i = 0; i < p->c->n_kernels; i++)
		for (size_t j = 0; j < p->c->kernels[i].n_rows; j++)
			n[p->c->kernels[i].rows[j].change]++;
	put_line(p->s, STYLE_PLAIN,
		"%" PRId64 " worse, %" PRId64 " better, %" PRId64 " other, %" PRId64
		" in figures, %" PRId64 " new, %" PRId64 " gone, %" PRId64 " alike",
		n[CHANGE_WORSE], n[CHANGE_BETTER], n[CHANGE_OTHER], n[CHANGE_FIGURES],
		n[CHANGE_NEW], n[CHANGE_GONE], n[CHANGE_NONE]);
	for (size_t i = 0; i < p->g->n_limits; i++) {
		const struct gate_limit *l = &p->g->limits[i];
		if (l->crossed)
			put_line(p->s, STYLE_BAD, "%s: crossed by %" PRId64, l->text, l->crossed);
		else
			put_line(p->s, STYLE_GOOD, "%s: not crossed", l->text);
	}
}

void compared_put_sum(const struct screen *s, const struct comparison *c, const struct gate *g,
	const struct gate_doubts *d)
{
	const struct page page = {.s = s, .c = c, .g = g};

	put_sum(&page);
	put_doubts(&page, d);
}

int report_compared(FILE *out, const struct comparison *c, const struct gate *g,
	const struct gate_doubts *d, const struct compared_options *o)
{
	cleanup_with(screen_close) struct screen screen = {0};
	const struct page page = {.s = &screen, .c = c, .g = g, .o = o};
	int r = 0;

	screen_open(&screen, out, &o->table);
	put_conditions(&page);
	if (c->base == c->latest->against)
		r = matrix_put(&screen, c, g);
	for (size_t i = 0; !r && i < c->n_kernels; i++)
		r = put_kernel(&page, &c->kernels[i]);
	if (r)
		return diag_errno(r, "show the comparison");
	compared_put_sum(&screen, c, g, d);
	return fflush(out) || ferror(out) ? -EIO : 0;
}
