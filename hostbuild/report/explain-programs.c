// SPDX-License-Identifier: GPL-2.0-only
#include "report/explain-programs.h"
#include "cleanup.h"
#include "report/alike.h"
#include "report/answer.h"
#include "report/causes.h"
#include "report/excerpt.h"
#include "report/hot-lines.h"
#include "report/marks.h"
#include "report/wrap.h"

#include <limits.h>
#include <string.h>

/* Of the programs with the same cause: how many are named, and how many with their own place. */
#define NAMES_MAX  8
#define PLACES_MAX 4

static void put_expected(const struct screen *s, const struct program_result *p, bool complained)
{
	const char *expected = verdict_word(p->expected);
	char line[96];

	if (!expected || (p->expected == p->verdict && p->met != MET_UNMET))
		return;
	snprintf(line, sizeof(line), "expected %s%s", expected,
		p->expected != p->verdict ? ""
		: complained		  ? ", and the kernel complained"
					  : ", but the rest of the expectation is unmet");
	wrap_line(s, STYLE_PLAIN, line);
}

/* Whether a splat of kernel @k is attributed to program @p. */
static bool has_splat(const struct result_kernel *k, const struct result_program *p)
{
	for (size_t i = 0; i < k->n_splats; i++) {
		const struct result_splat *s = &k->splats[i];
		if (s->object >= 0 && s->object < (int64_t)k->n_objects && s->program >= 0 &&
			s->program < (int64_t)k->objects[s->object].n_programs &&
			&k->objects[s->object].programs[s->program] == p)
			return true;
	}
	return false;
}

/* The other programs that cause has: where each was refused, then the names of all. */
static void put_others(const struct screen *s, const struct causes *c, size_t k, size_t first)
{
	const struct grid_row *rows = c->object->rows;
	const struct program_result *p = &rows[first].cells[k].program->result;
	const size_t count = cause_at(c, k, first)->count;
	char line[PLACE_SIZE + NAME_SIZE + 64], place[PLACE_SIZE], first_place[PLACE_SIZE];
	char label[GRID_LABEL_SIZE];
	size_t n = 0;

	if (count < 2)
		return;
	answer_place(p, first_place);
	for (size_t row = cause_at(c, k, first)->next; row != NO_ROW && n < PLACES_MAX;
		row = cause_at(c, k, row)->next) {
		answer_place(&rows[row].cells[k].program->result, place);
		grid_label(&rows[row], label);
		if (!*place || strcmp(place, first_place) == 0)
			continue;
		snprintf(line, sizeof(line), "%s %s", label, place);
		wrap_line(s, STYLE_PLAIN, line);
		n++;
	}
	snprintf(line, sizeof(line), "%s: %zu programs",
		p->verdict == VERDICT_REJECTED || p->verdict == VERDICT_UNLOADABLE
			? "refused for the same cause"
			: "the same answer",
		count);
	screen_pad(s, WRAP_INDENT);
	int at = wrap_put(s, STYLE_PLAIN, line, WRAP_INDENT, 2 * WRAP_INDENT);
	/* "and 1 more" would take the place of its name */
	const size_t named = count == NAMES_MAX + 1 ? count : NAMES_MAX;
	for (size_t row = first, i = 0; row != NO_ROW && i < named;
		row = cause_at(c, k, row)->next, i++) {
		grid_label(&rows[row], label);
		snprintf(line, sizeof(line), "%s%s", i ? ", " : ": ", label);
		at = wrap_put(s, STYLE_PLAIN, line, at, 2 * WRAP_INDENT);
	}
	if (count > named) {
		snprintf(line, sizeof(line), " and %zu more", count - named);
		wrap_put(s, STYLE_PLAIN, line, at, 2 * WRAP_INDENT);
	}
	fputc('\n', s->out);
}

/* Path, program, and the kernels of the group of @first_kernel. */
static int put_head(const struct screen *s, const struct causes *c, const struct alike *a,
	size_t first, size_t first_kernel)
{
	char name[OBJECT_NAME_SIZE];
	const struct grid_object *o = c->object;
	const enum met met = a->answers[first_kernel]->met;
	const size_t count = cause_at(c, first_kernel, first)->count;
	char label[GRID_LABEL_SIZE];
	int at = WRAP_INDENT;

	screen_put(s, met_style(met), CUT_END, met_mark(s, met), 1);
	fputc(' ', s->out);
	at += screen_put(s, STYLE_BOLD, CUT_END, result_object_name(name, o->any), INT_MAX);
	grid_label(&o->rows[first], label);
	at += screen_print(s, STYLE_BOLD, ":%s", label);
	if (count > 1)
		at += screen_print(s, STYLE_PLAIN, " and %zu more", count - 1);
	return alike_put_kernels(s, a, first_kernel, " on ", at);
}

static void explain_cause(const struct screen *s, const struct causes *c, const struct alike *a,
	size_t first, size_t first_kernel)
{
	const size_t k = alike_quoted(a, first_kernel);
	const struct result_program *p = c->object->rows[first].cells[k].program;
	char place[PLACE_SIZE];

	answer_put(s, &p->result, put_head(s, c, a, first, first_kernel));
	alike_put_help(s, a, first_kernel);
	answer_place(&p->result, place);
	if (*place)
		wrap_line(s, STYLE_PLAIN, place);
	put_expected(s, &p->result, has_splat(&a->result->kernels[k], p));
	put_others(s, c, k, first);
	hot_lines_put(s, p);
	if (p->log)
		excerpt_log(s, p->log);
	answer_put_repeat(s, c->object->of[k]);
	fputc('\n', s->out);
}

/* A cause: its first row. */
struct cause_rows {
	const struct causes *causes;
	size_t first;
};

static bool have_same_rows(const void *of, size_t i, size_t k)
{
	const struct cause_rows *rows = of;

	return causes_have_same_rows(rows->causes, rows->first, i, k);
}

int explain_programs(const struct screen *s, const struct grid *g, const struct grid_object *o)
{
	const size_t n = g->result->n_kernels;
	cleanup_with(causes_clear) struct causes c = {0};
	cleanup_with(alike_clear) struct alike a = {0};
	int r = alike_make(&a, g->result);

	if (!r)
		r = causes_find(&c, o, n);
	for (size_t row = 0; !r && row < o->n_rows; row++) {
		const struct cause_rows rows = {&c, row};
		for (size_t k = 0; k < n; k++)
			a.answers[k] = cause_at(&c, k, row)->first == row
					       ? &o->rows[row].cells[k].program->result
					       : NULL;
		alike_group(&a, have_same_rows, &rows);
		for (size_t k = 0; k < n; k++)
			if (a.answers[k] && a.first[k] == k)
				explain_cause(s, &c, &a, row, k);
	}
	return r;
}
