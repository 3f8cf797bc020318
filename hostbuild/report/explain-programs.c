// SPDX-License-Identifier: GPL-2.0-only
#include "report/explain-programs.h"
#include "cleanup.h"
#include "report/answer.h"
#include "report/causes.h"
#include "report/excerpt.h"
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

static void label_of(const struct grid_row *row, char ret[NAME_SIZE + 32])
{
	snprintf(ret, NAME_SIZE + 32, *row->variant ? "%s (%s)" : "%s", row->name, row->variant);
}

/* The other programs that cause has: where each was refused, then the names of all. */
static void put_others(const struct screen *s, const struct causes *c, size_t k, size_t first)
{
	const struct grid_row *rows = c->object->rows;
	const struct program_result *p = &rows[first].cells[k].program->result;
	const size_t count = cause_at(c, k, first)->count;
	char line[PLACE_SIZE + NAME_SIZE + 64], place[PLACE_SIZE], first_place[PLACE_SIZE];
	char label[NAME_SIZE + 32];
	size_t n = 0;

	if (count < 2)
		return;
	answer_place(p, first_place);
	for (size_t row = cause_at(c, k, first)->next; row != NO_ROW && n < PLACES_MAX;
		row = cause_at(c, k, row)->next) {
		answer_place(&rows[row].cells[k].program->result, place);
		label_of(&rows[row], label);
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
		label_of(&rows[row], label);
		snprintf(line, sizeof(line), "%s%s", i ? ", " : ": ", label);
		at = wrap_put(s, STYLE_PLAIN, line, at, 2 * WRAP_INDENT);
	}
	if (count > named) {
		snprintf(line, sizeof(line), " and %zu more", count - named);
		wrap_put(s, STYLE_PLAIN, line, at, 2 * WRAP_INDENT);
	}
	fputc('\n', s->out);
}

/* Path, program, and kernel @k with all later ones that have the same cause. */
static int put_head(const struct screen *s, const struct grid *g, const struct causes *c,
	size_t first, size_t k)
{
	char name[OBJECT_NAME_SIZE];
	const struct grid_object *o = c->object;
	const enum met met = o->rows[first].cells[k].program->result.met;
	const size_t count = cause_at(c, k, first)->count;
	const char *between = " on ";
	char label[NAME_SIZE + 32];
	int at = WRAP_INDENT;

	screen_put(s, met_style(met), CUT_END, met_mark(s, met), 1);
	fputc(' ', s->out);
	at += screen_put(s, STYLE_BOLD, CUT_END, result_object_name(name, o->any), INT_MAX);
	label_of(&o->rows[first], label);
	at += screen_print(s, STYLE_BOLD, ":%s", label);
	if (count > 1)
		at += screen_print(s, STYLE_PLAIN, " and %zu more", count - 1);
	for (size_t i = k; i < g->result->n_kernels; i++) {
		if (i > k && !causes_are_same(c, first, k, i))
			continue;
		at = wrap_put(s, STYLE_PLAIN, between, at, WRAP_INDENT);
		at = wrap_put(s, STYLE_PLAIN, g->result->kernels[i].spec, at, WRAP_INDENT);
		between = ", ";
	}
	return at;
}

static void explain_cause(const struct screen *s, const struct grid *g, const struct causes *c,
	size_t first, size_t k)
{
	const struct result_program *p = c->object->rows[first].cells[k].program;
	char place[PLACE_SIZE];

	answer_put(s, &p->result, put_head(s, g, c, first, k));
	answer_place(&p->result, place);
	if (*place)
		wrap_line(s, STYLE_PLAIN, place);
	put_expected(s, &p->result, has_splat(&g->result->kernels[k], p));
	put_others(s, c, k, first);
	if (p->log)
		excerpt_log(s, p->log);
	fputc('\n', s->out);
}

int explain_programs(const struct screen *s, const struct grid *g, const struct grid_object *o)
{
	cleanup_with(causes_clear) struct causes c = {0};
	int r = causes_find(&c, o, g->result->n_kernels);

	for (size_t row = 0; !r && row < o->n_rows; row++)
		for (size_t k = 0; k < g->result->n_kernels; k++) {
			bool before = false;
			if (cause_at(&c, k, row)->first != row)
				continue;
			for (size_t i = 0; i < k && !before; i++)
				before = causes_are_same(&c, row, i, k);
			if (!before)
				explain_cause(s, g, &c, row, k);
		}
	return r;
}
