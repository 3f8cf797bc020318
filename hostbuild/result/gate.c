// SPDX-License-Identifier: GPL-2.0-only
#include "result/gate.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The text of what is wrong; -EINVAL. */
static int wrong(char *why, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int wrong(char *why, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, size, format, args);
	va_end(args);
	return -EINVAL;
}

static int no_limit(const char *text, char *why, size_t size)
{
	const char *names[32] = {"verdict", "reason"};
	char question[128], name[64];
	size_t n = 2;

	if (statistic_find(text, strcspn(text, "<>=! ")))
		return wrong(why, size,
			"no such limit: a statistic goes with > and a number: insns>900000, "
			"insns>+1000, insns>+10%% or insns>85%%limit");
	for (size_t i = 0; i < n_statistics && n < ARRAY_SIZE(names); i++)
		names[n++] = statistics[i].name;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, "<>=! "), text);
	return wrong(why, size,
		"no such limit: verdict, reason, or a statistic as insns>900000, insns>+1000, "
		"insns>+10%% or insns>85%%limit%s",
		nearest_question(question, sizeof(question), name, names, n));
}

/* The value after ">": 0 or -EINVAL. */
static int parse_value(struct gate_limit *l, const char *value)
{
	const bool grows = *value == '+';
	char number[24];
	const size_t len = strspn(value + grows, "0123456789");
	const char *rest = value + grows + len;

	if (len >= sizeof(number))
		return -EINVAL;
	memcpy(number, value + grows, len);
	number[len] = '\0';
	if (number_from_word(number, 0, INT64_MAX / 1000, &l->value))
		return -EINVAL;
	if (!*rest)
		l->kind = grows ? GATE_GROWTH : GATE_MORE;
	else if (grows && strcmp(rest, "%") == 0)
		l->kind = GATE_PERCENT;
	else if (!grows && strcmp(rest, "%limit") == 0)
		l->kind = GATE_SHARE;
	else
		return -EINVAL;
	return 0;
}

int gate_limit_read(struct gate_limit *ret, const char *text, char *why, size_t size)
{
	const size_t len = strcspn(text, ">");

	*ret = (struct gate_limit){.text = text};
	if (strcmp(text, "verdict") == 0 || strcmp(text, "reason") == 0) {
		ret->kind = *text == 'v' ? GATE_VERDICT : GATE_REASON;
		return 0;
	}
	ret->of = statistic_find(text, len);
	if (!ret->of || !text[len] || parse_value(ret, text + len + 1))
		return no_limit(text, why, size);
	if (ret->kind == GATE_SHARE && !ret->of->limit_of)
		return wrong(why, size, "the kernel has no limit of %s; insns and stack have one",
			ret->of->name);
	if (ret->kind == GATE_SHARE && ret->value > 100)
		return wrong(why, size, "no program has more than 100 %% of a limit");
	return 0;
}

int gate_limit_parse(struct gate_limit *ret, const char *text)
{
	char why[GATE_WHY_SIZE];

	return gate_limit_read(ret, text, why, sizeof(why))
		       ? diag_misuse("--fail-on %s: %s", text, why)
		       : 0;
}

bool gate_needs_base(const struct gate_limit *l)
{
	return l->kind != GATE_MORE && l->kind != GATE_SHARE;
}

/* @part is more than @percent of @whole; none of them overflows: figures are below 2^63 / 1000. */
static bool is_more_than(int64_t part, int64_t whole, int64_t percent)
{
	return (__int128)part * 100 > (__int128)whole * percent;
}

bool gate_is_growth(int64_t before, int64_t now)
{
	const int64_t growth = now - before;

	return growth >= NOISE_AMOUNT ||
	       (growth > 0 && (__int128)growth * 100 >= (__int128)before * NOISE_PERCENT);
}

static int crosses_statistic(const struct gate_limit *l, const struct compared *row)
{
	const int64_t now = l->of->of(&row->latest->result);

	if (row->latest->result.verdict != VERDICT_ACCEPTED && now < 0)
		return 0; /* it was not verified: the verdict says so */
	if (gate_needs_base(l) && !row->base)
		return 0; /* it is new: nothing has grown */
	if (now < 0)
		return -ENODATA;
	if (l->kind == GATE_MORE)
		return now > l->value;
	if (l->kind == GATE_SHARE) {
		const int64_t limit = l->of->limit_of(&row->latest->result);
		return limit < 0 ? -ENODATA : is_more_than(now, limit, l->value);
	}
	if (!row->base || row->base->result.verdict != row->latest->result.verdict)
		return row->base && row->base_met == MET_UNKNOWN ? -ENODATA : 0;
	const int64_t before = l->of->of(&row->base->result), growth = now - before;
	if (before < 0)
		return -ENODATA;
	if (!gate_is_growth(before, now))
		return 0;
	return l->kind == GATE_GROWTH ? growth > l->value : is_more_than(growth, before, l->value);
}

/* Whether the limit is about the row. */
static bool concerns(const struct gate_limit *l, const struct compared *row)
{
	const struct where *w = l->where;

	return !w || (where_has_kernel(w, row->kernel, true) && where_has_object(w, row->object) &&
			     where_has_program(w, row->latest));
}

/* What is known counts as no trouble, before and now. */
static bool is_in_trouble(const struct result_program *p, enum met met)
{
	return p && met == MET_UNMET && !result_is_known(p);
}

/* Whether the row is of a whole that was refused for a program that is known. */
static bool is_excused_whole(const struct compared *row)
{
	const struct result_object *o = row->object;
	bool known = false;

	if (!row->whole || !row->latest || row->latest_met != MET_UNMET ||
		!result_whole_is_shown(o, result_kernel_is_complete(row->kernel)))
		return false;
	for (size_t i = 0; i < o->n_programs; i++)
		known |= result_is_known(&o->programs[i]);
	return known;
}

int gate_crosses(const struct gate_limit *l, const struct compared *row)
{
	if (!row->latest || !concerns(l, row))
		return 0; /* it is gone, and counts as such */
	switch (l->kind) {
	case GATE_VERDICT:
		return is_in_trouble(row->latest, row->latest_met) &&
		       !is_in_trouble(row->base, row->base_met) && !is_excused_whole(row);
	case GATE_REASON:
		if (!row->base || row->latest_met == MET_UNKNOWN ||
			strcmp(row->base->result.reason, row->latest->result.reason) == 0)
			return 0;
		return row->base_met == MET_UNKNOWN || row->coarse ? -ENODATA : 1;
	default:
		return row->whole ? 0 : crosses_statistic(l, row);
	}
}

/* BASE judged it, and NEW left it out on purpose. */
static bool is_now_skipped(const struct compared *row)
{
	return row->base && row->latest_met == MET_SKIPPED &&
	       (row->base->result.met == MET_MET || row->base->result.met == MET_UNMET);
}

bool gate_concerns(const struct gate *g, const struct compared *row)
{
	bool any =
		row->change == CHANGE_GONE || row->latest_met == MET_UNKNOWN || is_now_skipped(row);

	for (size_t i = 0; i < g->n_limits && !any; i++)
		any = gate_crosses(&g->limits[i], row) != 0;
	return any;
}

static void judge_row(struct gate *g, const struct compared *row, struct gate_doubts *d)
{
	bool no_figure = false;

	d->gone += row->change == CHANGE_GONE;
	d->unknown += row->latest_met == MET_UNKNOWN;
	d->skipped += is_now_skipped(row);
	for (size_t i = 0; i < g->n_limits; i++) {
		const int r = gate_crosses(&g->limits[i], row);
		g->limits[i].crossed += r == 1;
		no_figure |= r < 0;
	}
	d->no_figure += no_figure && row->latest_met != MET_UNKNOWN;
}

static const struct result_object *object_of(
	const struct result_kernel *k, const struct result_splat *s)
{
	return s->object >= 0 && s->object < (int64_t)k->n_objects ? &k->objects[s->object] : NULL;
}

/* Whether both are the same object: by its path or its content. */
static bool is_same_object(const struct result_object *a, const struct result_object *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(a->shape, b->shape) == 0 &&
	       (strcmp(a->path, b->path) == 0 || (*a->sha256 && strcmp(a->sha256, b->sha256) == 0));
}

/* Whether the row of its program is worse: then the splat shows there. */
static bool is_shown(const struct compared_kernel *k, const struct result_splat *s)
{
	const struct result_object *o = object_of(k->latest, s);

	if (!o || s->program < 0 || s->program >= (int64_t)o->n_programs)
		return false;
	for (size_t i = 0; i < k->n_rows; i++)
		if (k->rows[i].latest == &o->programs[s->program])
			return is_in_trouble(k->rows[i].latest, k->rows[i].latest_met) &&
			       !is_in_trouble(k->rows[i].base, k->rows[i].base_met);
	return false;
}

bool gate_is_new_splat(const struct compared_kernel *k, const struct result_splat *s)
{
	if (s->allowed)
		return false;
	for (size_t i = 0; k->base && i < k->base->n_splats; i++)
		if (strcmp(k->base->splats[i].title, s->title) == 0 &&
			is_same_object(
				object_of(k->base, &k->base->splats[i]), object_of(k->latest, s)))
			return false;
	return !is_shown(k, s);
}

/* Whether a program is judged in NEW and is in BASE. */
static bool compares_any(const struct compared_kernel *k)
{
	for (size_t i = 0; i < k->n_rows; i++)
		if (k->rows[i].base && k->rows[i].latest && k->rows[i].latest_met != MET_SKIPPED)
			return true;
	return false;
}

static void judge_kernel(struct gate *g, const struct compared_kernel *k, struct gate_doubts *d)
{
	d->kernels_without_base += !k->base;
	d->kernels_gone += !k->latest;
	if (!k->latest)
		return;
	d->incomplete += !result_kernel_is_complete(k->latest);
	d->nothing += k->base && !compares_any(k);
	d->gone += k->gone;
	for (size_t i = 0; i < k->n_rows; i++)
		judge_row(g, &k->rows[i], d);
	for (size_t i = 0; i < k->latest->n_splats; i++)
		d->splats += gate_is_new_splat(k, &k->latest->splats[i]);
	if (__builtin_add_overflow(d->unknown, k->missing, &d->unknown))
		d->unknown = INT64_MAX;
}

/* Whether a doubt is there that is not allowed. */
static bool is_doubtful(const struct gate *g, const struct gate_doubts *d)
{
	return d->nothing || d->incomplete || d->no_figure || d->splats ||
	       (d->kernels_without_base && !g->allow_new) ||
	       ((d->gone || d->kernels_gone || d->skipped) && !g->allow_gone) ||
	       (d->unknown && !g->allow_unknown);
}

int gate_judge(struct gate *g, const struct comparison *c, struct gate_doubts *ret_doubts)
{
	struct gate_doubts *d = ret_doubts;
	bool any = false;

	*d = (struct gate_doubts){0};
	for (size_t i = 0; i < g->n_limits; i++)
		g->limits[i].crossed = 0;
	for (size_t i = 0; i < c->n_kernels; i++) {
		judge_kernel(g, &c->kernels[i], d);
		any |= c->kernels[i].base && c->kernels[i].latest;
	}
	d->nothing += !any;
	if (is_doubtful(g, d))
		return STATUS_UNKNOWN;
	for (size_t i = 0; i < g->n_limits; i++)
		if (g->limits[i].crossed)
			return STATUS_UNMET;
	return STATUS_MET;
}
