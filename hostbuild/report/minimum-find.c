// SPDX-License-Identifier: GPL-2.0-only
#include "report/minimum-find.h"
#include "cleanup.h"
#include "format.h"
#include "report/answer.h"

#include <errno.h>
#include <string.h>

/* Releases by their numbers: 5.10.262 before 6.1, and 6.1-rc1 before that. */
static int version_order(const char *a, const char *b)
{
	const char *of_a = strstr(a, "-rc"), *of_b = strstr(b, "-rc");
	char x[64], y[64];

	snprintf(x, sizeof(x), "%.*s", of_a ? (int)(of_a - a) : (int)strlen(a), a);
	snprintf(y, sizeof(y), "%.*s", of_b ? (int)(of_b - b) : (int)strlen(b), b);
	const int order = strverscmp(x, y);
	if (order || !of_a || !of_b)
		return order ? order : !of_a - !of_b;
	return strverscmp(of_a, of_b);
}

static int by_version(const void *a, const void *b)
{
	const struct minimum_try *x = a, *y = b;
	const int order = version_order(x->kernel->version, y->kernel->version);

	return order ? order : strcmp(x->kernel->name, y->kernel->name);
}

/* A splat that belongs to @o, or to nothing. */
static enum met met_of_splats(const struct result_kernel *k, const struct result_object *o)
{
	enum met met = MET_MET;

	for (size_t i = 0; i < k->n_splats; i++) {
		const struct result_splat *s = &k->splats[i];
		if (s->object < 0 || s->object >= (int64_t)k->n_objects)
			return MET_UNKNOWN;
		if (&k->objects[s->object] == o)
			met = MET_UNMET;
	}
	return met;
}

/* Take what is worse; unmet is worse than unknown, which is worse than skipped. */
static void worsen(
	struct minimum_try *t, enum met met, const struct result_program *why, bool whole)
{
	static const int ranks[] = {[MET_NONE] = 1,
		[MET_MET] = 0,
		[MET_SKIPPED] = 0,
		[MET_UNKNOWN] = 2,
		[MET_UNMET] = 3};

	if (ranks[met] <= ranks[t->met])
		return;
	t->met = met;
	t->why = why;
	t->whole = whole;
}

static struct minimum_try try_of(const struct result_kernel *k, const struct result_object *o)
{
	const bool complete = result_kernel_is_complete(k);
	struct minimum_try t = {.kernel = k,
		.met = o	  ? MET_MET
		       : complete ? MET_NONE
				  : MET_UNKNOWN};
	size_t judged = 0;

	for (size_t i = 0; o && i < o->n_programs; i++) {
		const struct result_program *p = &o->programs[i];
		const enum met met = result_program_met(&p->result, complete);
		worsen(&t, met, p, false);
		judged += met != MET_SKIPPED;
		t.refused += met == MET_MET && p->result.verdict != VERDICT_ACCEPTED;
	}
	if (!o)
		return t;
	if (result_object_missing(o, complete))
		worsen(&t, MET_UNKNOWN, NULL, false);
	if (o->whole)
		worsen(&t, result_whole_met(o, complete), &o->whole->load, true);
	worsen(&t, met_of_splats(k, o), NULL, false);
	if (!complete)
		worsen(&t, MET_UNKNOWN, NULL, false);
	if (t.met == MET_MET && !judged)
		t.met = MET_SKIPPED;
	return t;
}

int minimum_find(struct minimum *ret, const struct grid *g, const struct grid_object *o)
{
	const struct result *r = g->result;
	struct minimum m = {.object = o->any, .tries = calloc(r->n_kernels + 1, sizeof(*m.tries))};

	if (!m.tries)
		return -ENOMEM;
	for (size_t k = 0; k < r->n_kernels; k++)
		if (r->kernels[k].version && *r->kernels[k].version)
			m.tries[m.n++] = try_of(&r->kernels[k], o->of[k]);
		else
			m.unnamed++;
	qsort(m.tries, m.n, sizeof(*m.tries), by_version);
	for (m.first = m.n; m.first && m.tries[m.first - 1].met == MET_MET; m.first--)
		;
	/* another kernel of the same version is not met: this version is not */
	while (m.first && m.first < m.n &&
		version_order(m.tries[m.first].kernel->version,
			m.tries[m.first - 1].kernel->version) == 0)
		m.first++;
	*ret = m;
	return 0;
}

void minimum_clear(struct minimum *m)
{
	free(m->tries);
	m->tries = NULL;
}

enum met minimum_met(const struct minimum *m)
{
	const struct minimum_try *below = m->first ? &m->tries[m->first - 1] : NULL;

	if (!m->n || (below && below->met == MET_UNKNOWN))
		return MET_UNKNOWN;
	return m->first == m->n ? MET_UNMET : MET_MET;
}

char *minimum_words(const struct minimum *m)
{
	const struct minimum_try *below = m->first ? &m->tries[m->first - 1] : NULL;
	const struct minimum_try *at = m->first < m->n ? &m->tries[m->first] : NULL;

	if (!m->n)
		return format_string("unknown: of no kernel the version is known");
	if (!at && below->met == MET_UNKNOWN)
		return format_string("unknown: %s (%s), the newest that was tried, has no answer",
			below->kernel->version, below->kernel->name);
	if (!at)
		return format_string("none: not met on %s (%s), the newest that was tried",
			below->kernel->version, below->kernel->name);
	if (!below)
		return format_string("%s (%s), the oldest that was tried: not proved below %s",
			at->kernel->version, at->kernel->name, at->kernel->version);
	if (below->met == MET_UNKNOWN)
		return format_string("unknown: met from %s (%s) on, %s (%s) has no answer",
			at->kernel->version, at->kernel->name, below->kernel->version,
			below->kernel->name);
	return format_string("%s (%s): not met on %s (%s), nothing between them was tried",
		at->kernel->version, at->kernel->name, below->kernel->version, below->kernel->name);
}

char *minimum_lack(const struct minimum_try *t)
{
	char words[ANSWER_WORDS_SIZE];

	if (t->met == MET_MET)
		return format_string("met");
	if (t->met == MET_NONE)
		return format_string("not in its docket");
	if (t->met == MET_SKIPPED)
		return format_string("skipped");
	if (!t->why)
		return format_string(
			"%s", t->met == MET_UNMET ? "the kernel complained" : "no answer");
	const struct program_result *p = &t->why->result;
	return format_string("%s%s: %s%s%s", t->whole ? "as a whole, " : "", p->name,
		answer_words(p, words), *p->detail ? ": " : "", p->detail);
}
