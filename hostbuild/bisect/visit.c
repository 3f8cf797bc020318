// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/visit.h"
#include "cleanup.h"
#include "diag.h"
#include "stop.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

int visit_begin(struct visit *ret, struct work *w, const struct point *p, int64_t again)
{
	struct finding *f = w->finding;
	size_t i = 0;

	while (i < f->n_tallies && strcmp(f->tallies[i].point.id, p->id) != 0)
		i++;
	if (i == f->n_tallies) {
		struct tally *grown = reallocarray(f->tallies, i + 1, sizeof(*grown));
		if (!grown)
			return diag_errno(-ENOMEM, "bisect");
		f->tallies = grown;
		grown[i] = (struct tally){0};
		if (point_copy(&grown[i].point, p))
			return diag_errno(-ENOMEM, "bisect");
		f->n_tallies++;
	}
	*ret = (struct visit){.work = w, .point = p, .again = again, .tally = i};
	return 0;
}

void visit_end(struct visit *v)
{
	observation_clear(&v->made);
}

struct tally *visit_tally(const struct visit *v)
{
	return &v->work->finding->tallies[v->tally];
}

struct counts visit_counts(const struct tally *t)
{
	return (struct counts){.good = t->good, .bad = t->bad, .neither = t->neither};
}

static int count(struct visit *v, const struct observation *o, bool known)
{
	struct tally *t = visit_tally(v);

	t->good += o->answer == ANSWER_GOOD;
	t->bad += o->answer == ANSWER_BAD;
	t->neither += o->answer == ANSWER_UNTESTABLE;
	t->known += known;
	if (v->again) {
		t->again_good += o->answer == ANSWER_GOOD;
		t->again_bad += o->answer == ANSWER_BAD;
		t->again_neither += o->answer == ANSWER_UNTESTABLE;
	} else {
		t->on_way++;
	}
	if (!known) {
		t->ready_ms += o->ready_ms;
		t->ask_ms += o->ask_ms;
	}
	if (*o->image)
		memcpy(t->image, o->image, sizeof(t->image));
	if (o->answer != ANSWER_UNTESTABLE || !t->why) {
		free(t->why);
		t->why = o->why ? strdup(o->why) : NULL;
	}
	return 0;
}

static int make_ready(struct visit *v)
{
	struct work *w = v->work;
	cleanup_free char *why = NULL;
	struct prepared prepared = {0};
	const int r = w->axis->kind->prepare(w->axis, v->point, &prepared, &why);

	if (r < 0)
		return r;
	if (r)
		observation_set(
			&v->made, ANSWER_UNTESTABLE, "%s", why ? why : "it is not available");
	else
		w->judge->ready(w->judge->arg, &prepared, &v->made);
	if (stop_signal())
		return -EINTR;
	w->n_ready += !v->made.answer;
	w->ready_ms += v->made.answer ? 0 : v->made.ready_ms;
	v->hopeless = v->made.answer != ANSWER_NONE;
	v->is_ready = true;
	return 0;
}

/* What ready() said, as the beginning of a trial.  The time that it took counts once. */
static int copy_made(struct visit *v, struct observation *ret)
{
	ret->answer = v->made.answer;
	ret->why = v->made.why ? strdup(v->made.why) : NULL;
	ret->kernel = v->made.kernel ? strdup(v->made.kernel) : NULL;
	ret->ready_ms = v->made.ready_ms;
	memcpy(ret->image, v->made.image, sizeof(ret->image));
	v->made.ready_ms = 0;
	return v->made.kernel && !ret->kernel ? diag_errno(-ENOMEM, "bisect") : 0;
}

/* The answer of another point with the same kernel.  1: there is none. */
static int find_same(struct visit *v, struct observation *ret)
{
	struct journal *j = v->work->journal;
	struct tally *t = visit_tally(v);
	const struct journal_line *line = NULL;

	if (v->again || v->hopeless ||
		journal_find_image(ret, j, v->point->id, v->made.image, (size_t)t->same, &line))
		return 1;
	free(t->same_as);
	t->same_as = strdup(line->title);
	t->same++;
	free(ret->kernel);
	ret->kernel = v->made.kernel ? strdup(v->made.kernel) : NULL;
	ret->ready_ms = v->made.ready_ms;
	ret->ask_ms = v->made.ready_ms = 0;
	int r = count(v, ret, true);
	return r ? r : journal_add(j, v->point, ret, 0, line->logs, t->same_as);
}

static int try_once(struct visit *v, struct observation *ret)
{
	struct work *w = v->work;
	cleanup_free char *logs = NULL;
	int r = copy_made(v, ret);

	if (!r && !v->hopeless && w->journal->dir)
		r = journal_new_logs(w->journal, v->point, &logs);
	if (r)
		return r;
	if (!v->hopeless) {
		w->judge->ask(w->judge->arg, logs, ret);
		if (stop_signal())
			return -EINTR;
		w->n_asked++;
		w->ask_ms += ret->ask_ms;
	}
	if (ret->answer == ANSWER_STOP) {
		diag_error("%s: %s; no other %s would be judged either", v->point->title,
			ret->why ? ret->why : "no memory", w->axis->kind->noun);
		return -EIO;
	}
	r = journal_add(w->journal, v->point, ret, v->again, ret->result ? logs : NULL, NULL);
	return r ? r : count(v, ret, false);
}

/* An answer that an earlier run had.  1: there is none. */
static int find_known(struct visit *v, struct observation *ret)
{
	struct tally *t = visit_tally(v);
	const struct journal_line *line = NULL;
	const int64_t index =
		v->again ? t->again_good + t->again_bad + t->again_neither : t->on_way;

	if (journal_find(ret, v->work->journal, v->point->id, v->again, (size_t)index, &line))
		return 1;
	if (line->same) {
		free(t->same_as);
		t->same_as = strdup(line->same);
		t->same++;
	}
	v->hopeless = !ret->kernel;
	return count(v, ret, true);
}

int visit_ask(struct visit *v, struct observation *ret)
{
	int r = find_known(v, ret);

	if (r <= 0)
		return r;
	if (stop_signal())
		return -EINTR;
	if (!v->is_ready && (r = make_ready(v)))
		return r;
	r = find_same(v, ret);
	return r <= 0 ? r : try_once(v, ret);
}

int visit_decide(struct visit *v, enum answer *ret, struct observation *ret_one)
{
	for (;;) {
		const struct counts c = visit_counts(visit_tally(v));
		struct observation o = {0};
		*ret = rule_decide(&v->work->rule, &c);
		if (!*ret && v->hopeless)
			*ret = ANSWER_UNTESTABLE;
		if (*ret)
			return 0;
		const int r = visit_ask(v, &o);
		if (r) {
			observation_clear(&o);
			return r;
		}
		if (o.answer == ANSWER_GOOD || o.answer == ANSWER_BAD || !ret_one->answer) {
			observation_clear(ret_one);
			*ret_one = o;
		} else {
			observation_clear(&o);
		}
	}
}
