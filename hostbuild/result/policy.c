// SPDX-License-Identifier: GPL-2.0-only
#include "result/policy.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "result/said-json.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void policy_clear(struct policy *p)
{
	for (size_t i = 0; i < p->n_limits; i++) {
		where_clear(&p->limits[i].where);
		free(p->limits[i].text);
	}
	for (size_t i = 0; i < p->n_known; i++) {
		where_clear(&p->known[i].where);
		free(p->known[i].reason);
		free(p->known[i].why);
	}
	for (size_t i = 0; i < p->n_splats; i++) {
		where_clear(&p->splats[i].where);
		free(p->splats[i].title);
		free(p->splats[i].reason);
		free(p->splats[i].link);
	}
	free(p->limits);
	free(p->known);
	free(p->splats);
	*p = (struct policy){0};
}

int policy_add_limit(struct policy *p, const char *text, char *why, size_t size)
{
	struct policy_limit *more = reallocarray(p->limits, p->n_limits + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->limits = more;
	struct policy_limit *l = &more[p->n_limits];
	*l = (struct policy_limit){.text = strdup(text)};
	if (!l->text)
		return -ENOMEM;
	p->n_limits++;
	return gate_limit_read(&l->limit, l->text, why, size);
}

/* Say of @to that it is known.  @until NULL: without a last day. */
static int set_known(struct result_program *to, const char *why, const char *until, bool expired)
{
	struct result_known *known = calloc(1, sizeof(*known));

	if (known)
		known->why = strdup(why);
	if (!known || !known->why) {
		free(known);
		return -ENOMEM;
	}
	if (until)
		strcpy(known->until, until);
	known->expired = expired;
	if (to->known)
		free(to->known->why);
	free(to->known);
	to->known = known;
	return 0;
}

/* Each program of the kernel, and each object as a whole. */
typedef int answer_function(const struct result_object *o, struct result_program *p, void *arg);

static int each_answer(struct result_kernel *k, answer_function *each, void *arg)
{
	int r = 0;

	for (size_t i = 0; i < k->n_objects && !r; i++) {
		struct result_object *o = &k->objects[i];
		for (size_t j = 0; j < o->n_programs && !r; j++)
			r = each(o, &o->programs[j], arg);
		if (!r && o->whole)
			r = each(o, &o->whole->load, arg);
	}
	return r;
}

struct one_known {
	struct policy_known *item;
	bool expired;
	bool any;    /* an unmet answer fits */
	bool passes; /* second round: the met ones get it */
};

static int apply_known(const struct result_object *o, struct result_program *p, void *arg)
{
	struct one_known *k = arg;
	const struct policy_known *item = k->item;
	const enum met wanted = k->passes ? MET_MET : MET_UNMET;

	if (p->result.met != wanted || !where_has_object(&item->where, o) ||
		!where_has_program(&item->where, p))
		return 0;
	if (!k->passes && ((item->verdict && p->result.verdict != item->verdict) ||
				  (item->reason && strcmp(p->result.reason, item->reason) != 0)))
		return 0;
	/* as a whole it is met by the way: its programs say so */
	if (k->passes && o->whole && p == &o->whole->load)
		return 0;
	k->any = true;
	k->item->used = true;
	if (p->known && !p->known->expired)
		return 0;
	return p->known && k->expired ? 0 : set_known(p, item->why, item->until, k->expired);
}

static int apply_one_known(struct result_kernel *k, struct policy_known *item, const char *today)
{
	struct one_known one = {.item = item, .expired = strcmp(today, item->until) > 0};

	if (!where_has_kernel(&item->where, k, false))
		return 0;
	int r = each_answer(k, apply_known, &one);
	if (r || one.any)
		return r;
	one.passes = true;
	return each_answer(k, apply_known, &one);
}

/* What the splats of one answer come to. */
struct excuse {
	const struct result_allowed *allowed; /* the first; NULL: there is none */
	bool counted;			      /* a splat is not allowed */
};

static struct excuse excuse_of(const struct result_kernel *k, int64_t object, int64_t program)
{
	struct excuse e = {0};

	for (size_t i = 0; i < k->n_splats; i++) {
		const struct result_splat *s = &k->splats[i];
		if (s->object != object || (program >= 0 && s->program != program))
			continue;
		e.counted |= !s->allowed;
		e.allowed = e.allowed ? e.allowed : s->allowed;
	}
	return e;
}

/* @p is unmet for nothing but splats: /init says so by the reason, where it has no other. */
static int excuse(struct result_program *p, struct excuse e)
{
	if (p->known || e.counted || !e.allowed || p->result.met != MET_UNMET ||
		p->result.verdict != p->result.expected || !reason_is(&p->result, REASON_SPLAT))
		return 0;
	cleanup_free char *why = format_string("%s (%s)", e.allowed->reason, e.allowed->link);
	return why ? set_known(p, why, NULL, false) : -ENOMEM;
}

static int allow(struct result_splat *s, const struct policy_splat *item)
{
	s->allowed = calloc(1, sizeof(*s->allowed));
	if (!s->allowed)
		return -ENOMEM;
	s->allowed->reason = strdup(item->reason);
	s->allowed->link = strdup(item->link);
	return s->allowed->reason && s->allowed->link ? 0 : -ENOMEM;
}

static bool fits_splat(const struct policy_splat *item, const struct result_kernel *k,
	const struct result_splat *s)
{
	const struct result_object *o =
		s->object >= 0 && s->object < (int64_t)k->n_objects ? &k->objects[s->object] : NULL;
	const struct result_program *p = o && s->program >= 0 && s->program < (int64_t)o->n_programs
						 ? &o->programs[s->program]
						 : NULL;

	return fnmatch(item->title, s->title, 0) == 0 && where_has_kernel(&item->where, k, false) &&
	       where_has_object(&item->where, o) && where_has_program(&item->where, p);
}

static int apply_splats(struct policy *p, struct result_kernel *k)
{
	int r = 0;

	for (size_t i = 0; i < k->n_splats && !r; i++)
		for (size_t j = 0; j < p->n_splats && !r; j++) {
			if (!fits_splat(&p->splats[j], k, &k->splats[i]))
				continue;
			p->splats[j].used = true;
			if (!k->splats[i].allowed)
				r = allow(&k->splats[i], &p->splats[j]);
		}
	for (size_t i = 0; i < k->n_objects && !r && p->n_splats; i++) {
		struct result_object *o = &k->objects[i];
		for (size_t j = 0; j < o->n_programs && !r; j++)
			r = excuse(&o->programs[j], excuse_of(k, (int64_t)i, (int64_t)j));
		if (!r && o->whole)
			r = excuse(&o->whole->load, excuse_of(k, (int64_t)i, -1));
	}
	return r;
}

struct one_limit {
	struct policy_limit *item;
	const struct result_kernel *kernel;
};

static int apply_limit(const struct result_object *o, struct result_program *p, void *arg)
{
	struct one_limit *l = arg;
	const struct compared row = {.kernel = l->kernel, .object = o, .latest = p};

	if ((o->whole && p == &o->whole->load) || !where_has_object(&l->item->where, o) ||
		!where_has_program(&l->item->where, p))
		return 0;
	l->item->used = true;
	const int r = gate_crosses(&l->item->limit, &row);
	if (!r)
		return 0;
	struct result_crossed *more = reallocarray(p->crossed, p->n_crossed + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	p->crossed = more;
	more[p->n_crossed] = (struct result_crossed){.limit = strdup(l->item->text),
		.value = r > 0 ? l->item->limit.of->of(&p->result) : UNKNOWN_FIGURE};
	return more[p->n_crossed++].limit ? 0 : -ENOMEM;
}

/* The day on which the run began; of a result that does not say it, or says no day, this one. */
static void day_of(const struct result *r, char ret[11])
{
	const time_t now = time(NULL);
	struct tm tm;

	snprintf(ret, 11, "%.10s", r->started);
	if (!said_is_date(ret) && gmtime_r(&now, &tm))
		strftime(ret, 11, "%Y-%m-%d", &tm);
}

int policy_apply_known(struct policy *p, struct result *r)
{
	char today[11];
	int err = 0;

	day_of(r, today);
	for (size_t k = 0; k < r->n_kernels && !err; k++) {
		for (size_t i = 0; i < p->n_known && !err; i++)
			err = apply_one_known(&r->kernels[k], &p->known[i], today);
		if (!err)
			err = apply_splats(p, &r->kernels[k]);
	}
	return err;
}

int policy_apply(struct policy *p, struct result *r)
{
	int err = policy_apply_known(p, r);

	for (size_t k = 0; k < r->n_kernels && !err; k++)
		for (size_t i = 0; i < p->n_limits && !err; i++) {
			struct one_limit one = {&p->limits[i], &r->kernels[k]};
			if (!gate_needs_base(&p->limits[i].limit) &&
				where_has_kernel(&p->limits[i].where, one.kernel, true))
				err = each_answer(&r->kernels[k], apply_limit, &one);
		}
	return err;
}

static void note(const struct policy *p, const struct where *w, bool used, const char *what)
{
	if (!used && !w->optional && w->line)
		diag_warn("%s:%d: %s (`optional: true` if that is meant)", p->path, w->line, what);
}

void policy_note_unused(const struct policy *p)
{
	for (size_t i = 0; i < p->n_limits; i++)
		if (gate_needs_base(&p->limits[i].limit) && !p->limits[i].used)
			diag_note(
				"%s:%d: limits: %s needs a baseline: `bpfjury compare -c %s` reads it",
				p->path, p->limits[i].where.line, p->limits[i].text, p->path);
	for (size_t i = 0; i < p->n_limits; i++)
		note(p, &p->limits[i].where,
			p->limits[i].used || gate_needs_base(&p->limits[i].limit),
			"limits: no program of this run is held against this item");
	for (size_t i = 0; i < p->n_known; i++)
		note(p, &p->known[i].where, p->known[i].used,
			"known-failures: this item fits no answer of this run");
	for (size_t i = 0; i < p->n_splats; i++)
		note(p, &p->splats[i].where, p->splats[i].used,
			"splats: this item fits no splat of this run");
}
