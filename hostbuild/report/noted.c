// SPDX-License-Identifier: GPL-2.0-only
#include "report/noted.h"
#include "cleanup.h"
#include "report/wrap.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Programs that are named beside a note. */
#define NAMES_MAX 8

/* One line of the notes of a program. */
struct note {
	const char *text;
	size_t len;
	size_t row, kernel;
	size_t at; /* its place among all notes of the object */
};

/* All notes of an object, sorted by text, then by place; those of one text are a group. */
struct notes {
	struct note *notes;
	size_t n;
};

static bool next_note(const char **at, struct note *ret)
{
	if (!**at)
		return false;
	ret->text = *at;
	ret->len = strcspn(*at, "\n");
	*at += ret->len + ((*at)[ret->len] == '\n');
	return true;
}

static const char *notes_of(const struct grid_row *row, size_t k)
{
	return row->cells[k].program ? row->cells[k].program->result.notes : "";
}

static int add_note(struct notes *n, const struct note *note)
{
	if ((n->n & (n->n - 1)) == 0) { /* full at powers of two */
		struct note *more = reallocarray(n->notes, n->n ? 2 * n->n : 1, sizeof(*more));
		if (!more)
			return -ENOMEM;
		n->notes = more;
	}
	n->notes[n->n] = *note;
	n->notes[n->n].at = n->n;
	n->n++;
	return 0;
}

static int compare_texts(const struct note *a, const struct note *b)
{
	const int order = memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);

	return order ? order : (a->len > b->len) - (a->len < b->len);
}

static int by_text(const void *a, const void *b)
{
	const struct note *x = a, *y = b;
	const int order = compare_texts(x, y);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static int gather(struct notes *ret, const struct grid_object *o, size_t kernels)
{
	struct note note = {0};
	int r = 0;

	for (note.row = 0; note.row < o->n_rows && !r; note.row++)
		for (note.kernel = 0; note.kernel < kernels && !r; note.kernel++)
			for (const char *at = notes_of(&o->rows[note.row], note.kernel);
				!r && next_note(&at, &note);)
				r = add_note(ret, &note);
	if (ret->n)
		qsort(ret->notes, ret->n, sizeof(*ret->notes), by_text);
	return r;
}

/* The names of the programs that a group of @n notes is of. */
static int put_names(const struct screen *s, const struct grid_object *o, const struct note *notes,
	size_t n, int at)
{
	char line[GRID_LABEL_SIZE + 16], label[GRID_LABEL_SIZE];
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		const struct grid_row *row = &o->rows[notes[i].row];
		if ((i && notes[i].row == notes[i - 1].row) || count++ >= NAMES_MAX)
			continue;
		snprintf(
			line, sizeof(line), "%s%s", count > 1 ? ", " : ":", grid_label(row, label));
		at = wrap_put(s, STYLE_BOLD, line, at, WRAP_INDENT);
	}
	if (count > NAMES_MAX) {
		snprintf(line, sizeof(line), " and %zu more", count - NAMES_MAX);
		at = wrap_put(s, STYLE_PLAIN, line, at, WRAP_INDENT);
	}
	return at;
}

/* @given: of each kernel, whether it gave the note; false again at the end. */
static void put_note(const struct screen *s, const struct grid *g, const struct grid_object *o,
	const struct note *notes, size_t n, bool *given)
{
	char name[OBJECT_NAME_SIZE], line[NOTES_SIZE + 8];
	const char *between = " on ";
	int at = screen_put(s, STYLE_DOUBT, CUT_END, NOTED_SIGN " ", 2);

	at += screen_put(s, STYLE_BOLD, CUT_END, result_object_name(name, o->any), INT_MAX);
	at = put_names(s, o, notes, n, at);
	for (size_t i = 0; i < n; i++)
		given[notes[i].kernel] = true;
	for (size_t k = 0; k < g->result->n_kernels; k++) {
		if (!given[k])
			continue;
		given[k] = false;
		at = wrap_put(s, STYLE_PLAIN, between, at, WRAP_INDENT);
		at = wrap_put(s, STYLE_PLAIN, g->result->kernels[k].name, at, WRAP_INDENT);
		between = ", ";
	}
	snprintf(line, sizeof(line), ": %.*s", (int)notes->len, notes->text);
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

/* The groups in the order in which their first notes are in the object. */
static int put_object(
	const struct screen *s, const struct grid *g, const struct grid_object *o, bool *given)
{
	struct notes all = {0};
	int r = gather(&all, o, g->result->n_kernels);
	cleanup_free struct note *notes = all.notes;
	/* at the place of each group's first note: 1 + where the group begins in @notes */
	cleanup_free size_t *begins = calloc(all.n + 1, sizeof(*begins));

	if (r || !begins)
		return -ENOMEM;
	for (size_t i = 0; i < all.n; i++)
		if (!i || compare_texts(&notes[i - 1], &notes[i]) != 0)
			begins[notes[i].at] = i + 1;
	for (size_t at = 0; at < all.n; at++) {
		if (!begins[at])
			continue;
		const size_t from = begins[at] - 1;
		size_t to = from + 1;
		while (to < all.n && compare_texts(&notes[from], &notes[to]) == 0)
			to++;
		put_note(s, g, o, notes + from, to - from, given);
	}
	return 0;
}

int noted_put(const struct screen *s, const struct grid *g)
{
	cleanup_free bool *given = calloc(g->result->n_kernels + 1, sizeof(*given));
	int r = given ? 0 : -ENOMEM;

	if (r || !any_noted(g))
		return r;
	wrap_put(s, STYLE_DIM, NOTED_SIGN " what a verdict does not say, though it is true:", 0,
		WRAP_INDENT);
	fputc('\n', s->out);
	for (size_t i = 0; i < g->n_objects && !r; i++)
		r = put_object(s, g, &g->objects[i], given);
	fputc('\n', s->out);
	return r;
}
