// SPDX-License-Identifier: GPL-2.0-only
#include "report/changes.h"
#include "cleanup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row of the comparison on kernel @kernel, number @at of its rows. */
struct entry {
	const struct compared *row;
	size_t kernel, at;
};

static const struct result_program *program_of(const struct compared *row)
{
	return row->latest ? row->latest : row->base;
}

static int by_program(const struct compared *a, const struct compared *b)
{
	const struct program_result *p = &program_of(a)->result, *q = &program_of(b)->result;
	int order = strcmp(a->object->path, b->object->path);

	if (!order)
		order = strcmp(a->object->shape, b->object->shape);
	if (!order)
		order = b->whole - a->whole;
	if (!order && !a->whole)
		order = strcmp(p->name, q->name);
	return order || a->whole ? order : strcmp(p->variant, q->variant);
}

static int by_program_and_place(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = by_program(x->row, y->row);

	if (!order)
		order = (x->kernel > y->kernel) - (x->kernel < y->kernel);
	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static struct entry *list_entries(const struct comparison *c, size_t *ret_count)
{
	size_t count = 0, n = 0;

	for (size_t i = 0; i < c->n_kernels; i++)
		count += c->kernels[i].n_rows;
	struct entry *list = calloc(count + 1, sizeof(*list));
	for (size_t i = 0; list && i < c->n_kernels; i++)
		for (size_t j = 0; j < c->kernels[i].n_rows; j++)
			list[n++] = (struct entry){&c->kernels[i].rows[j], i, j};
	if (list)
		qsort(list, n, sizeof(*list), by_program_and_place);
	*ret_count = n;
	return list;
}

static bool is_shown(const struct changes_row *row, const struct gate *g, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (row->cells[i] && (row->cells[i]->change || gate_concerns(g, row->cells[i])))
			return true;
	return false;
}

/* The entries from @from on that are of one program; of a kernel that has it twice the first. */
static int add_row(struct changes *c, const struct gate *g, struct entry *list, size_t n)
{
	const size_t kernels = c->comparison->n_kernels;
	struct changes_row row = {.cells = calloc(kernels + 1, sizeof(*row.cells))};

	if (!row.cells)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct compared **cell = &row.cells[list[i].kernel];
		if (!list[i].row || *cell)
			continue;
		*cell = list[i].row;
		row.any = row.any ? row.any : list[i].row;
		list[i].row = NULL;
	}
	if (is_shown(&row, g, kernels)) {
		c->rows[c->n_rows++] = row;
	} else {
		c->alike++;
		free(row.cells);
	}
	return 0;
}

int64_t change_growth(const struct compared *row)
{
	const int64_t before = row->base ? row->base->result.insns : -1;
	const int64_t now = row->latest ? row->latest->result.insns : -1;

	if (before <= 0 || now < 0)
		return 0;
	const __int128 thousandths = (__int128)(now - before) * 1000 / before;
	return thousandths > INT64_MAX ? INT64_MAX : (int64_t)thousandths;
}

int change_crossings(const struct gate *g, const struct compared *row)
{
	int n = 0;

	for (size_t i = 0; i < g->n_limits; i++)
		n += gate_crosses(&g->limits[i], row) == 1;
	return n;
}

/* 3: it is gone; 2: worse; 1: another change; 0: it is new. */
static int badness(const struct compared *row)
{
	return row->change == CHANGE_GONE    ? 3
	       : row->change == CHANGE_WORSE ? 2
	       : row->change == CHANGE_NEW   ? 0
					     : 1;
}

struct ranked {
	struct changes_row row;
	int crossed, badness;
	int64_t growth;
	size_t at;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->crossed != y->crossed)
		return x->crossed > y->crossed ? -1 : 1;
	if (x->badness != y->badness)
		return x->badness > y->badness ? -1 : 1;
	if (x->growth != y->growth)
		return x->growth > y->growth ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static struct ranked rank(
	const struct changes_row *row, const struct gate *g, size_t kernels, size_t at)
{
	struct ranked r = {.row = *row, .at = at, .growth = INT64_MIN};

	for (size_t i = 0; i < kernels; i++) {
		const struct compared *cell = row->cells[i];
		if (!cell)
			continue;
		const int crossed = change_crossings(g, cell), bad = badness(cell);
		const int64_t growth = change_growth(cell);
		r.crossed = crossed > r.crossed ? crossed : r.crossed;
		r.badness = bad > r.badness ? bad : r.badness;
		r.growth = growth > r.growth ? growth : r.growth;
	}
	return r;
}

static int sort_rows(struct changes *c, const struct gate *g)
{
	cleanup_free struct ranked *ranked = calloc(c->n_rows + 1, sizeof(*ranked));

	if (!ranked)
		return -ENOMEM;
	for (size_t i = 0; i < c->n_rows; i++)
		ranked[i] = rank(&c->rows[i], g, c->comparison->n_kernels, i);
	qsort(ranked, c->n_rows, sizeof(*ranked), by_rank);
	for (size_t i = 0; i < c->n_rows; i++)
		c->rows[i] = ranked[i].row;
	return 0;
}

int changes_make(struct changes *ret, const struct comparison *c, const struct gate *g)
{
	size_t count;
	cleanup_free struct entry *list = list_entries(c, &count);
	int r = list ? 0 : -ENOMEM;

	*ret = (struct changes){.comparison = c, .rows = calloc(count + 1, sizeof(*ret->rows))};
	if (!ret->rows)
		r = -ENOMEM;
	for (size_t i = 0, n; i < count && !r; i += n) {
		bool more = true;
		for (n = 1; i + n < count && by_program(list[i].row, list[i + n].row) == 0;)
			n++;
		/* each round takes at most one of each kernel */
		while (more && !r) {
			more = false;
			r = add_row(ret, g, list + i, n);
			for (size_t j = 0; j < n; j++)
				more |= list[i + j].row != NULL;
		}
	}
	if (!r)
		r = sort_rows(ret, g);
	if (r)
		changes_clear(ret);
	return r;
}

void changes_clear(struct changes *c)
{
	for (size_t i = 0; i < c->n_rows; i++)
		free(c->rows[i].cells);
	free(c->rows);
	*c = (struct changes){0};
}

const char *changes_label(const struct changes_row *row, char ret[CHANGES_LABEL_SIZE])
{
	const struct program_result *p = &program_of(row->any)->result;
	char name[OBJECT_NAME_SIZE];

	result_object_name(name, row->any->object);
	if (row->any->whole)
		snprintf(ret, CHANGES_LABEL_SIZE, "%s as a whole", name);
	else
		snprintf(ret, CHANGES_LABEL_SIZE, *p->variant ? "%s:%s (%s)" : "%s:%s", name,
			p->name, p->variant);
	return ret;
}

static const char *verdict_of(const struct result_program *p)
{
	const char *word = verdict_word(p->result.verdict);

	return word ? word : "no verdict";
}

/* "+40.8 %", of more than nothing. */
static void percent(char *ret, size_t size, int64_t before, int64_t now)
{
	const __int128 tenths = before > 0 ? (__int128)(now - before) * 1000 / before : 0;
	const int64_t shown = tenths > INT64_MAX / 2 ? INT64_MAX / 2 : (int64_t)tenths;

	*ret = '\0';
	if (before > 0)
		snprintf(ret, size, "%c%" PRId64 ".%" PRId64 " %%", now < before ? '-' : '+',
			(shown < 0 ? -shown : shown) / 10, (shown < 0 ? -shown : shown) % 10);
}

/* The first other figure that changed: "states 12 → 14". */
static void put_figure(struct change_text *t, const struct compared *row, const char *arrow)
{
	for (size_t i = 0; i < n_statistics; i++) {
		const struct statistic *s = &statistics[i];
		const int64_t before = s->of(&row->base->result), now = s->of(&row->latest->result);
		if (!s->repeats || before == now || before < 0 || now < 0)
			continue;
		snprintf(t->note, sizeof(t->note), "%s %" PRId64 " %s %" PRId64, s->name, before,
			arrow, now);
		return;
	}
}

static void put_growth(struct change_text *t, const struct compared *row, const char *arrow)
{
	const int64_t before = row->base->result.insns, now = row->latest->result.insns;

	if (now < 0 || before < 0) {
		snprintf(t->text, sizeof(t->text), "%s", verdict_of(row->latest));
		put_figure(t, row, arrow);
	} else if (now == before) {
		snprintf(t->text, sizeof(t->text), "%" PRId64, now);
		put_figure(t, row, arrow);
	} else {
		char grown[48];
		percent(grown, sizeof(grown), before, now);
		snprintf(t->text, sizeof(t->text), "%" PRId64 " %s %" PRId64 "%s%s", before, arrow,
			now, *grown ? " " : "", grown);
		t->tone = now < before ? MET_MET : MET_UNKNOWN;
	}
}

/* Both have an answer, and not the same one. */
static void put_answers(struct change_text *t, const struct compared *row, const char *arrow)
{
	const struct program_result *a = &row->base->result, *b = &row->latest->result;

	if (a->verdict != b->verdict)
		snprintf(t->text, sizeof(t->text), "%s %s %s", verdict_of(row->base), arrow,
			verdict_of(row->latest));
	else if (row->base_met != row->latest_met)
		snprintf(t->text, sizeof(t->text), "%s: %s %s %s", verdict_of(row->latest),
			met_word(row->base_met), arrow, met_word(row->latest_met));
	else
		snprintf(t->text, sizeof(t->text), "%s", verdict_of(row->latest));
	if (*a->reason && *b->reason && strcmp(a->reason, b->reason) != 0)
		snprintf(t->note, sizeof(t->note), "%s %s %s", a->reason, arrow, b->reason);
	else
		snprintf(t->note, sizeof(t->note), "%s", b->reason);
	t->tone = row->change == CHANGE_BETTER	   ? MET_MET
		  : row->change == CHANGE_WORSE	   ? MET_UNMET
		  : row->latest_met == MET_UNKNOWN ? MET_UNKNOWN
						   : MET_NONE;
}

struct change_text change_text_of(
	const struct compared *row, const struct gate *g, const char *arrow)
{
	struct change_text t = {.tone = MET_NONE};

	switch (row->change) {
	case CHANGE_NONE:
		put_growth(&t, row, arrow);
		t.tone = row->latest_met == MET_UNKNOWN ? MET_UNKNOWN : MET_SKIPPED;
		break;
	case CHANGE_FIGURES:
		put_growth(&t, row, arrow);
		break;
	case CHANGE_NEW:
		snprintf(t.text, sizeof(t.text), "new: %s", verdict_of(row->latest));
		snprintf(t.note, sizeof(t.note), "%s", row->latest->result.reason);
		t.tone = row->latest_met;
		break;
	case CHANGE_GONE:
		snprintf(t.text, sizeof(t.text), "gone, was %s", verdict_of(row->base));
		t.tone = MET_UNMET;
		break;
	case CHANGE_OTHER:
	case CHANGE_BETTER:
	case CHANGE_WORSE:
		put_answers(&t, row, arrow);
	}
	if (change_crossings(g, row))
		t.tone = MET_UNMET;
	return t;
}
