// SPDX-License-Identifier: GPL-2.0-only
#include "result/coverage-json.h"
#include "cleanup.h"
#include "result/coverage.h"
#include "verdict/text.h"

#include <errno.h>
#include <string.h>

static json_t *gaps_json(const struct coverage_union *u)
{
	json_t *list = json_array();
	int err = list ? 0 : -1;

	for (size_t i = 0; i < u->n_gaps && !err; i++) {
		const struct coverage_gap *g = &u->gaps[i];
		json_t *item =
			json_pack("{sI sI}", "from", (json_int_t)g->from, "to", (json_int_t)g->to);
		if (item && *g->at)
			err = json_object_set_new(item, "source_at", json_string(g->at));
		err |= json_array_append_new(list, item);
	}
	if (!err)
		return list;
	json_decref(list);
	return NULL;
}

static int put_text(json_t *json, const char *key, const char *text)
{
	cleanup_free char *clean = text_cleaned(text, strlen(text), 0);

	return clean ? json_object_set_new(json, key, json_string(clean)) : -1;
}

/* NULL without memory. */
static json_t *union_json(const struct coverage_union *u, const struct result_object *o,
	const struct program_result *p)
{
	json_t *json = json_pack(
		"{sI sI}", "shapes", (json_int_t)u->shapes, "unknown", (json_int_t)u->unknown);
	int err = json ? put_text(json, "path", o->path) : -1;

	if (!err)
		err = json_object_set_new(json, "sha256", json_string(o->sha256)) |
		      put_text(json, "program", p->name);
	if (!err && u->insns >= 0) {
		err = json_object_set_new(json, "insns", json_integer(u->insns)) |
		      json_object_set_new(json, "known", json_integer(u->known)) |
		      json_object_set_new(json, "reached", json_integer(u->reached));
		if (u->n_gaps)
			err |= json_object_set_new(json, "unreached", gaps_json(u));
	}
	if (!err)
		return json;
	json_decref(json);
	return NULL;
}

/* The programs of an object, over its shapes, which all have the same ones. */
static int add_object(json_t *list, const struct result_kernel *k, const struct result_object *o)
{
	int err = 0;

	for (size_t i = 0; i < o->n_programs && !err; i++) {
		cleanup_with(coverage_union_clear) struct coverage_union u = {.insns = -1};
		const struct program_result *p = &o->programs[i].result;
		if (*p->variant)
			continue;
		err = coverage_unite(&u, k, o, p);
		if (!err)
			err = json_array_append_new(list, union_json(&u, o, p)) ? -ENOMEM : 0;
	}
	return err;
}

int coverage_json_put(json_t *json, const struct result_kernel *k)
{
	json_t *list = NULL;
	bool any = false;
	int err = 0;

	for (size_t i = 0; i < k->n_objects && !any; i++)
		any = coverage_is_in(&k->objects[i]);
	for (size_t i = 0; i < k->n_objects && any && !err; i++) {
		const struct result_object *o = &k->objects[i];
		if (coverage_is_later_shape(k, o) || !coverage_was_asked(k, o))
			continue;
		if (!list && !(list = json_array()))
			return -ENOMEM;
		err = add_object(list, k, o);
	}
	if (list && !err)
		err = json_object_set(json, "coverage", list) ? -ENOMEM : 0;
	json_decref(list);
	return err;
}
