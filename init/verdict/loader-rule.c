// SPDX-License-Identifier: GPL-2.0-only
/* What all rules of an item have, as JSON. */
#include "verdict/loader-parts.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

json_t *loader_rule_json(int line, const char *name)
{
	json_t *json = json_pack("{s:i}", "line", line);

	if (json && name && json_object_set_new(json, "name", json_string(name))) {
		json_decref(json);
		return NULL;
	}
	return json;
}

int loader_text_read(const json_t *json, const char *key, char **ret)
{
	const json_t *text = json_object_get(json, key);

	*ret = NULL;
	if (!text)
		return 0;
	if (!json_is_string(text) || !json_string_length(text) ||
		strlen(json_string_value(text)) != json_string_length(text))
		return -EBADMSG;
	*ret = strdup(json_string_value(text));
	return *ret ? 0 : -ENOMEM;
}

int loader_number_read(
	const json_t *json, const char *key, unsigned *set, unsigned bit, uint32_t *ret)
{
	const json_t *number = json_object_get(json, key);
	const json_int_t n = json_integer_value(number);

	if (!number)
		return 0;
	if (!json_is_integer(number) || n < 0 || n > UINT32_MAX)
		return -EBADMSG;
	*set |= bit;
	*ret = (uint32_t)n;
	return 0;
}

int loader_bool_read(const json_t *json, const char *key, unsigned *set, unsigned bit, bool *ret)
{
	const json_t *value = json_object_get(json, key);

	if (!value)
		return 0;
	if (!json_is_boolean(value))
		return -EBADMSG;
	*set |= bit;
	*ret = json_is_true(value);
	return 0;
}

int loader_line_read(const json_t *json, const char *key, int *ret)
{
	const json_t *line = json_object_get(json, key);
	const json_int_t n = json_integer_value(line);

	if (line && (!json_is_integer(line) || n < 0 || n > INT_MAX))
		return -EBADMSG;
	*ret = (int)n;
	return 0;
}

int loader_rule_read(const json_t *json, int *ret_line, char **ret_name)
{
	const int r = json_is_object(json) ? loader_line_read(json, "line", ret_line) : -EBADMSG;

	if (!r && !json_object_get(json, "name"))
		return -EBADMSG;
	return r ? r : loader_text_read(json, "name", ret_name);
}
