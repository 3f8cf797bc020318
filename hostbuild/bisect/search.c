// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/search.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct tally *tally_of(struct finding *f, const struct point *p)
{
	for (size_t i = 0; i < f->n_tallies; i++)
		if (strcmp(f->tallies[i].point.id, p->id) == 0)
			return &f->tallies[i];
	struct tally *grown = reallocarray(f->tallies, f->n_tallies + 1, sizeof(*grown));
	if (!grown)
		return NULL;
	f->tallies = grown;
	grown[f->n_tallies] = (struct tally){0};
	if (point_copy(&grown[f->n_tallies].point, p))
		return NULL;
	return &grown[f->n_tallies++];
}

static int count(struct finding *f, const struct point *p, const struct observation *o)
{
	struct tally *t = tally_of(f, p);

	if (!t)
		return diag_errno(-ENOMEM, "bisect");
	t->good += o->answer == ANSWER_GOOD;
	t->bad += o->answer == ANSWER_BAD;
	t->neither += o->answer == ANSWER_UNTESTABLE;
	t->ready_ms += o->ready_ms;
	t->ask_ms += o->ask_ms;
	free(t->why);
	t->why = o->why ? strdup(o->why) : NULL;
	return 0;
}

/* One trial of @p.  0 with @o's answer, which is not STOP; -errno, reported. */
static int ask(
	const struct search *s, struct finding *f, const struct point *p, struct observation *o)
{
	cleanup_free char *why = NULL, *name = NULL;
	struct prepared prepared = {0};
	const struct axis_kind *kind = s->axis->kind;
	int r = kind->prepare(s->axis, p, &prepared, &why);

	if (r < 0)
		return r;
	name = format_string("%zu-%.12s", f->n_tallies + 1, p->id);
	if (!name)
		return diag_errno(-ENOMEM, "bisect");
	if (r)
		observation_set(o, ANSWER_UNTESTABLE, "%s", why ? why : "it cannot be had");
	else if (!s->judge->ready(s->judge->arg, &prepared, o))
		s->judge->ask(s->judge->arg, name, o);
	if (o->answer == ANSWER_STOP) {
		diag_error(
			"%s: %s; no other %s would be judged either", p->title, o->why, kind->noun);
		return -EIO;
	}
	diag_note("%s is %s: %s", p->title, answer_word(o->answer), o->why);
	r = count(f, p, o);
	return r || !s->journal ? r : journal_add(s->journal, p, o);
}

static int judge_ends(const struct search *s, struct finding *f)
{
	struct point good = {0}, bad = {0};
	int r = s->axis->kind->ends(s->axis, &good, &bad);

	if (!r)
		r = ask(s, f, &good, &f->before);
	if (!r && s->question)
		s->question->ends.good = f->before.result;
	if (!r)
		r = ask(s, f, &bad, &f->at);
	if (!r && s->question)
		r = predicate_check_ends(&s->question->predicate, &f->before, &f->at);
	point_clear(&good);
	point_clear(&bad);
	return r;
}

static int halve(const struct search *s, struct finding *f)
{
	struct axis *a = s->axis;

	for (;;) {
		struct point p = {0};
		struct observation o = {0};
		int r = a->kind->next(a, &p);
		if (r)
			return r < 0 ? r : 0;
		diag_note("step %" PRId64 ", about %" PRId64 " more: %s", ++f->steps,
			a->kind->steps_left(a), p.title);
		r = ask(s, f, &p, &o);
		if (!r)
			r = a->kind->mark(a, &p, o.answer);
		if (!r && (o.answer == ANSWER_GOOD || o.answer == ANSWER_BAD)) {
			struct observation *to = o.answer == ANSWER_BAD ? &f->at : &f->before;
			observation_clear(to);
			*to = o;
			o = (struct observation){0};
		}
		observation_clear(&o);
		point_clear(&p);
		if (r)
			return r;
	}
}

int search_run(struct finding *ret, const struct search *s)
{
	struct axis *a = s->axis;
	struct finding f = {0};
	int r = judge_ends(s, &f);

	if (!r)
		r = halve(s, &f);
	if (!r)
		r = a->kind->suspects(a, &f.suspects);
	if (!r) {
		f.why = a->kind->why ? a->kind->why(a) : NULL;
		f.found = !f.suspects.n			? FOUND_NOTHING
			  : f.suspects.n == 1 && !f.why ? FOUND_CULPRIT
							: FOUND_RANGE;
		if (f.why) {
			*ret = f;
			return 0;
		}
		if (f.suspects.n > 1)
			f.why = format_string(
				"%zu %s could not be judged", f.suspects.n - 1, a->kind->nouns);
		else
			f.described = a->kind->describe(a, &f.suspects.list[0]);
		r = a->kind->before(a, &f.suspects.list[0], &f.parents);
	}
	if (r)
		finding_clear(&f);
	else
		*ret = f;
	return r;
}
