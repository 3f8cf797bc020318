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

json_t *docket_entry_json(const struct docket_entry *e)
{
	json_t *json = json_pack("{s:I, s:s, s:s, s:s}", "bytes", (json_int_t)e->bytes, "file",
		e->file, "path", e->path, "sha256", e->sha256);

	/* only where there is something to say: the hash of a docket without loaders stays */
	if (json && loader_says(&e->loader) &&
		json_object_set_new(json, "loader", loader_json(&e->loader))) {
		json_decref(json);
		return NULL;
	}
	return json;
}

int docket_entry_read(struct docket_entry *ret, json_t *json)
{
	const char *file, *path, *sha256, *why;
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
	const json_t *loader = json_object_get(json, "loader");
	return loader ? loader_read(&ret->loader, loader, &why) : 0;
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

char *docket_write(json_t *objects, json_t *files)
{
	return text_of(json_pack(
		"{s:o, s:o, s:s}", "files", files, "objects", objects, "schema", DOCKET_SCHEMA));
}

int docket_parse(const char *text, size_t len, json_t **ret_objects, json_t **ret_files)
{
	json_t *json = parse(text, len, DOCKET_SCHEMA), *objects = array_of(json, "objects");

	if (objects) {
		*ret_objects = objects;
		*ret_files = array_of(json, "files");
	}
	json_decref(json);
	return objects ? 0 : -EBADMSG;
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
