// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/archive-entry.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static const struct {
	const char *word;
	mode_t type;
} types[] = {
	{"file", S_IFREG},
	{"dir", S_IFDIR},
	{"link", S_IFLNK},
	{"char", S_IFCHR},
	{"block", S_IFBLK},
	{"pipe", S_IFIFO},
	{"sock", S_IFSOCK},
};

static const char *word_of(mode_t type)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].type == type)
			return types[i].word;
	return NULL;
}

static mode_t type_of(const char *word)
{
	for (size_t i = 0; word && i < ARRAY_SIZE(types); i++)
		if (strcmp(types[i].word, word) == 0)
			return types[i].type;
	return 0;
}

static bool is_device(mode_t type)
{
	return type == S_IFCHR || type == S_IFBLK;
}

json_t *archive_entry_json(const struct archive_entry *e)
{
	json_t *json = json_pack("{s:s, s:s}", "name", e->name, "type", word_of(e->type));
	int r = json ? 0 : -1;

	if (!r && e->type == S_IFREG)
		r = json_object_set_new(json, "bytes", json_integer(e->bytes)) |
		    json_object_set_new(json, "sha256", json_string(e->sha256));
	else if (!r && e->type == S_IFLNK)
		r = json_object_set_new(json, "target", json_string(e->target));
	else if (!r && is_device(e->type))
		r = json_object_set_new(
			json, "device", json_pack("[i, i]", (int)e->major, (int)e->minor));
	if (!r)
		return json;
	json_decref(json);
	return NULL;
}

static int read_file(struct archive_entry *ret, const json_t *json)
{
	const json_t *bytes = json_object_get(json, "bytes");

	ret->bytes = json_integer_value(bytes);
	ret->sha256 = json_string_value(json_object_get(json, "sha256"));
	return json_is_integer(bytes) && ret->sha256 ? 0 : -EBADMSG;
}

static int read_device(struct archive_entry *ret, const json_t *json)
{
	const json_t *device = json_object_get(json, "device");
	const json_t *major = json_array_get(device, 0), *minor = json_array_get(device, 1);

	ret->major = (unsigned)json_integer_value(major);
	ret->minor = (unsigned)json_integer_value(minor);
	return json_is_integer(major) && json_is_integer(minor) ? 0 : -EBADMSG;
}

int archive_entry_read(struct archive_entry *ret, const json_t *json)
{
	*ret = (struct archive_entry){
		.name = json_string_value(json_object_get(json, "name")),
		.type = type_of(json_string_value(json_object_get(json, "type"))),
	};
	if (!ret->name || *ret->name != '/' || !ret->type)
		return -EBADMSG;
	if (ret->type == S_IFREG)
		return read_file(ret, json);
	if (is_device(ret->type))
		return read_device(ret, json);
	if (ret->type != S_IFLNK)
		return 0;
	ret->target = json_string_value(json_object_get(json, "target"));
	return ret->target ? 0 : -EBADMSG;
}
