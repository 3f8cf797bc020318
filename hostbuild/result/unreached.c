// SPDX-License-Identifier: GPL-2.0-only
#include "result/unreached.h"
#include "cleanup.h"
#include "verdict/coverage.h"
#include "verdict/text.h"

#include <stdio.h>

json_t *unreached_json(const char *text)
{
	json_t *list = json_array();
	struct coverage_range range;

	while (list && coverage_next(&text, &range)) {
		json_t *item = json_pack(
			"{sI sI}", "from", (json_int_t)range.from, "to", (json_int_t)range.to);
		int err = item ? 0 : -1;
		if (item && range.at_len)
			err = json_object_set_new(
				item, "source_at", json_stringn(range.at, range.at_len));
		if (json_array_append_new(list, item) || err) {
			json_decref(list);
			list = NULL;
		}
	}
	return list;
}

/* Write the lines of @list to @text.  False: one is no range, or there is no room. */
static bool write_lines(char *text, size_t size, const json_t *list)
{
	char at[SOURCE_SIZE];
	size_t i, len = 0;
	json_t *item;

	json_array_foreach(list, i, item)
	{
		json_int_t from, to;
		const char *source = "";
		if (json_unpack(
			    item, "{sI sI s?s}", "from", &from, "to", &to, "source_at", &source))
			return false;
		text_set(at, source);
		len += (size_t)snprintf(text + len, size - len, "%lld-%lld%s%s\n", (long long)from,
			(long long)to, *at ? " " : "", at);
		if (len >= size)
			return false;
	}
	return true;
}

const char *unreached_read(struct result_program *p, const json_t *list)
{
	cleanup_free char *text = calloc(1, UNREACHED_TEXT_MAX + 1);
	struct coverage_sum sum = {0};

	if (!text)
		return "no memory";
	if (list && !json_is_array(list))
		return "not an array";
	if (list && !write_lines(text, UNREACHED_TEXT_MAX + 1, list))
		return "not a list of ranges, or too long";
	if (!coverage_add(&sum, text))
		return "ranges that are out of order";
	if (!coverage_agrees(&sum, &p->result))
		return "not what the figures of the coverage say";
	p->unreached = *text ? steal(&text) : NULL;
	return NULL;
}
