// SPDX-License-Identifier: GPL-2.0-only
#include "result/compare-json.h"
#include "verdict/features-keys.h"
#include "verdict/field.h"

#include <errno.h>
#include <string.h>

/* Add @value, which is given away; 0 or -ENOMEM. */
static int put(json_t *to, const char *key, json_t *value)
{
	return json_object_set_new(to, key, value) ? -ENOMEM : 0;
}

static int put_text(json_t *to, const char *key, const char *text)
{
	return text && *text ? put(to, key, json_string(text)) : 0;
}

static int put_count(json_t *to, const char *key, int64_t n)
{
	return put(to, key, json_integer(n));
}

/* One side of a row: what it is met by, and all its figures. */
static json_t *side_json(const struct result_program *p, enum met met)
{
	json_t *json = json_object();
	int r = json ? 0 : -ENOMEM;

	if (!r)
		r = field_put_word(json, "verdict", verdict_word(p->result.verdict));
	if (!r)
		r = field_put_word(json, "met", met_word(met));
	if (!r)
		r = field_put_word(json, "errno", errno_symbol(p->result.err));
	if (!r)
		r = put_text(json, "reason", p->result.reason);
	if (!r)
		r = put_text(json, "detail", p->result.detail);
	for (size_t i = 0; !r && i < n_statistics; i++) {
		const int64_t figure = statistics[i].of(&p->result);
		if (figure >= 0)
			r = put_count(json, statistics[i].name, figure);
	}
	if (!r)
		return json;
	json_decref(json);
	return NULL;
}

/* The limits that the row crosses; NULL without memory. */
static json_t *crossed_json(const struct gate *g, const struct compared *row)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < g->n_limits; i++)
		if (gate_crosses(&g->limits[i], row) == 1 &&
			json_array_append_new(list, json_string(g->limits[i].text))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static json_t *row_json(const struct gate *g, const struct compared *row)
{
	const struct program_result *p = row->latest ? &row->latest->result : &row->base->result;
	json_t *json = json_object();
	int r = json ? 0 : -ENOMEM;

	if (!r)
		r = put(json, "object", json_string(row->object->path));
	if (!r)
		r = put_text(json, "shape", row->object->shape);
	if (!r && row->whole)
		r = put(json, "whole", json_true());
	if (!r && !row->whole)
		r = put(json, "program", json_string(p->name));
	if (!r)
		r = put_text(json, "variant", p->variant);
	if (!r)
		r = put(json, "change", json_string(change_word(row->change)));
	if (!r && row->base)
		r = put(json, "base", side_json(row->base, row->base_met));
	if (!r && row->latest)
		r = put(json, "new", side_json(row->latest, row->latest_met));
	if (!r)
		r = put(json, "crossed", crossed_json(g, row));
	if (!r)
		return json;
	json_decref(json);
	return NULL;
}

static json_t *kernel_json(const struct result_kernel *k)
{
	json_t *json = json_object();
	int r = json ? put(json, "spec", json_string(k->name)) : -ENOMEM;

	if (!r)
		r = put_text(json, "version", k->version);
	if (!r)
		r = put_text(json, "release", k->release);
	if (!r)
		r = put(json, "outcome", json_string(outcome_word(k->outcome)));
	if (!r)
		return json;
	json_decref(json);
	return NULL;
}

static json_t *rows_json(const struct gate *g, const struct compared_kernel *k, bool all)
{
	json_t *rows = json_array();

	for (size_t i = 0; rows && i < k->n_rows; i++)
		if ((all || k->rows[i].change || gate_concerns(g, &k->rows[i])) &&
			json_array_append_new(rows, row_json(g, &k->rows[i]))) {
			json_decref(rows);
			return NULL;
		}
	return rows;
}

static json_t *kernels_json(const struct comparison *c, const struct gate *g, bool all)
{
	json_t *list = json_array();
	int r = list ? 0 : -ENOMEM;

	for (size_t i = 0; !r && i < c->n_kernels; i++) {
		const struct compared_kernel *k = &c->kernels[i];
		json_t *json = json_object();
		r = json_array_append_new(list, json) ? -ENOMEM : 0;
		if (!r && k->base)
			r = put(json, "base", kernel_json(k->base));
		if (!r && k->latest)
			r = put(json, "new", kernel_json(k->latest));
		if (!r)
			r = put(json, "rows", rows_json(g, k, all));
	}
	if (!r)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *limits_json(const struct gate *g)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < g->n_limits; i++) {
		json_t *limit = json_pack("{s:s, s:I}", "limit", g->limits[i].text, "crossed",
			(json_int_t)g->limits[i].crossed);
		if (json_array_append_new(list, limit)) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

/* Of what is not to count as unknown; the words of --allow. */
static json_t *allowed_json(const struct gate *g)
{
	const struct {
		bool allowed;
		const char *word;
	} words[] = {
		{g->allow_gone, ALLOW_GONE}, {g->allow_new, "new"}, {g->allow_unknown, "unknown"}};
	json_t *list = json_array();

	for (size_t i = 0; list && i < sizeof(words) / sizeof(*words); i++)
		if (words[i].allowed && json_array_append_new(list, json_string(words[i].word))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static json_t *result_side(const struct result *r)
{
	return json_pack("{s:s, s:s, s:s}", "started", r->started, "docket_sha256",
		r->docket_sha256, FEATURES_LIBBPF, r->libbpf);
}

static json_t *doubts_json(const struct gate_doubts *d)
{
	const struct {
		const char *key;
		int64_t n;
	} counts[] = {{"kernels_without_base", d->kernels_without_base},
		{"kernels_gone", d->kernels_gone}, {"incomplete", d->incomplete},
		{"unknown", d->unknown}, {"gone", d->gone}, {"skipped", d->skipped},
		{"no_figure", d->no_figure}, {"splats", d->splats}, {"nothing", d->nothing}};
	json_t *json = json_object();
	int r = json ? 0 : -ENOMEM;

	for (size_t i = 0; !r && i < sizeof(counts) / sizeof(*counts); i++)
		r = put_count(json, counts[i].key, counts[i].n);
	if (!r)
		return json;
	json_decref(json);
	return NULL;
}

json_t *compare_json(const struct comparison *c, const struct gate *g, const struct gate_doubts *d,
	int status, bool all)
{
	json_t *json = json_object();
	int r = json ? put(json, "schema", json_string(COMPARE_SCHEMA)) : -ENOMEM;

	if (!r)
		r = put(json, "base", result_side(c->base));
	if (!r)
		r = put(json, "new", result_side(c->latest));
	if (!r)
		r = put(json, "kernels", kernels_json(c, g, all));
	if (!r)
		r = put(json, "limits", limits_json(g));
	if (!r)
		r = put(json, "allowed", allowed_json(g));
	if (!r)
		r = put(json, "doubts", doubts_json(d));
	if (!r)
		r = put_count(json, "status", status);
	if (!r)
		return json;
	json_decref(json);
	return NULL;
}
