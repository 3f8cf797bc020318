// SPDX-License-Identifier: GPL-2.0-only
#include "result/said-json.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool said_is_date(const char *text)
{
	static const char form[] = "####-##-##";

	for (size_t i = 0; i < sizeof(form); i++)
		if (form[i] == '#' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
			return false;
	const int month = (text[5] - '0') * 10 + text[6] - '0';
	const int day = (text[8] - '0') * 10 + text[9] - '0';
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static int read_known(struct result_program *p, const struct place *up, const json_t *json)
{
	const struct place at = {.up = up, .key = "known"};
	const json_t *value = json_object_get(json, "known");

	if (!value)
		return 0;
	if (!json_is_object(value))
		return read_bad(up, "known", "not an object");
	p->known = calloc(1, sizeof(*p->known));
	if (!p->known)
		return diag_errno(-ENOMEM, "read a result");
	int r = need_text(&at, value, "why", &p->known->why);
	if (!r)
		r = read_array(&at, value, "until", p->known->until, sizeof(p->known->until));
	if (!r && *p->known->until && !said_is_date(p->known->until))
		r = read_bad(&at, "until", "not a day: YYYY-MM-DD");
	return r ? r : read_flag(&at, value, "expired", &p->known->expired);
}

static int read_crossed(const struct place *at, json_t *json, void *item)
{
	struct result_crossed *c = item;
	const int r = need_text(at, json, "limit", &c->limit);

	return r ? r : read_figure(at, json, "value", &c->value);
}

int said_read(struct result_program *p, const struct place *at, json_t *json)
{
	const int r = read_known(p, at, json);

	return r ? r
		 : read_items(at, json, "crossed", sizeof(*p->crossed), read_crossed,
			   (void **)&p->crossed, &p->n_crossed);
}

int said_read_splat(struct result_splat *s, const struct place *up, const json_t *json)
{
	const struct place at = {.up = up, .key = "allowed"};
	const json_t *value = json_object_get(json, "allowed");

	if (!value)
		return 0;
	if (!json_is_object(value))
		return read_bad(up, "allowed", "not an object");
	s->allowed = calloc(1, sizeof(*s->allowed));
	if (!s->allowed)
		return diag_errno(-ENOMEM, "read a result");
	const int r = need_text(&at, value, "reason", &s->allowed->reason);
	return r ? r : need_text(&at, value, "link", &s->allowed->link);
}

static int put_text(json_t *json, const char *key, const char *text)
{
	cleanup_free char *clean = NULL;

	if (!text || !*text)
		return 0;
	clean = text_cleaned(text, strlen(text), 0);
	return clean && !json_object_set_new(json, key, json_string(clean)) ? 0 : -ENOMEM;
}

static json_t *known_json(const struct result_known *k)
{
	json_t *json = json_object();
	int err = put_text(json, "why", k->why);

	err |= put_text(json, "until", k->until);
	if (k->expired)
		err |= json_object_set_new(json, "expired", json_true());
	if (!err)
		return json;
	json_decref(json);
	return NULL;
}

static int put_crossed(json_t *json, const struct result_crossed *c)
{
	int err = put_text(json, "limit", c->limit);

	if (c->value >= 0)
		err |= json_object_set_new(json, "value", json_integer(c->value));
	return err;
}

int said_put(json_t *json, const struct result_program *p)
{
	json_t *list = p->n_crossed ? json_array() : NULL;
	int err = p->known ? json_object_set_new(json, "known", known_json(p->known)) : 0;

	for (size_t i = 0; i < p->n_crossed; i++) {
		json_t *item = json_object();
		err |= put_crossed(item, &p->crossed[i]);
		err |= json_array_append_new(list, item);
	}
	if (p->n_crossed)
		err |= json_object_set_new(json, "crossed", list);
	return err ? -ENOMEM : 0;
}

int said_put_splat(json_t *json, const struct result_splat *s)
{
	if (!s->allowed)
		return 0;
	json_t *allowed = json_object();
	int err = put_text(allowed, "reason", s->allowed->reason);
	err |= put_text(allowed, "link", s->allowed->link);
	err |= json_object_set_new(json, "allowed", allowed);
	return err ? -ENOMEM : 0;
}

/* Append which program it is, with more keys to come.  NULL without memory. */
static json_t *append_program(json_t *list, const struct result_kernel *k,
	const struct result_object *o, const struct result_program *p)
{
	json_t *json = json_object();
	int err = put_text(json, "kernel", k->name);

	err |= put_text(json, "object", o->path);
	err |= put_text(json, "shape", o->shape);
	err |= put_text(json, "program", p->result.name);
	err |= put_text(json, "variant", p->result.variant);
	err |= json_array_append_new(list, json);
	return err ? NULL : json;
}

static int list_program(json_t *crossed, json_t *passes, const struct result_kernel *k,
	const struct result_object *o, const struct result_program *p)
{
	int err = 0;

	for (size_t i = 0; i < p->n_crossed && !err; i++) {
		json_t *json = append_program(crossed, k, o, p);
		err = json ? put_crossed(json, &p->crossed[i]) : -ENOMEM;
	}
	if (!err && result_passes(p)) {
		json_t *json = append_program(passes, k, o, p);
		err = json ? put_text(json, "why", p->known->why) : -ENOMEM;
	}
	return err;
}

int said_put_lists(json_t *json, const struct result *r)
{
	json_auto_t *crossed = json_array(), *passes = json_array();
	int err = crossed && passes ? 0 : -ENOMEM;

	for (size_t k = 0; k < r->n_kernels; k++)
		for (size_t i = 0; i < r->kernels[k].n_objects; i++) {
			const struct result_object *o = &r->kernels[k].objects[i];
			for (size_t j = 0; j < o->n_programs && !err; j++)
				err = list_program(
					crossed, passes, &r->kernels[k], o, &o->programs[j]);
		}
	if (!err && json_array_size(crossed))
		err = json_object_set(json, "crossed", crossed);
	if (!err && json_array_size(passes))
		err = json_object_set(json, "passes", passes);
	return err ? -ENOMEM : 0;
}
