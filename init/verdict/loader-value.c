// SPDX-License-Identifier: GPL-2.0-only
/* Values of maps and globals: bytes in hexadecimal, or JSON for a type of BTF. */
#include "verdict/loader.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int nibble(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

int loader_hex(const char *text, unsigned char **ret, size_t *ret_len)
{
	const size_t len = strlen(text) / 2;
	unsigned char *bytes;

	if (!len || strlen(text) % 2 || len > LOADER_BYTES)
		return -EINVAL;
	bytes = malloc(len);
	if (!bytes)
		return -ENOMEM;
	for (size_t i = 0; i < len; i++) {
		int high = nibble(text[2 * i]), low = nibble(text[2 * i + 1]);
		if (high < 0 || low < 0) {
			free(bytes);
			return -EINVAL;
		}
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	*ret = bytes;
	*ret_len = len;
	return 0;
}

static bool value_ok(const json_t *value, int depth)
{
	const char *key;
	json_t *item;
	size_t i;

	switch (json_typeof(value)) {
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_INTEGER:
	case JSON_REAL:
		return true;
	case JSON_STRING:
		return strlen(json_string_value(value)) == json_string_length(value);
	case JSON_ARRAY:
		json_array_foreach((json_t *)value, i,
			item) if (depth == 0 || !value_ok(item, depth - 1)) return false;
		return true;
	case JSON_OBJECT:
		json_object_foreach((json_t *)value, key,
			item) if (depth == 0 || !value_ok(item, depth - 1)) return false;
		return true;
	default:
		return false;
	}
}

bool loader_value_ok(const json_t *value)
{
	return value && value_ok(value, LOADER_VALUE_DEPTH);
}
