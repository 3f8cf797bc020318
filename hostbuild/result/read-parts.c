// SPDX-License-Identifier: GPL-2.0-only
#include "result/read-parts.h"
#include "diag.h"
#include "verdict/model.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void spell(const struct place *p, char *buf, size_t size)
{
	size_t len;

	if (!p->up)
		return;
	spell(p->up, buf, size);
	len = strlen(buf);
	snprintf(buf + len, size - len, "%s%s", *buf ? "." : "", p->key);
	len = strlen(buf);
	if (p->indexed)
		snprintf(buf + len, size - len, "[%zu]", p->index);
}

int read_bad(const struct place *at, const char *key, const char *what)
{
	struct place here = {.up = at, .key = key};
	const struct place *top = at;
	char path[256] = "";

	while (top->up)
		top = top->up;
	spell(&here, path, sizeof(path));
	diag_error("%s: %s: %s", top->key, path, what);
	return -EBADMSG;
}

int read_text(
	const struct place *at, const json_t *json, const char *key, int keep_lines, char **ret)
{
	const json_t *value = json_object_get(json, key);

	if (!value)
		return 0;
	if (!json_is_string(value))
		return read_bad(at, key, "not a string");
	*ret = text_cleaned(json_string_value(value), json_string_length(value), keep_lines);
	return *ret ? 0 : diag_errno(-ENOMEM, "read a result");
}

int need_text(const struct place *at, const json_t *json, const char *key, char **ret)
{
	const json_t *value = json_object_get(json, key);

	if (!value)
		return read_bad(at, key, "missing");
	/* an empty one would not be written again */
	return json_is_string(value) && !json_string_length(value)
		       ? read_bad(at, key, "empty")
		       : read_text(at, json, key, 0, ret);
}

int read_array(const struct place *at, const json_t *json, const char *key, char *dst, size_t size)
{
	const json_t *value = json_object_get(json, key);

	if (!value)
		return 0;
	if (!json_is_string(value))
		return read_bad(at, key, "not a string");
	if (json_string_length(value) >= size)
		return read_bad(at, key, "too long");
	text_clean(dst, size, json_string_value(value), json_string_length(value), 0);
	return 0;
}

int read_figure(const struct place *at, const json_t *json, const char *key, int64_t *ret)
{
	const json_t *value = json_object_get(json, key);

	*ret = UNKNOWN_FIGURE;
	if (!value)
		return 0;
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return read_bad(at, key, "not an integer of 0 or more");
	*ret = json_integer_value(value);
	return 0;
}

int read_items(const struct place *at, const json_t *json, const char *key, size_t size,
	read_function *read, void **ret, size_t *ret_n)
{
	json_t *array = json_object_get(json, key);
	size_t n = json_array_size(array);

	if (!array || (json_is_array(array) && n == 0))
		return 0;
	if (!json_is_array(array))
		return read_bad(at, key, "not an array");
	*ret = calloc(n, size);
	if (!*ret)
		return diag_errno(-ENOMEM, "read a result");
	for (size_t i = 0; i < n; i++) {
		struct place here = {.up = at, .key = key, .index = i, .indexed = true};
		json_t *item = json_array_get(array, i);
		if (!json_is_object(item)) {
			char entry[64];
			snprintf(entry, sizeof(entry), "%s[%zu]", key, i);
			return read_bad(at, entry, "not an object");
		}
		*ret_n = i + 1;
		int r = read(&here, item, (char *)*ret + i * size);
		if (r)
			return r;
	}
	return 0;
}

int read_flag(const struct place *at, const json_t *json, const char *key, bool *ret)
{
	const json_t *value = json_object_get(json, key);

	if (!value)
		return 0;
	if (!json_is_boolean(value))
		return read_bad(at, key, "neither true nor false");
	*ret = json_is_true(value);
	return 0;
}
