// SPDX-License-Identifier: GPL-2.0-only
#include "result/gate.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <string.h>

static int no_limit(const char *text)
{
	const char *names[32] = {"verdict", "reason"};
	char question[128], name[64];
	size_t n = 2;

	for (size_t i = 0; i < n_statistics && n < ARRAY_SIZE(names); i++)
		names[n++] = statistics[i].name;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, "<>=! "), text);
	return diag_misuse("--fail-on %s: no such limit: verdict, reason, or a statistic as "
			   "insns>900000, insns>+1000, insns>+10%% or insns>85%%limit%s",
		text, nearest_question(question, sizeof(question), name, names, n));
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

int gate_limit_parse(struct gate_limit *ret, const char *text)
{
	const size_t len = strcspn(text, ">");

	*ret = (struct gate_limit){.text = text};
	if (strcmp(text, "verdict") == 0 || strcmp(text, "reason") == 0) {
		ret->kind = *text == 'v' ? GATE_VERDICT : GATE_REASON;
		return 0;
	}
	ret->of = statistic_find(text, len);
	if (!ret->of || !text[len] || parse_value(ret, text + len + 1))
		return no_limit(text);
	if (ret->kind == GATE_SHARE && !ret->of->limit)
		return diag_misuse(
			"--fail-on %s: the kernel has no limit of %s; insns and stack have one",
			text, ret->of->name);
	if (ret->kind == GATE_SHARE && ret->value > 100)
		return diag_misuse(
			"--fail-on %s: no program has more than 100 %% of a limit", text);
	return 0;
}

/* @part is more than @percent of @whole; none of them overflows: figures are below 2^63 / 1000. */
static bool is_more_than(int64_t part, int64_t whole, int64_t percent)
{
	return (__int128)part * 100 > (__int128)whole * percent;
}

static int crosses_statistic(const struct gate_limit *l, const struct compared *row)
{
	const int64_t now = l->of->of(&row->latest->result);

	if (row->latest->result.verdict != VERDICT_ACCEPTED && now < 0)
		return 0; /* it was not verified: the verdict says so */
	if (now < 0)
		return -ENODATA;
	if (l->kind == GATE_MORE)
		return now > l->value;
	if (l->kind == GATE_SHARE)
		return is_more_than(now, l->of->limit, l->value);
	if (!row->base || row->base->result.verdict != row->latest->result.verdict)
		return row->base && row->base_met == MET_UNKNOWN ? -ENODATA : 0;
	const int64_t before = l->of->of(&row->base->result), growth = now - before;
	if (before < 0)
		return -ENODATA;
	if (growth < NOISE_AMOUNT && !is_more_than(growth, before, NOISE_PERCENT))
		return 0;
	return l->kind == GATE_GROWTH ? growth > l->value : is_more_than(growth, before, l->value);
}

int gate_crosses(const struct gate_limit *l, const struct compared *row)
{
	if (!row->latest)
		return 0; /* it is gone, and counts as such */
	switch (l->kind) {
	case GATE_VERDICT:
		return row->latest_met == MET_UNMET && row->base_met != MET_UNMET;
	case GATE_REASON:
		return row->base && row->latest_met != MET_UNKNOWN &&
		       row->base_met != MET_UNKNOWN &&
		       strcmp(row->base->result.reason, row->latest->result.reason) != 0;
	default:
		return row->whole ? 0 : crosses_statistic(l, row);
	}
}

static void judge_row(struct gate *g, const struct compared *row, struct gate_doubts *d)
{
	bool no_figure = false;

	d->gone += row->change == CHANGE_GONE;
	d->unknown += row->latest_met == MET_UNKNOWN;
	for (size_t i = 0; i < g->n_limits; i++) {
		const int r = gate_crosses(&g->limits[i], row);
		g->limits[i].crossed += r == 1;
		no_figure |= r < 0;
	}
	d->no_figure += no_figure && row->latest_met != MET_UNKNOWN;
}

static bool has_splat(const struct result_kernel *k, const char *title)
{
	for (size_t i = 0; k && i < k->n_splats; i++)
		if (strcmp(k->splats[i].title, title) == 0)
			return true;
	return false;
}

/* A splat of a program makes that unmet; the others are nobody's. */
static int64_t count_new_splats(const struct compared_kernel *k)
{
	int64_t n = 0;

	for (size_t i = 0; k->latest && i < k->latest->n_splats; i++)
		n += k->latest->splats[i].program < 0 &&
		     !has_splat(k->base, k->latest->splats[i].title);
	return n;
}

static void judge_kernel(struct gate *g, const struct compared_kernel *k, struct gate_doubts *d)
{
	if (!k->base)
		d->kernels_without_base++;
	if (!k->latest)
		d->kernels_gone++;
	else if (k->latest->outcome != OUTCOME_COMPLETE)
		d->incomplete++;
	if (k->latest)
		for (size_t i = 0; i < k->n_rows; i++)
			judge_row(g, &k->rows[i], d);
	d->unknown += k->missing;
	d->splats += count_new_splats(k);
}

int gate_judge(struct gate *g, const struct comparison *c, struct gate_doubts *ret_doubts)
{
	struct gate_doubts *d = ret_doubts;
	bool compared = false;

	*d = (struct gate_doubts){0};
	for (size_t i = 0; i < g->n_limits; i++)
		g->limits[i].crossed = 0;
	for (size_t i = 0; i < c->n_kernels; i++) {
		judge_kernel(g, &c->kernels[i], d);
		for (size_t j = 0; c->kernels[i].latest && j < c->kernels[i].n_rows; j++)
			compared |= c->kernels[i].rows[j].base && c->kernels[i].rows[j].latest;
	}
	d->nothing = !compared;
	if (d->nothing || d->incomplete || d->no_figure || d->splats ||
		(d->kernels_without_base && !g->allow_new) ||
		((d->gone || d->kernels_gone) && !g->allow_gone) ||
		(d->unknown && !g->allow_unknown))
		return STATUS_UNKNOWN;
	for (size_t i = 0; i < g->n_limits; i++)
		if (g->limits[i].crossed)
			return STATUS_UNMET;
	return STATUS_MET;
}
