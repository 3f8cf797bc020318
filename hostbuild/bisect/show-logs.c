// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where two logs part is shown twice if it takes two blocks: the first line that differs may be of
 * registers alone, long before another instruction is walked.
 */
#include "bisect/show-logs.h"
#include "bisect/changed.h"
#include "bisect/log-pair.h"
#include "diag.h"
#include "report/wrap.h"

#include <errno.h>
#include <stdarg.h>

#define CONTEXT	   2  /* lines before the first that differs */
#define BLOCK	   14 /* lines from it on */
#define BLOCK_HEAD 4  /* of the first of two blocks */
#define TAIL	   6  /* last lines of a log, where a block does not reach them */
#define BETWEEN	   3  /* columns between two columns */

struct page {
	const struct screen *s;
	const char *name; /* whose logs they are */
	int limit;
};

/* Lines of one log from @from up to @to. */
struct part {
	const struct log_side *side;
	size_t from, to;
};

static struct part part_of(const struct log_side *side, size_t at, size_t lines)
{
	const size_t from = at > CONTEXT ? at - CONTEXT : 0;
	const size_t to = at + lines < side->n ? at + lines : side->n;

	return (struct part){side, from, to};
}

static int widest(const struct page *p, const struct part *part)
{
	int most = 0;

	for (size_t i = part->from; i < part->to; i++) {
		const int width = screen_width(p->s, part->side->lines[i]);
		most = width > most ? width : most;
	}
	return most;
}

static void put_part(const struct page *p, const struct part *part, const char *name)
{
	for (size_t i = part->from; i < part->to; i++) {
		const int at = screen_print(p->s, STYLE_DIM, "  %-4s | ", name);
		screen_put(p->s, STYLE_PLAIN, CUT_END, part->side->lines[i], p->limit - at);
		fputc('\n', p->s->out);
	}
	if (part->to == part->side->n)
		return;
	screen_print(p->s, STYLE_DIM, "  %-4s | (%zu more lines)", name, part->side->n - part->to);
	fputc('\n', p->s->out);
}

/* The @i-th line of the part, "" behind its end. */
static const char *line_of(const struct part *part, size_t i)
{
	return part->from + i < part->to ? part->side->lines[part->from + i] : "";
}

static void put_columns(
	const struct page *p, const struct part *good, const struct part *bad, int columns)
{
	const size_t a = good->to - good->from, b = bad->to - bad->from;

	screen_print(p->s, STYLE_DIM, "  %-*s | bad", columns, "good");
	fputc('\n', p->s->out);
	for (size_t i = 0; i < (a > b ? a : b); i++) {
		screen_pad(p->s, WRAP_INDENT);
		const char *left = line_of(good, i), *right = line_of(bad, i);
		screen_pad(p->s, columns - screen_put(p->s, STYLE_PLAIN, CUT_END, left, columns));
		screen_put(p->s, STYLE_DIM, CUT_END, *right ? " | " : " |", BETWEEN);
		screen_put(p->s, STYLE_PLAIN, CUT_END, right, columns);
		fputc('\n', p->s->out);
	}
	if (good->to == good->side->n && bad->to == bad->side->n)
		return;
	screen_print(p->s, STYLE_DIM, "  (good: %zu more lines; bad: %zu more)",
		good->side->n - good->to, bad->side->n - bad->to);
	fputc('\n', p->s->out);
}

static void put_both(const struct page *p, const struct part *good, const struct part *bad)
{
	const int columns = (p->s->columns - WRAP_INDENT - BETWEEN) / 2;

	if (widest(p, good) <= columns && widest(p, bad) <= columns) {
		put_columns(p, good, bad, columns);
		return;
	}
	put_part(p, good, "good");
	put_part(p, bad, "bad");
}

__attribute__((format(printf, 2, 3))) static void put_head(
	const struct page *p, const char *format, ...)
{
	char line[CHANGED_NAME_SIZE + 256];
	va_list args;
	int n = snprintf(line, sizeof(line), "logs of %s: ", p->name);

	va_start(args, format);
	vsnprintf(line + n, sizeof(line) - (size_t)n, format, args);
	va_end(args);
	wrap_put(p->s, STYLE_BOLD, line, 0, WRAP_INDENT);
	fputc('\n', p->s->out);
}

static void put_differ(const struct page *p, const char *what, const struct log_pair *pair,
	size_t good, size_t bad)
{
	put_head(p, "%s, line %zu of the good one and %zu of the bad one%s", what, good + 1,
		bad + 1, pair->good.cut || pair->bad.cut ? "; bpfjury cut a part out of them" : "");
}

/* The last @lines of a log, which say why, where they are not among the first @shown. */
static void put_tail(const struct page *p, const struct log_side *side, size_t shown, size_t lines,
	const char *name)
{
	struct part tail = {side, side->n > lines ? side->n - lines : 0, side->n};

	if (tail.from < shown)
		tail.from = shown;
	if (tail.from < tail.to)
		put_part(p, &tail, name);
}

static void put_difference(const struct page *p, const struct log_pair *pair)
{
	const struct log_side *good = &pair->good, *bad = &pair->bad;
	/* in which line another instruction is walked, if that is not in the first block */
	const bool later = pair->walk_differ && good->walk > good->first + BLOCK;
	const size_t lines = later ? BLOCK_HEAD : BLOCK;
	struct part a = part_of(good, good->first, lines), b = part_of(bad, bad->first, lines);

	put_differ(p, "from the first line that differs", pair, good->first, bad->first);
	put_both(p, &a, &b);
	if (later) {
		a = part_of(good, good->walk, BLOCK);
		b = part_of(bad, bad->walk, BLOCK);
		put_differ(
			p, "from where another instruction is walked", pair, good->walk, bad->walk);
		put_both(p, &a, &b);
	}
	put_tail(p, bad, b.to, TAIL, "bad");
}

static void put_one(const struct page *p, const struct log_side *side, const char *name,
	const struct log_side *other, const char *other_name)
{
	put_head(p, "the end of the %s one; the %s one has %s", name, other_name,
		other->n ? "no trace" : "none");
	put_tail(p, side, 0, BLOCK, name);
}

int show_logs(const struct screen *s, const struct compared *row, int limit)
{
	char name[CHANGED_NAME_SIZE];
	struct log_pair pair;

	if (!row)
		return 0;
	const struct page p = {s, changed_name(name, row), limit};
	const int r = log_pair_make(
		&pair, row->base ? row->base->log : NULL, row->latest ? row->latest->log : NULL);
	if (r)
		return diag_errno(r, "bisect");
	if (pair.good.traced && pair.bad.traced && pair.differ) {
		put_difference(&p, &pair);
	} else if (pair.good.traced && pair.bad.traced) {
		put_head(&p, "they differ in nothing but numbers of ids, addresses and times");
	} else if (pair.bad.n) {
		put_one(&p, &pair.bad, "bad", &pair.good, "good");
	} else if (pair.good.n) {
		put_one(&p, &pair.good, "good", &pair.bad, "bad");
	}
	log_pair_clear(&pair);
	return 0;
}
