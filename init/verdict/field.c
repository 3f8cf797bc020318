// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/field.h"
#include "verdict/model.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

int field_put(json_t *json, const struct field *f, const void *base, bool required)
{
	const void *at = (const char *)base + f->offset;
	json_t *value;

	if (f->type == FIELD_TEXT) {
		const char *text = at;
		if (!*text && !required)
			return 0;
		value = json_string(text);
	} else {
		int64_t figure = *(const int64_t *)at;
		if (figure < 0)
			return required ? -EINVAL : 0;
		value = json_integer(figure);
	}
	return json_object_set_new(json, f->key, value) ? -ENOMEM : 0;
}

int field_read(void *base, const struct field *f, const json_t *json)
{
	void *at = (char *)base + f->offset;
	const json_t *value = json_object_get(json, f->key);

	if (!value)
		return -ENOENT;
	if (f->type == FIELD_TEXT) {
		size_t len = json_string_length(value);
		if (!json_is_string(value) || len >= f->size)
			return -EBADMSG;
		text_clean(at, f->size, json_string_value(value), len, f->lines);
		return 0;
	}
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return -EBADMSG;
	*(int64_t *)at = json_integer_value(value);
	return 0;
}

int field_copy(void *to, const struct field *f, const void *from)
{
	const char *at = (const char *)from + f->offset;
	char *put = (char *)to + f->offset;

	if (f->type == FIELD_TEXT) {
		const size_t len = strnlen(at, f->size);
		if (len == f->size || utf8_wrong_line(at, len))
			return -EBADMSG;
		text_clean(put, f->size, at, len, f->lines);
		return 0;
	}
	if (*(const int64_t *)at < UNKNOWN_FIGURE)
		return -EBADMSG;
	*(int64_t *)put = *(const int64_t *)at;
	return 0;
}

int field_put_word(json_t *json, const char *key, const char *word)
{
	return word && json_object_set_new(json, key, json_string(word)) ? -ENOMEM : 0;
}

int field_read_word(const json_t *json, const char *key, const char **ret)
{
	const json_t *value = json_object_get(json, key);

	*ret = value ? json_string_value(value) : NULL;
	return value && !*ret ? -EBADMSG : 0;
}
