// SPDX-License-Identifier: GPL-2.0-only
/* The rules about maps as JSON. */
#include "verdict/bpf-names.h"
#include "verdict/loader-parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *hex_json(const unsigned char *bytes, size_t len)
{
	char *text = malloc(2 * len + 1);
	json_t *json;

	if (!text)
		return NULL;
	for (size_t i = 0; i < len; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
	text[2 * len] = '\0';
	json = json_string(text);
	free(text);
	return json;
}

static json_t *count_json(const struct loader_count *c)
{
	return c->unit == LOADER_CPUS	 ? json_string("cpus")
	       : c->unit == LOADER_PAGES ? json_pack("{s:I}", "pages", (json_int_t)c->n)
					 : json_integer(c->n);
}

/* Add what is set of @d to @json. */
static int put_def(json_t *json, const struct loader_map_def *d)
{
	int r = 0;

	if (d->set & LOADER_MAP_TYPE)
		r |= json_object_set_new(
			json, "type", json_string(bpf_names_word(BPF_NAMES_MAP_TYPE, d->type)));
	if (d->set & LOADER_MAP_KEY_SIZE)
		r |= json_object_set_new(json, "key_size", json_integer(d->key_size));
	if (d->set & LOADER_MAP_VALUE_SIZE)
		r |= json_object_set_new(json, "value_size", json_integer(d->value_size));
	if (d->set & LOADER_MAP_MAX_ENTRIES)
		r |= json_object_set_new(json, "max_entries", count_json(&d->max_entries));
	if (d->set & LOADER_MAP_FLAGS)
		r |= json_object_set_new(json, "flags", json_integer(d->flags));
	return r;
}

/* Lists of a key and a value each. */
static json_t *contents_json(const struct loader_map *m)
{
	json_t *entries = json_array();

	for (size_t i = 0; entries && i < m->count; i++) {
		const struct loader_entry *e = &m->entries[i];
		json_t *entry = m->typed ? json_pack("[O, O]", e->typed_key, e->typed_value)
					 : json_pack("[o, o]", hex_json(e->key, e->key_len),
						   hex_json(e->value, e->value_len));
		if (!entry || json_array_append_new(entries, entry)) {
			json_decref(entries);
			return NULL;
		}
	}
	return entries;
}

static json_t *map_json(const struct loader_map *m)
{
	json_t *json = loader_rule_json(m->line, m->name), *inner = NULL;
	int r = json ? put_def(json, &m->def) : -1;

	if (!r && m->set & LOADER_MAP_INNER) {
		inner = json_object();
		r = inner ? put_def(inner, &m->inner) : -1;
		if (!r)
			r = json_object_set(json, "inner", inner);
		json_decref(inner);
	}
	if (!r && m->set & LOADER_MAP_AUTOCREATE)
		r = json_object_set_new(json, "autocreate", json_boolean(m->autocreate));
	if (!r && m->set & LOADER_MAP_CONTENTS)
		r = json_object_set_new(json, m->typed ? "values" : "bytes", contents_json(m));
	if (r) {
		json_decref(json);
		return NULL;
	}
	return json;
}

json_t *loader_maps_json(const struct loader_item *i)
{
	json_t *json = json_array();

	for (size_t j = 0; json && j < i->n_maps; j++)
		if (json_array_append_new(json, map_json(&i->maps[j]))) {
			json_decref(json);
			return NULL;
		}
	return json;
}

static int read_count(const json_t *json, struct loader_map_def *d)
{
	const json_t *count = json_object_get(json, "max_entries");
	const char *word = json_string_value(count);

	if (word && strcmp(word, "cpus") == 0) {
		d->max_entries = (struct loader_count){.unit = LOADER_CPUS};
		d->set |= LOADER_MAP_MAX_ENTRIES;
		return 0;
	}
	if (json_is_object(count)) {
		d->max_entries.unit = LOADER_PAGES;
		if (!json_object_get(count, "pages"))
			return -EBADMSG;
		return loader_number_read(
			count, "pages", &d->set, LOADER_MAP_MAX_ENTRIES, &d->max_entries.n);
	}
	return loader_number_read(
		json, "max_entries", &d->set, LOADER_MAP_MAX_ENTRIES, &d->max_entries.n);
}

static int read_def(const json_t *json, struct loader_map_def *d)
{
	const json_t *type = json_object_get(json, "type");
	const char *word = json_string_value(type);
	const int number = word ? bpf_names_number(BPF_NAMES_MAP_TYPE, word) : -1;
	int r = 0;

	if (type && number < 0)
		return -EBADMSG;
	if (type) {
		d->set |= LOADER_MAP_TYPE;
		d->type = (uint32_t)number;
	}
	r = loader_number_read(json, "key_size", &d->set, LOADER_MAP_KEY_SIZE, &d->key_size);
	if (!r)
		r = loader_number_read(
			json, "value_size", &d->set, LOADER_MAP_VALUE_SIZE, &d->value_size);
	if (!r)
		r = loader_number_read(json, "flags", &d->set, LOADER_MAP_FLAGS, &d->flags);
	return r ? r : read_count(json, d);
}

static int read_bytes(const json_t *json, unsigned char **ret, size_t *ret_len)
{
	const char *text = json_string_value(json);
	const int r = text ? loader_hex(text, ret, ret_len) : -EBADMSG;

	return r == -EINVAL ? -EBADMSG : r;
}

static int read_entry(struct loader_entry *e, const json_t *json, bool typed)
{
	json_t *key = json_array_get(json, 0), *value = json_array_get(json, 1);

	if (json_array_size(json) != 2)
		return -EBADMSG;
	if (typed) {
		if (!loader_value_ok(key) || !loader_value_ok(value))
			return -EBADMSG;
		e->typed_key = json_incref(key);
		e->typed_value = json_incref(value);
		return 0;
	}
	const int r = read_bytes(key, &e->key, &e->key_len);
	return r ? r : read_bytes(value, &e->value, &e->value_len);
}

static int read_contents(struct loader_map *m, const json_t *entries)
{
	const size_t count = json_array_size(entries);
	int r = 0;

	if (!json_is_array(entries) || count > LOADER_ENTRIES)
		return -EBADMSG;
	m->set |= LOADER_MAP_CONTENTS;
	m->entries = calloc(count + 1, sizeof(*m->entries));
	if (!m->entries)
		return -ENOMEM;
	while (!r && m->count < count) {
		const size_t at = m->count++;
		r = read_entry(&m->entries[at], json_array_get(entries, at), m->typed);
	}
	return r;
}

static int read_map(struct loader_map *m, const json_t *json)
{
	const json_t *inner = json_object_get(json, "inner"),
		     *bytes = json_object_get(json, "bytes"),
		     *values = json_object_get(json, "values");
	int r = loader_rule_read(json, &m->line, &m->name);

	if (!r)
		r = read_def(json, &m->def);
	if (m->def.set)
		m->set |= LOADER_MAP_DEF;
	if (!r && inner) {
		m->set |= LOADER_MAP_INNER;
		r = json_is_object(inner) ? read_def(inner, &m->inner) : -EBADMSG;
	}
	if (!r)
		r = loader_bool_read(
			json, "autocreate", &m->set, LOADER_MAP_AUTOCREATE, &m->autocreate);
	if (r || !(bytes || values))
		return r;
	m->typed = values;
	return bytes && values ? -EBADMSG : read_contents(m, values ? values : bytes);
}

int loader_maps_read(struct loader_item *i, const json_t *json)
{
	const size_t count = json_array_size(json);
	int r = 0;

	if (!json_is_array(json) || count > LOADER_MAPS)
		return -EBADMSG;
	i->maps = calloc(count + 1, sizeof(*i->maps));
	if (!i->maps)
		return -ENOMEM;
	while (!r && i->n_maps < count) {
		const size_t at = i->n_maps++;
		r = read_map(&i->maps[at], json_array_get(json, at));
	}
	return r;
}
