// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/docket-format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOCKET_SCHEMA "bpfjury-docket/1"
#define ADDED_SCHEMA  "bpfjury-added/1"

void docket_file(char ret[DOCKET_FILE_SIZE], size_t index)
{
	snprintf(ret, DOCKET_FILE_SIZE, DOCKET_DIR "/%06zu.bpf.o", index);
}

static json_t *indices_json(const struct docket_entry *e)
{
	json_t *json = json_array();

	for (size_t i = 0; json && i < e->n_items; i++)
		if (json_array_append_new(json, json_integer(e->items[i]))) {
			json_decref(json);
			return NULL;
		}
	return json;
}

json_t *docket_entry_json(const struct docket_entry *e)
{
	json_t *json = json_pack("{s:I, s:s, s:s, s:s}", "bytes", (json_int_t)e->bytes, "file",
		e->file, "path", e->path, "sha256", e->sha256);
	int r = json ? 0 : -1;

	/* only where there is something to say: the hash of a docket without loaders stays */
	if (!r && e->n_items)
		r = json_object_set_new(json, "loader", indices_json(e));
	if (!r && *e->shape)
		r = json_object_set_new(json, "shape", json_string(e->shape));
	if (!r && e->against)
		r = json_object_set_new(json, "against", json_true());
	if (!r)
		return json;
	json_decref(json);
	return NULL;
}

void docket_entry_clear(struct docket_entry *e)
{
	loader_clear(&e->loader);
	free(e->items);
	*e = (struct docket_entry){0};
}

static int read_indices(struct docket_entry *e, const json_t *json)
{
	const size_t count = json_array_size(json);

	if (!json_is_array(json) || !count || count > LOADER_ITEMS + 1)
		return -EBADMSG;
	e->items = calloc(count, sizeof(*e->items));
	if (!e->items)
		return -ENOMEM;
	for (; e->n_items < count; e->n_items++) {
		const json_t *index = json_array_get(json, e->n_items);
		const json_int_t n = json_integer_value(index);
		if (!json_is_integer(index) || n < 0 || n > UINT32_MAX)
			return -EBADMSG;
		e->items[e->n_items] = (uint32_t)n;
	}
	return 0;
}

static int read_shape(struct docket_entry *e, const json_t *json)
{
	const char *shape = json_string_value(json);

	if (!shape || !*shape || strlen(shape) >= sizeof(e->shape))
		return -EBADMSG;
	strcpy(e->shape, shape);
	return 0;
}

int docket_entry_read(struct docket_entry *ret, json_t *json)
{
	const char *file, *path, *sha256;
	json_int_t bytes;

	*ret = (struct docket_entry){0};
	if (json_unpack(json, "{s:s, s:s, s:s, s:I}", "file", &file, "path", &path, "sha256",
		    &sha256, "bytes", &bytes))
		return -EBADMSG;
	if (strlen(file) >= sizeof(ret->file) || strlen(path) >= sizeof(ret->path) ||
		strlen(sha256) != SHA256_SIZE - 1 || bytes < 0)
		return -EBADMSG;
	strcpy(ret->file, file);
	strcpy(ret->path, path);
	strcpy(ret->sha256, sha256);
	ret->bytes = bytes;
	const json_t *loader = json_object_get(json, "loader"),
		     *shape = json_object_get(json, "shape"),
		     *against = json_object_get(json, "against");
	if (against && !json_is_true(against))
		return -EBADMSG;
	ret->against = against;
	const int r = loader ? read_indices(ret, loader) : 0;
	return r || !shape ? r : read_shape(ret, shape);
}

/* Keys are sorted: the same docket has the same SHA-256.  Takes the reference. */
static char *text_of(json_t *json)
{
	char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL, *ret = NULL;

	if (text && asprintf(&ret, "%s\n", text) < 0)
		ret = NULL;
	free(text);
	json_decref(json);
	return ret;
}

/* An object of that schema, or NULL. */
static json_t *parse(const char *text, size_t len, const char *schema)
{
	json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	const char *is = json_string_value(json_object_get(json, "schema"));

	if (is && strcmp(is, schema) == 0)
		return json;
	json_decref(json);
	return NULL;
}

static json_t *array_of(const json_t *json, const char *key)
{
	json_t *array = json_object_get(json, key);

	return json_is_array(array) ? json_incref(array) : NULL;
}

char *docket_write(struct docket_lists l)
{
	json_t *json = json_pack(
		"{s:o, s:o, s:s}", "files", l.files, "objects", l.objects, "schema", DOCKET_SCHEMA);

	if (!l.loaders)
		return text_of(json);
	if (json && json_object_set(json, "loaders", l.loaders)) {
		json_decref(json);
		json = NULL;
	}
	json_decref(l.loaders);
	return text_of(json);
}

int docket_parse(const char *text, size_t len, struct docket_lists *ret)
{
	json_t *json = parse(text, len, DOCKET_SCHEMA), *objects = array_of(json, "objects");

	if (objects)
		*ret = (struct docket_lists){.objects = objects,
			.files = array_of(json, "files"),
			.loaders = json_incref(json_object_get(json, "loaders"))};
	json_decref(json);
	return objects ? 0 : -EBADMSG;
}

json_t *docket_loaders_json(const char *file, const struct loader_item *items, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < count; i++)
		if (json_array_append_new(list, loader_item_json(&items[i]))) {
			json_decref(list);
			list = NULL;
		}
	return json_pack("{s:s, s:o}", "file", file, "items", list);
}

int docket_loaders_read(const json_t *json, char ret_file[CONFIG_NAME_SIZE],
	struct loader_item **ret_items, size_t *ret_count)
{
	const char *file = json_string_value(json_object_get(json, "file")), *why;
	const json_t *items = json_object_get(json, "items");
	const size_t count = json_array_size(items);
	int r = 0;

	if (!file || strlen(file) >= CONFIG_NAME_SIZE || !json_is_array(items))
		return -EBADMSG;
	strcpy(ret_file, file);
	*ret_items = calloc(count + 1, sizeof(**ret_items));
	if (!*ret_items)
		return -ENOMEM;
	while (!r && *ret_count < count) {
		const size_t at = (*ret_count)++;
		r = loader_item_read(&(*ret_items)[at], json_array_get(items, at), &why);
	}
	return r;
}

char *added_write(json_t *files)
{
	return text_of(json_pack("{s:o, s:s}", "files", files, "schema", ADDED_SCHEMA));
}

int added_parse(const char *text, size_t len, json_t **ret_files)
{
	json_t *json = parse(text, len, ADDED_SCHEMA), *files = array_of(json, "files");

	if (files)
		*ret_files = files;
	json_decref(json);
	return files ? 0 : -EBADMSG;
}
