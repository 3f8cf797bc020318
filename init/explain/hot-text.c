// SPDX-License-Identifier: GPL-2.0-only
/*
 * From counts by instruction to entries by line and loop:
 *
 *	1. The loops: of the instructions that a jump back went to often, those with the most turns.
 *	   A loop reaches from there to the last of its jumps back.  Each instruction is of the
 *	   innermost loop that has it.
 *	2. The instructions in runs of one loop and one place, runs of the same in one sum.
 *	3. A loop is the sum of its runs.  Loops and other runs are sorted by their sums.
 */
#include "explain/hot.h"
#include "verdict/hot.h"

#include <stdlib.h>
#include <string.h>

/* A loop with less turns is shown as its lines. */
#define TURNS_MIN 8
#define LOOPS_MAX 64

struct loop {
	size_t from, to; /* instructions, both inclusive */
	uint32_t turns;
};

/* Instructions of one place in one loop. */
struct run {
	size_t loop; /* index + 1; 0: none */
	uint32_t file, line;
	size_t record; /* of line info; SIZE_MAX: none */
	size_t insn;   /* the first */
	int64_t steps, passes;
};

struct folding {
	const struct hot_counts *counts;
	const struct source_lines *source;
	size_t insns;
	struct loop loops[LOOPS_MAX];
	size_t n_loops;
	uint8_t *loop_of; /* by instruction: index + 1 of the innermost; owned */
	struct run *runs; /* owned */
	size_t n_runs;
};

static int more_turns(const void *va, const void *vb)
{
	const struct loop *a = va, *b = vb;

	return (a->turns < b->turns) - (a->turns > b->turns);
}

static int longer_first(const void *va, const void *vb)
{
	const struct loop *a = va, *b = vb;
	const size_t x = a->to - a->from, y = b->to - b->from;

	return (x < y) - (x > y);
}

/* The loops with the most turns, the longest first, and what is in them. */
static void find_loops(struct folding *f)
{
	const struct hot_counts *c = f->counts;

	for (size_t i = 0; i < f->insns; i++) {
		if (c->rounds[i] < TURNS_MIN || c->reach[i] >= f->insns)
			continue;
		if (f->n_loops == LOOPS_MAX) {
			if (f->loops[LOOPS_MAX - 1].turns >= c->rounds[i])
				continue;
			f->n_loops--;
		}
		f->loops[f->n_loops++] = (struct loop){i, c->reach[i], c->rounds[i]};
		if (f->n_loops == LOOPS_MAX)
			qsort(f->loops, f->n_loops, sizeof(*f->loops), more_turns);
	}
	qsort(f->loops, f->n_loops, sizeof(*f->loops), longer_first);
	for (size_t i = 0; i < f->n_loops; i++)
		memset(f->loop_of + f->loops[i].from, (int)i + 1,
			f->loops[i].to - f->loops[i].from + 1);
}

/* Whether the instruction, of @next alone, goes on with @run. */
static bool goes_on(const struct run *run, const struct run *next)
{
	if (run->loop != next->loop || run->file != next->file || run->line != next->line)
		return false;
	return run->line || (run->passes == next->passes && run->record == next->record);
}

/* Allocates as many runs as there are, in a first pass that only counts. */
static bool find_runs(struct folding *f)
{
	for (int store = 0; store < 2; store++) {
		struct run last = {.loop = SIZE_MAX};
		size_t record = SIZE_MAX, n = 0;
		for (size_t i = 0; i < f->insns; i++) {
			while (record + 1 < f->source->count &&
				f->source->lines[record + 1].insn_off <= i)
				record++;
			if (!f->counts->steps[i])
				continue;
			const struct bpf_line_info *info =
				record < f->source->count ? &f->source->lines[record] : NULL;
			const struct run next = {.loop = f->loop_of[i],
				.file = info ? info->file_name_off : 0,
				.line = info ? BPF_LINE_INFO_LINE_NUM(info->line_col) : 0,
				.record = record,
				.insn = i,
				.passes = f->counts->steps[i],
				.steps = f->counts->steps[i]};
			if (!goes_on(&last, &next)) {
				last = next;
				if (store)
					f->runs[n] = next;
				n++;
			} else if (store) {
				f->runs[n - 1].steps += next.steps;
				if (f->runs[n - 1].passes < next.passes)
					f->runs[n - 1].passes = next.passes;
			}
		}
		if (!store)
			f->runs = calloc(n + 1, sizeof(*f->runs));
		if (!f->runs)
			return false;
		f->n_runs = n;
	}
	return true;
}

static int by_place(const void *va, const void *vb)
{
	const struct run *a = va, *b = vb;

	if (a->loop != b->loop)
		return a->loop < b->loop ? -1 : 1;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->insn > b->insn) - (a->insn < b->insn);
}

/* Runs of one line, as of a loop that was unrolled, become one. */
static void join_runs(struct folding *f)
{
	size_t n = 0;

	qsort(f->runs, f->n_runs, sizeof(*f->runs), by_place);
	for (size_t i = 0; i < f->n_runs; i++) {
		struct run *last = n ? &f->runs[n - 1] : NULL, *r = &f->runs[i];
		if (!last || !r->line || last->loop != r->loop || last->file != r->file ||
			last->line != r->line) {
			f->runs[n++] = *r;
			continue;
		}
		last->steps += r->steps;
		if (last->passes < r->passes)
			last->passes = r->passes;
	}
	f->n_runs = n;
}

static int more_steps(const void *va, const void *vb)
{
	const struct run *a = va, *b = vb;

	if (a->steps != b->steps)
		return a->steps < b->steps ? 1 : -1;
	return (a->insn > b->insn) - (a->insn < b->insn);
}

static bool put(const struct folding *f, char *text, const struct run *r, enum hot_kind kind)
{
	char at[SOURCE_SIZE], source[HOT_SOURCE_SIZE];
	/* a log that ends within a step, or lines of source that look like steps, has more turns */
	const int64_t turns = kind == HOT_LOOP ? f->loops[r->loop - 1].turns : 0;
	struct hot_entry e = {.kind = kind,
		.insns = r->steps,
		.passes = r->passes,
		.turns = turns < r->passes ? turns : r->passes,
		.insn = (int64_t)r->insn,
		.at = at,
		.source = source};

	source_line_place(f->source, r->record, at, sizeof(at));
	source_line_text(f->source, r->record, source, sizeof(source));
	e.at_len = strlen(at);
	e.source_len = strlen(source);
	return hot_put(text, HOT_TEXT_MAX + 1, &e);
}

/* The loop @index as one run: that of its first instruction, with all of its work. */
static struct run sum_of(const struct folding *f, size_t index)
{
	struct run sum = {.loop = index + 1, .record = SIZE_MAX};
	const struct run *first = NULL;

	for (size_t i = 0; i < f->n_runs; i++) {
		const struct run *r = &f->runs[i];
		if (r->loop != index + 1)
			continue;
		if (!first || r->insn < first->insn)
			first = r;
		sum.steps += r->steps;
		if (sum.passes < r->passes)
			sum.passes = r->passes;
	}
	if (first) {
		sum.record = first->record;
		sum.insn = first->insn;
	}
	return sum;
}

static void put_loop(const struct folding *f, char *text, const struct run *loop)
{
	bool room = put(f, text, loop, HOT_LOOP);
	size_t shown = 0;

	/* in the order of their work, in which all runs are */
	for (size_t i = 0; i < f->n_runs && room && shown < HOT_LOOP_LINES_MAX; i++)
		if (f->runs[i].loop == loop->loop) {
			room = put(f, text, &f->runs[i], HOT_IN);
			shown++;
		}
}

static bool put_entries(const struct folding *f, char *text)
{
	struct run *entries = calloc(f->n_runs + f->n_loops + 1, sizeof(*entries));
	size_t n = 0;

	if (!entries)
		return false;
	for (size_t i = 0; i < f->n_loops; i++) {
		entries[n] = sum_of(f, i);
		n += entries[n].steps > 0;
	}
	for (size_t i = 0; i < f->n_runs; i++)
		if (!f->runs[i].loop)
			entries[n++] = f->runs[i];
	qsort(entries, n, sizeof(*entries), more_steps);
	for (size_t i = 0; i < n && i < HOT_ENTRIES_MAX; i++) {
		if (entries[i].loop)
			put_loop(f, text, &entries[i]);
		else
			put(f, text, &entries[i], HOT_LINE);
	}
	free(entries);
	return true;
}

char *hot_counts_text(const struct hot_counts *c, size_t insns, const struct source_lines *source)
{
	struct folding f = {.counts = c, .source = source};
	char *text = calloc(1, HOT_TEXT_MAX + 1);
	bool ok = false;

	f.insns = insns < COVERAGE_INSNS_MAX ? insns : COVERAGE_INSNS_MAX;
	f.loop_of = calloc(f.insns + 1, 1);
	if (text && f.loop_of) {
		find_loops(&f);
		ok = find_runs(&f);
	}
	if (ok) {
		join_runs(&f);
		qsort(f.runs, f.n_runs, sizeof(*f.runs), more_steps);
		ok = put_entries(&f, text);
	}
	free(f.loop_of);
	free(f.runs);
	if (ok)
		return text;
	free(text);
	return NULL;
}
