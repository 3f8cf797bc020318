// SPDX-License-Identifier: GPL-2.0-only
#include "report/supplied.h"
#include "report/wrap.h"

#include <limits.h>
#include <string.h>

/* Texts of one object on one kernel that are shown. */
#define SHOWN_MAX 8

/* The first texts of an object on one kernel, without repetition. */
struct texts {
	struct {
		const char *text;
		size_t len;
	} shown[SHOWN_MAX];
	size_t n;
	bool more; /* there are others */
};

void supplied_count(const struct program_result *p, char ret[SUPPLIED_SIZE])
{
	int n = *p->adapted ? 1 : 0;

	for (const char *at = p->adapted; (at = strchr(at, '\n')); at++)
		n++;
	*ret = '\0';
	if (n)
		snprintf(ret, SUPPLIED_SIZE, ", with %d setting%s supplied", n, n == 1 ? "" : "s");
}

static bool has_text(const struct texts *t, const char *text, size_t len)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->shown[i].len == len && memcmp(t->shown[i].text, text, len) == 0)
			return true;
	return false;
}

static void add_texts(struct texts *t, const struct program_result *p)
{
	for (const char *at = p->adapted; *at;) {
		const size_t len = strcspn(at, "\n");
		const bool is_new = !has_text(t, at, len);
		t->more |= is_new && t->n == SHOWN_MAX;
		if (is_new && t->n < SHOWN_MAX) {
			t->shown[t->n].text = at;
			t->shown[t->n++].len = len;
		}
		at += len + (at[len] == '\n');
	}
}

static struct texts texts_of(const struct result_object *o)
{
	struct texts t = {.n = 0};

	if (o && o->whole)
		add_texts(&t, &o->whole->load.result);
	for (size_t i = 0; o && i < o->n_programs; i++)
		add_texts(&t, &o->programs[i].result);
	return t;
}

static bool are_same(const struct texts *a, const struct texts *b)
{
	if (a->n != b->n || a->more != b->more)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!has_text(b, a->shown[i].text, a->shown[i].len))
			return false;
	return true;
}

static void put_texts(const struct screen *s, const struct texts *t, int at)
{
	char line[ADAPTED_SIZE + 8];

	at = wrap_put(s, STYLE_PLAIN, ":", at, WRAP_INDENT);
	for (size_t i = 0; i < t->n; i++) {
		snprintf(line, sizeof(line), " %.*s%s", (int)t->shown[i].len, t->shown[i].text,
			i + 1 < t->n || t->more ? ";" : "");
		at = wrap_put(s, STYLE_PLAIN, line, at, WRAP_INDENT);
	}
	if (t->more)
		wrap_put(s, STYLE_PLAIN, " and more (adapted in result.json)", at, WRAP_INDENT);
}

/* Kernel @k and all later ones with the same texts; nothing where an earlier one has them. */
static void put_object(
	const struct screen *s, const struct grid *g, const struct grid_object *o, size_t k)
{
	char name[OBJECT_NAME_SIZE];
	const struct texts t = texts_of(o->of[k]);
	const char *between = " on ";

	for (size_t i = 0; i < k; i++) {
		const struct texts before = texts_of(o->of[i]);
		if (are_same(&before, &t))
			return;
	}
	if (!t.n)
		return;
	int at = screen_put(s, STYLE_DIM, CUT_END, SUPPLIED_SIGN " ", 2);
	at += screen_put(s, STYLE_BOLD, CUT_END, result_object_name(name, o->any), INT_MAX);
	for (size_t i = k; i < g->result->n_kernels; i++) {
		const struct texts other = texts_of(o->of[i]);
		if (!are_same(&other, &t))
			continue;
		at = wrap_put(s, STYLE_PLAIN, between, at, WRAP_INDENT);
		at = wrap_put(s, STYLE_PLAIN, g->result->kernels[i].name, at, WRAP_INDENT);
		between = ", ";
	}
	put_texts(s, &t, at);
	fputc('\n', s->out);
}

static bool any_supplied(const struct grid *g)
{
	for (size_t i = 0; i < g->n_objects; i++)
		for (size_t k = 0; k < g->result->n_kernels; k++)
			if (texts_of(g->objects[i].of[k]).n)
				return true;
	return false;
}

void supplied_put(const struct screen *s, const struct grid *g)
{
	if (!any_supplied(g))
		return;
	wrap_put(s, STYLE_DIM,
		SUPPLIED_SIGN " supplied, since the object leaves it to its loader; the verifier's "
			      "answer does not depend on it:",
		0, WRAP_INDENT);
	fputc('\n', s->out);
	for (size_t i = 0; i < g->n_objects; i++)
		for (size_t k = 0; k < g->result->n_kernels; k++)
			put_object(s, g, &g->objects[i], k);
	fputc('\n', s->out);
}

/* How many programs are unknown for a setting that bpfjury.yaml can make. */
static size_t count_settable(const struct grid *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->n_objects; i++)
		for (size_t j = 0; j < g->objects[i].n_rows; j++)
			for (size_t k = 0; k < g->result->n_kernels; k++) {
				const struct result_program *p =
					g->objects[i].rows[j].cells[k].program;
				if (!p || p->result.met != MET_UNKNOWN || !*p->result.setting)
					continue;
				n++;
				break;
			}
	return n;
}

void supplied_suggest(const struct screen *s, const struct grid *g)
{
	const size_t n = count_settable(g);
	char text[128];

	if (!n)
		return;
	snprintf(text, sizeof(text),
		"%zu program%s a setting: `bpfjury init OBJECT...` writes the bpfjury.yaml, for -c",
		n, n == 1 ? " lacks" : "s lack");
	wrap_put(s, STYLE_PLAIN, text, 0, WRAP_INDENT);
	fputs("\n\n", s->out);
}
