// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/json-clean.h"
#include "verdict/text.h"

#include <stdlib.h>
#include <string.h>

static json_t *clean_string(const char *text, size_t len)
{
	char *clean = text_cleaned(text, len, 0);
	json_t *json = clean ? json_string(clean) : NULL;

	free(clean);
	return json;
}

static json_t *clean_object(json_t *json)
{
	json_t *copy = json_object(), *value;
	const char *key;

	json_object_foreach(json, key, value)
	{
		char *clean = text_cleaned(key, strlen(key), 0);
		int failed = !clean || json_object_set_new(copy, clean, json_clean(value));
		free(clean);
		if (failed) {
			json_decref(copy);
			return NULL;
		}
	}
	return copy;
}

json_t *json_clean(json_t *json)
{
	json_t *copy, *value;
	size_t i;

	if (json_is_string(json))
		return clean_string(json_string_value(json), json_string_length(json));
	if (json_is_object(json))
		return clean_object(json);
	if (!json_is_array(json))
		return json_incref(json);
	copy = json_array();
	json_array_foreach(json, i, value)
	{
		if (json_array_append_new(copy, json_clean(value))) {
			json_decref(copy);
			return NULL;
		}
	}
	return copy;
}
