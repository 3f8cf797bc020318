// SPDX-License-Identifier: GPL-2.0-only
/* The rules about programs, and their alternatives, as JSON. */
#include "verdict/bpf-names.h"
#include "verdict/loader-parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int put_word(json_t *json, const char *key, const char *word)
{
	return json_object_set_new(json, key, json_string(word));
}

static json_t *program_json(const struct loader_program *p)
{
	json_t *json = loader_rule_json(p->line, p->name);
	int r = json ? 0 : -1;

	if (!r && p->set & LOADER_PROGRAM_TYPE)
		r |= put_word(json, "type", bpf_names_word(BPF_NAMES_PROGRAM_TYPE, p->type));
	if (!r && p->set & LOADER_PROGRAM_ATTACH_TYPE)
		r |= put_word(
			json, "attach_type", bpf_names_word(BPF_NAMES_ATTACH_TYPE, p->attach_type));
	if (!r && p->set & LOADER_PROGRAM_TARGET)
		r |= put_word(json, "target", p->target);
	if (!r && p->target_object)
		r |= put_word(json, "target_object", p->target_object);
	if (!r && p->set & LOADER_PROGRAM_AUTOLOAD)
		r |= json_object_set_new(json, "autoload", json_boolean(p->autoload));
	if (!r && p->set & LOADER_PROGRAM_EXPECT)
		r |= put_word(json, "expect", verdict_word(p->expected));
	if (!r && p->expected_reason)
		r |= put_word(json, "reason", p->expected_reason);
	if (!r && p->set & LOADER_PROGRAM_WHY)
		r |= put_word(json, "why", p->why);
	if (r) {
		json_decref(json);
		return NULL;
	}
	return json;
}

json_t *loader_programs_json(const struct loader_item *i)
{
	json_t *json = json_array();

	for (size_t j = 0; json && j < i->n_programs; j++)
		if (json_array_append_new(json, program_json(&i->programs[j]))) {
			json_decref(json);
			return NULL;
		}
	return json;
}

/* An optional type by its name. */
static int read_type(struct loader_program *p, const json_t *json, const char *key,
	enum bpf_names kind, unsigned bit, uint32_t *ret)
{
	const json_t *type = json_object_get(json, key);
	const char *word = json_string_value(type);
	const int number = word ? bpf_names_number(kind, word) : -1;

	if (!type)
		return 0;
	if (number < 0)
		return -EBADMSG;
	p->set |= bit;
	*ret = (uint32_t)number;
	return 0;
}

static int read_expect(struct loader_program *p, const json_t *json)
{
	const json_t *expect = json_object_get(json, "expect");

	p->expected = verdict_from_word(json_string_value(expect));
	if (expect)
		p->set |= LOADER_PROGRAM_EXPECT;
	if (expect && (p->expected == VERDICT_NONE || p->expected > VERDICT_SKIPPED))
		return -EBADMSG;
	const int r = loader_text_read(json, "reason", &p->expected_reason);
	return !r && p->expected_reason && p->expected != VERDICT_REJECTED &&
			       p->expected != VERDICT_UNLOADABLE
		       ? -EBADMSG
		       : r;
}

static int read_program(struct loader_program *p, const json_t *json)
{
	int r = loader_rule_read(json, &p->line, &p->name);

	if (!r)
		r = read_type(
			p, json, "type", BPF_NAMES_PROGRAM_TYPE, LOADER_PROGRAM_TYPE, &p->type);
	if (!r)
		r = read_type(p, json, "attach_type", BPF_NAMES_ATTACH_TYPE,
			LOADER_PROGRAM_ATTACH_TYPE, &p->attach_type);
	if (!r)
		r = loader_text_read(json, "target", &p->target);
	if (!r)
		r = loader_text_read(json, "target_object", &p->target_object);
	if (!r && p->target_object && !p->target)
		r = -EBADMSG;
	if (p->target)
		p->set |= LOADER_PROGRAM_TARGET;
	if (!r)
		r = loader_bool_read(
			json, "autoload", &p->set, LOADER_PROGRAM_AUTOLOAD, &p->autoload);
	if (!r)
		r = loader_text_read(json, "why", &p->why);
	if (p->why)
		p->set |= LOADER_PROGRAM_WHY;
	if (!r && p->why && strlen(p->why) > LOADER_WHY)
		r = -EBADMSG;
	return r ? r : read_expect(p, json);
}

int loader_programs_read(struct loader_item *i, const json_t *json)
{
	const size_t count = json_array_size(json);
	int r = 0;

	if (!json_is_array(json) || count > LOADER_PROGRAMS)
		return -EBADMSG;
	i->programs = calloc(count + 1, sizeof(*i->programs));
	if (!i->programs)
		return -ENOMEM;
	while (!r && i->n_programs < count) {
		const size_t at = i->n_programs++;
		r = read_program(&i->programs[at], json_array_get(json, at));
	}
	return r;
}

json_t *loader_alternatives_json(const struct loader_item *i)
{
	json_t *json = json_array();

	for (size_t j = 0; json && j < i->n_alternatives; j++) {
		const struct loader_alternatives *a = &i->alternatives[j];
		json_t *one = loader_rule_json(a->line, NULL), *names = json_array();
		int r = one && names ? 0 : -1;
		for (size_t k = 0; !r && k < a->count; k++)
			r = json_array_append_new(names, json_string(a->programs[k]));
		if (!r)
			r = json_object_set(one, "programs", names);
		json_decref(names);
		if (r || json_array_append(json, one)) {
			json_decref(json);
			json = NULL;
		}
		json_decref(one);
	}
	return json;
}

static int read_alternatives(struct loader_alternatives *a, const json_t *json)
{
	const json_t *names = json_object_get(json, "programs"),
		     *line = json_object_get(json, "line");
	const size_t count = json_array_size(names);

	if (!json_is_array(names) || count < 2 || count > LOADER_PROGRAMS || !json_is_integer(line))
		return -EBADMSG;
	a->line = (int)json_integer_value(line);
	a->programs = calloc(count, sizeof(*a->programs));
	if (!a->programs)
		return -ENOMEM;
	for (; a->count < count; a->count++) {
		const char *name = json_string_value(json_array_get(names, a->count));
		if (!name || !*name)
			return -EBADMSG;
		a->programs[a->count] = strdup(name);
		if (!a->programs[a->count])
			return -ENOMEM;
	}
	return 0;
}

int loader_alternatives_read(struct loader_item *i, const json_t *json)
{
	const size_t count = json_array_size(json);
	int r = 0;

	if (!json_is_array(json) || count > LOADER_ALTERNATIVES)
		return -EBADMSG;
	i->has_alternatives = true;
	i->alternatives = calloc(count + 1, sizeof(*i->alternatives));
	if (!i->alternatives)
		return -ENOMEM;
	while (!r && i->n_alternatives < count) {
		const size_t at = i->n_alternatives++;
		r = read_alternatives(&i->alternatives[at], json_array_get(json, at));
	}
	return r;
}
