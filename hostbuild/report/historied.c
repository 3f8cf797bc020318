// SPDX-License-Identifier: GPL-2.0-only
#include "report/historied.h"
#include "cleanup.h"
#include "diag.h"
#include "report/marks.h"
#include "report/wrap.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

#define EARLIER_SHOWN 3 /* periods before the last */
#define FIGURES_SHOWN 5 /* changes of figures, the latest */
#define DEEPER	      (2 * WRAP_INDENT)

struct page {
	const struct screen *s;
	const struct historied_options *o;
};

/* The rest of a line, from the column @at. */
__attribute__((format(printf, 4, 0))) static void put_rest(
	const struct page *p, enum style style, int at, const char *format, va_list args)
{
	char line[1024];

	vsnprintf(line, sizeof(line), format, args);
	wrap_put(p->s, style, line, at, DEEPER + WRAP_INDENT);
	fputc('\n', p->s->out);
}

/* A line below that of the kernel. */
__attribute__((format(printf, 3, 4))) static void put_line(
	const struct page *p, enum style style, const char *format, ...)
{
	va_list args;

	screen_pad(p->s, DEEPER);
	va_start(args, format);
	put_rest(p, style, DEEPER, format, args);
	va_end(args);
}

/* The same behind the mark of an answer. */
__attribute__((format(printf, 3, 4))) static void put_answer_line(
	const struct page *p, enum met met, const char *format, ...)
{
	va_list args;

	screen_pad(p->s, DEEPER);
	screen_put(p->s, met_style(met), CUT_END, met_mark(p->s, met), 1);
	fputc(' ', p->s->out);
	va_start(args, format);
	put_rest(p, STYLE_PLAIN, DEEPER + WRAP_INDENT, format, args);
	va_end(args);
}

static const char *arrow(const struct page *p)
{
	return p->s->utf8 ? "→" : "->";
}

/* "rejected EACCES limit-insns" */
#define WORDS_SIZE (REASON_SIZE + 64)
static const char *words_of(const struct history_answer *a, char ret[WORDS_SIZE])
{
	const char *verdict = verdict_word(a->verdict), *symbol = errno_symbol(a->err);

	snprintf(ret, WORDS_SIZE, "%s%s%s%s%s", verdict ? verdict : "no verdict", symbol ? " " : "",
		symbol ? symbol : "", *a->reason ? " " : "", a->reason);
	return ret;
}

/* The day of the run; with @other's day the time too. */
#define DAY_LENGTH  10
#define TIME_LENGTH 19
static const char *day_of(
	const struct history_answer *a, const struct history_answer *other, char ret[40])
{
	const char *started = *a->kernel->run->started ? a->kernel->run->started : "?";
	const bool same = other && strncmp(started, other->kernel->run->started, DAY_LENGTH) == 0;

	snprintf(ret, 40, "%.*s", same ? TIME_LENGTH : DAY_LENGTH, started);
	if (strlen(ret) == TIME_LENGTH && ret[DAY_LENGTH] == 'T')
		ret[DAY_LENGTH] = ' ';
	return ret;
}

/* "6.12.94"; where it is not known the release, or "?". */
static const char *version_of(const struct history_answer *a)
{
	return *a->kernel->version   ? a->kernel->version
	       : *a->kernel->release ? a->kernel->release
				     : "?";
}

static void append(char *to, size_t size, const char *between, const char *text)
{
	const size_t len = strlen(to);

	snprintf(to + len, size - len, "%s%s", len ? between : "", text);
}

/* ", object 3f2a1b0c → 9c1b22ff"; nothing of what is not known */
static void append_change(const struct page *p, char *to, size_t size, const char *what,
	const char *before, const char *now)
{
	char text[160];

	if (strcmp(before, now) == 0)
		snprintf(text, sizeof(text), "%s %.60s, another image", what, now);
	else
		snprintf(text, sizeof(text), "%s %.60s %s %.60s", what, *before ? before : "?",
			arrow(p), *now ? now : "?");
	append(to, size, ", ", text);
}

/* What changed between the two: "kernel 6.12.93 → 6.12.94; the object is the same". */
#define CHANGES_SIZE 640
static const char *changes_of(const struct page *p, const struct history_answer *before,
	const struct history_answer *now, char ret[CHANGES_SIZE])
{
	const struct history_run *a = before->kernel->run, *b = now->kernel->run;
	const unsigned changes = history_changes(before, now);
	char from[13], to[13];

	*ret = '\0';
	snprintf(from, sizeof(from), "%.12s", before->object_sha256);
	snprintf(to, sizeof(to), "%.12s", now->object_sha256);
	if (changes & CHANGED_OBJECT)
		append_change(p, ret, CHANGES_SIZE, history_change_word(CHANGED_OBJECT), from, to);
	if (changes & CHANGED_KERNEL)
		append_change(p, ret, CHANGES_SIZE, history_change_word(CHANGED_KERNEL),
			version_of(before), version_of(now));
	if (changes & CHANGED_LIBBPF)
		append_change(p, ret, CHANGES_SIZE, history_change_word(CHANGED_LIBBPF), a->libbpf,
			b->libbpf);
	if (changes & CHANGED_TOOL)
		append_change(
			p, ret, CHANGES_SIZE, history_change_word(CHANGED_TOOL), a->tool, b->tool);
	if (changes & CHANGED_DOCKET)
		append(ret, CHANGES_SIZE, ", ", "docket (settings, or other objects)");
	if (!changes)
		append(ret, CHANGES_SIZE, "", "nothing that is known here");
	else if (changes & CHANGED_OBJECT && !(changes & CHANGED_KERNEL))
		append(ret, CHANGES_SIZE, "; ", "the kernel is the same");
	else if (changes & CHANGED_KERNEL && !(changes & CHANGED_OBJECT))
		append(ret, CHANGES_SIZE, "; ", "the object is the same");
	return ret;
}

static void put_unknown(const struct page *p, size_t n, const char *when)
{
	if (n)
		put_line(p, STYLE_DOUBT, "%zu run%s %s without an answer", n, n == 1 ? "" : "s",
			when);
}

/* A period before the last one, and how it ended: what changed then. */
static void put_earlier(const struct page *p, const struct history_period *period)
{
	const struct history_answer *first = period->first, *last = period->last;
	const struct history_answer *next = period[1].first;
	const bool one_kernel = strcmp(version_of(first), version_of(last)) == 0;
	char words[WORDS_SIZE], from[40], to[40], changes[CHANGES_SIZE];

	day_of(first, first == last ? next : last, from);
	day_of(last, next, to);
	if (first == last)
		put_line(p, STYLE_PLAIN, "before: %s, %s (%s)", words_of(first, words), to,
			version_of(last));
	else
		put_line(p, STYLE_PLAIN, "before: %s, %s to %s (%s%s%s), %zu runs",
			words_of(first, words), from, to, version_of(first),
			one_kernel ? "" : " to ", one_kernel ? "" : version_of(last),
			period->answers);
	put_line(p, STYLE_PLAIN, "changed: %s", changes_of(p, last, next, changes));
	put_unknown(p, period->unknown, "in or after that");
}

/* "insns 1000 → 1300": one change of figures. */
static void put_figure(const struct page *p, const struct history_figures *f)
{
	char figures[160], day[40], changes[CHANGES_SIZE];

	if (!f->before) {
		put_line(p, STYLE_PLAIN, "insns %" PRId64 ", states %" PRId64 " since %s (%s)",
			f->now->insns, f->now->states, day_of(f->now, NULL, day),
			version_of(f->now));
		return;
	}
	snprintf(figures, sizeof(figures), "insns %" PRId64 " %s %" PRId64, f->before->insns,
		arrow(p), f->now->insns);
	if (f->before->states != f->now->states)
		snprintf(figures + strlen(figures), sizeof(figures) - strlen(figures),
			", states %" PRId64 " %s %" PRId64, f->before->states, arrow(p),
			f->now->states);
	put_line(p, STYLE_PLAIN, "%s: %s (%s), changed: %s", figures,
		day_of(f->now, f->before, day), version_of(f->now),
		changes_of(p, f->before, f->now, changes));
}

static void put_figures(const struct page *p, const struct history_line *l)
{
	size_t i = 0;

	if (!p->o->all && l->n_figures > FIGURES_SHOWN) {
		i = l->n_figures - FIGURES_SHOWN;
		put_line(p, STYLE_DIM, "%zu earlier change%s of figures; --all shows them", i,
			i == 1 ? "" : "s");
	}
	for (; i < l->n_figures; i++)
		put_figure(p, &l->figures[i]);
}

/* Since when it has its answer, and where the answer is unknown now, what it was until then. */
static void put_now(const struct page *p, const struct history_line *l)
{
	const struct history_period *now = l->n_periods ? &l->periods[l->n_periods - 1] : NULL;
	const struct history_answer *last = &l->answers[l->n_answers - 1];
	char words[WORDS_SIZE], day[40], end[40], last_words[160] = "";

	if (l->unknown_since) {
		put_answer_line(p, MET_UNKNOWN, "unknown since %s (%s), %zu run%s: %s%s",
			day_of(last - l->unknown_since + 1, NULL, day),
			version_of(last - l->unknown_since + 1), l->unknown_since,
			l->unknown_since == 1 ? "" : "s", words_of(last, words),
			last->verdict == VERDICT_ACCEPTED ? " (not proved)" : "");
		if (!now)
			return;
		put_line(p, STYLE_PLAIN, "until then: %s since %s (%s), last %s (%s)",
			words_of(now->last, words), day_of(now->first, NULL, day),
			version_of(now->first), day_of(now->last, NULL, end),
			version_of(now->last));
		return;
	}
	if (!now)
		return;
	if (now->answers > 1)
		snprintf(last_words, sizeof(last_words), ", last %s (%s)",
			day_of(now->last, NULL, end), version_of(now->last));
	put_answer_line(p, now->last->met, "%s since %s (%s), %zu run%s%s",
		words_of(now->last, words), day_of(now->first, NULL, day), version_of(now->first),
		now->answers, now->answers == 1 ? "" : "s", last_words);
	put_unknown(p, now->unknown, "since then");
}

static void put_kernel(const struct page *p, const struct history_line *l)
{
	const struct history_kernel *k = l->answers[l->n_answers - 1].kernel;
	size_t first = 0;

	screen_pad(p->s, WRAP_INDENT);
	screen_put(p->s, STYLE_BOLD, CUT_END, k->name, INT_MAX);
	fputc('\n', p->s->out);
	put_now(p, l);
	if (!p->o->all && l->n_periods > EARLIER_SHOWN + 1)
		first = l->n_periods - 1 - EARLIER_SHOWN;
	for (size_t i = l->n_periods; i-- > first + 1;)
		put_earlier(p, &l->periods[i - 1]);
	if (first)
		put_line(p, STYLE_DIM, "%zu earlier answer%s; --all shows them", first,
			first == 1 ? "" : "s");
	put_unknown(p, l->n_periods ? l->unknown_before : 0, "before that");
	put_figures(p, l);
}

/* "a.bpf.o (shape):count (unpriv)" */
static void put_name(const struct screen *s, const struct history_program *p)
{
	char name[OBJECT_NAME_SIZE];

	screen_put(s, STYLE_BOLD, CUT_END, object_name(name, p->path, p->shape), INT_MAX);
	if (*p->name)
		screen_print(s, STYLE_BOLD, ":%s", p->name);
	else
		screen_put(s, STYLE_PLAIN, CUT_END, " as a whole", INT_MAX);
	if (*p->variant)
		screen_print(s, STYLE_BOLD, " (%s)", p->variant);
	if (p->nth)
		screen_print(s, STYLE_PLAIN, ", number %" PRId64 " of that name", p->nth + 1);
	fputc('\n', s->out);
}

int report_historied(FILE *out, const struct history_program *p, const struct historied_options *o)
{
	cleanup_with(screen_close) struct screen screen = {0};
	const struct page page = {.s = &screen, .o = o};
	size_t at = 0;
	int r = 0;

	screen_open(&screen, out, &o->table);
	put_name(&screen, p);
	while (!r) {
		cleanup_with(history_line_clear) struct history_line line = {0};
		r = history_line_make(&line, p, &at);
		if (!r)
			put_kernel(&page, &line);
	}
	if (r != -ENODATA)
		return diag_errno(r, "show the history");
	return ferror(out) ? -EIO : 0;
}
