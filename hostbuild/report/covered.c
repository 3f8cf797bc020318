// SPDX-License-Identifier: GPL-2.0-only
#include "report/covered.h"
#include "cleanup.h"
#include "report/wrap.h"
#include "result/coverage.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Places of one program that are shown; result.json has all. */
#define SHOWN_MAX 32

/* Where a gap is: in a line of a file, or without line info only in the program. */
struct place {
	const struct coverage_gap *gap;
	size_t file; /* length of the file's name; 0: no line info */
	long line;
};

static struct place place_of(const struct coverage_gap *gap)
{
	const char *colon = strrchr(gap->at, ':');

	if (!colon || !colon[1] || colon[1 + strspn(colon + 1, "0123456789")])
		return (struct place){.gap = gap};
	return (struct place){gap, (size_t)(colon - gap->at), strtol(colon + 1, NULL, 10)};
}

static int compare_files(const struct place *a, const struct place *b)
{
	const size_t len = a->file < b->file ? a->file : b->file;
	const int order = memcmp(a->gap->at, b->gap->at, len);

	return order ? order : (a->file > b->file) - (a->file < b->file);
}

/* By file and line; what has none comes last, by its instructions. */
static int compare_places(const void *va, const void *vb)
{
	const struct place *a = va, *b = vb;

	if (!a->file != !b->file)
		return !a->file ? 1 : -1;
	const int order = a->file ? compare_files(a, b) : 0;
	if (order)
		return order;
	return a->file ? (a->line > b->line) - (a->line < b->line)
		       : (a->gap->from > b->gap->from) - (a->gap->from < b->gap->from);
}

/*
 * The place at @i of @n sorted ones, and those after it at the same line or the next one of the
 * file.  Returns the first one after them.
 */
static size_t spell(const struct place *p, size_t i, size_t n, char *ret, size_t size)
{
	const bool same = i && p[i].file && p[i - 1].file && !compare_files(&p[i - 1], &p[i]);
	const struct coverage_gap *g = p[i].gap;
	size_t j = i + 1;

	if (!p[i].file) {
		if (g->from == g->to)
			snprintf(ret, size, "instruction %" PRId64, g->from);
		else
			snprintf(ret, size, "instructions %" PRId64 "-%" PRId64, g->from, g->to);
		return j;
	}
	while (j < n && p[j].file && !compare_files(&p[j - 1], &p[j]) &&
		p[j].line <= p[j - 1].line + 1)
		j++;
	const int len =
		same ? snprintf(ret, size, "%ld", p[i].line) : snprintf(ret, size, "%s", g->at);
	if (p[j - 1].line != p[i].line)
		snprintf(ret + len, size - (size_t)len, "-%ld", p[j - 1].line);
	return j;
}

static int put_gaps(const struct screen *s, const struct coverage_union *u, int at)
{
	cleanup_free struct place *places = calloc(u->n_gaps, sizeof(*places));
	char place[SOURCE_SIZE + 32], text[SOURCE_SIZE + 64];
	size_t shown = 0, more = 0;

	if (!places)
		return -ENOMEM;
	for (size_t i = 0; i < u->n_gaps; i++)
		places[i] = place_of(&u->gaps[i]);
	qsort(places, u->n_gaps, sizeof(*places), compare_places);
	for (size_t i = 0; i < u->n_gaps;) {
		i = spell(places, i, u->n_gaps, place, sizeof(place));
		if (shown == SHOWN_MAX) {
			more++;
			continue;
		}
		snprintf(text, sizeof(text), "%s%s", shown++ ? ", " : " ", place);
		at = wrap_put(s, STYLE_PLAIN, text, at, 2 * WRAP_INDENT);
	}
	if (more) {
		snprintf(text, sizeof(text), ", and %zu more (unreached in result.json)", more);
		wrap_put(s, STYLE_PLAIN, text, at, 2 * WRAP_INDENT);
	}
	return 0;
}

static int put_program(
	const struct screen *s, const struct program_result *p, const struct coverage_union *u)
{
	char text[OBJECT_NAME_SIZE + 128], name[OBJECT_NAME_SIZE];
	int at = WRAP_INDENT;

	screen_pad(s, at);
	at += screen_put(s, STYLE_PLAIN, CUT_END, p->name, INT_MAX);
	if (u->insns < 0)
		snprintf(text, sizeof(text), ": not known, %s",
			u->why ? u->why : "it was not asked");
	else
		snprintf(text, sizeof(text), ": %" PRId64 " %% of %" PRId64 " instructions",
			u->known ? 100 * u->reached / u->known : 0, u->known);
	at = wrap_put(s, STYLE_PLAIN, text, at, 2 * WRAP_INDENT);
	if (u->insns > u->known) {
		snprintf(text, sizeof(text), " (the list is cut: %" PRId64 " more are not known)",
			u->insns - u->known);
		at = wrap_put(s, STYLE_DOUBT, text, at, 2 * WRAP_INDENT);
	}
	if (u->insns >= 0 && u->unknown) {
		snprintf(text, sizeof(text),
			"; not known in %" PRId64 " of %" PRId64 " shapes (%s: %s)", u->unknown,
			u->shapes, result_object_name(name, u->doubt), u->why);
		at = wrap_put(s, STYLE_DOUBT, text, at, 2 * WRAP_INDENT);
	}
	int err = 0;
	if (u->n_gaps) {
		snprintf(text, sizeof(text), "; instructions %s:",
			u->unknown	? "not reached in the others"
			: u->shapes > 1 ? "never reached in any shape"
					: "never reached");
		at = wrap_put(s, STYLE_PLAIN, text, at, 2 * WRAP_INDENT);
		err = put_gaps(s, u, at);
	}
	fputc('\n', s->out);
	return err;
}

/* The programs of an object, over its shapes, which all have the same ones. */
static int put_object(
	const struct screen *s, const struct result_kernel *k, const struct result_object *o)
{
	int err = 0;

	screen_put(s, STYLE_BOLD, CUT_END, o->path, INT_MAX);
	screen_print(s, STYLE_DIM, " on %s", k->name ? k->name : "?");
	fputc('\n', s->out);
	for (size_t i = 0; i < o->n_programs && !err; i++) {
		cleanup_with(coverage_union_clear) struct coverage_union u = {.insns = -1};
		const struct program_result *p = &o->programs[i].result;
		if (*p->variant)
			continue;
		err = coverage_unite(&u, k, o, p);
		if (!err)
			err = put_program(s, p, &u);
	}
	return err;
}

int covered_put(const struct screen *s, const struct result_kernel *k)
{
	bool any = false;
	int err = 0;

	for (size_t i = 0; i < k->n_objects; i++)
		any |= coverage_is_in(&k->objects[i]);
	if (!any)
		return 0;
	screen_put(s, STYLE_DIM, CUT_END, "coverage: what the verifier reached", INT_MAX);
	fputc('\n', s->out);
	for (size_t i = 0; i < k->n_objects && !err; i++)
		if (!coverage_is_later_shape(k, &k->objects[i]))
			err = put_object(s, k, &k->objects[i]);
	fputc('\n', s->out);
	return err;
}
