// SPDX-License-Identifier: GPL-2.0-only
#include "report/noted.h"
#include "report/wrap.h"

#include <limits.h>
#include <string.h>

/* Programs that are named beside a note. */
#define NAMES_MAX 8

/* One line of the notes of a program. */
struct note {
	const char *text;
	size_t len;
};

static bool next_note(const char **at, struct note *ret)
{
	if (!**at)
		return false;
	*ret = (struct note){*at, strcspn(*at, "\n")};
	*at += ret->len + ((*at)[ret->len] == '\n');
	return true;
}

static const char *notes_of(const struct grid_row *row, size_t k)
{
	return row->cells[k].program ? row->cells[k].program->result.notes : "";
}

static bool has_note(const struct grid_row *row, size_t k, const struct note *note)
{
	const char *at = notes_of(row, k);
	struct note other;

	while (next_note(&at, &other))
		if (other.len == note->len && memcmp(other.text, note->text, note->len) == 0)
			return true;
	return false;
}

/* Whether a program before row @row, or a kernel before @k in that row, has the note. */
static bool is_shown(
	const struct grid_object *o, size_t row, size_t k, size_t kernels, const struct note *note)
{
	for (size_t i = 0; i <= row; i++)
		for (size_t j = 0; j < (i < row ? kernels : k); j++)
			if (has_note(&o->rows[i], j, note))
				return true;
	return false;
}

/* The names of all programs of the object that have the note on any kernel. */
static int put_names(const struct screen *s, const struct grid_object *o, size_t n,
	const struct note *note, int at)
{
	char line[NAME_SIZE + 48];
	size_t count = 0;

	for (size_t row = 0; row < o->n_rows; row++) {
		bool has = false;
		for (size_t k = 0; k < n && !has; k++)
			has = has_note(&o->rows[row], k, note);
		if (!has || count++ >= NAMES_MAX)
			continue;
		snprintf(line, sizeof(line), *o->rows[row].variant ? "%s%s (%s)" : "%s%s",
			count > 1 ? ", " : ":", o->rows[row].name, o->rows[row].variant);
		at = wrap_put(s, STYLE_BOLD, line, at, WRAP_INDENT);
	}
	if (count > NAMES_MAX) {
		snprintf(line, sizeof(line), " and %zu more", count - NAMES_MAX);
		at = wrap_put(s, STYLE_PLAIN, line, at, WRAP_INDENT);
	}
	return at;
}

static void put_note(const struct screen *s, const struct grid *g, const struct grid_object *o,
	const struct note *note)
{
	const size_t kernels = g->result->n_kernels;
	char name[OBJECT_NAME_SIZE], line[NOTES_SIZE + 8];
	const char *between = " on ";
	int at = screen_put(s, STYLE_DOUBT, CUT_END, NOTED_SIGN " ", 2);

	at += screen_put(s, STYLE_BOLD, CUT_END, result_object_name(name, o->any), INT_MAX);
	at = put_names(s, o, kernels, note, at);
	for (size_t k = 0; k < kernels; k++) {
		bool has = false;
		for (size_t row = 0; row < o->n_rows && !has; row++)
			has = has_note(&o->rows[row], k, note);
		if (!has)
			continue;
		at = wrap_put(s, STYLE_PLAIN, between, at, WRAP_INDENT);
		at = wrap_put(s, STYLE_PLAIN, g->result->kernels[k].spec, at, WRAP_INDENT);
		between = ", ";
	}
	snprintf(line, sizeof(line), ": %.*s", (int)note->len, note->text);
	wrap_put(s, STYLE_PLAIN, line, at, WRAP_INDENT);
	fputc('\n', s->out);
}

static bool any_noted(const struct grid *g)
{
	for (size_t i = 0; i < g->n_objects; i++)
		for (size_t row = 0; row < g->objects[i].n_rows; row++)
			for (size_t k = 0; k < g->result->n_kernels; k++)
				if (*notes_of(&g->objects[i].rows[row], k))
					return true;
	return false;
}

static void put_object(const struct screen *s, const struct grid *g, const struct grid_object *o)
{
	const size_t kernels = g->result->n_kernels;
	struct note note;

	for (size_t row = 0; row < o->n_rows; row++)
		for (size_t k = 0; k < kernels; k++)
			for (const char *at = notes_of(&o->rows[row], k); next_note(&at, &note);)
				if (!is_shown(o, row, k, kernels, &note))
					put_note(s, g, o, &note);
}

void noted_put(const struct screen *s, const struct grid *g)
{
	if (!any_noted(g))
		return;
	wrap_put(s, STYLE_DIM, NOTED_SIGN " what a verdict does not say, though it is true:", 0,
		WRAP_INDENT);
	fputc('\n', s->out);
	for (size_t i = 0; i < g->n_objects; i++)
		put_object(s, g, &g->objects[i]);
	fputc('\n', s->out);
}
