// SPDX-License-Identifier: GPL-2.0-only
#include "explain/refused-map.h"
#include "load/sizes.h"
#include "verdict/model.h"
#include "verdict/text.h"

#include <stdio.h>
#include <string.h>

bool refused_map_find(
	struct refused_map *ret, const struct bpf_object *object, const char *warnings)
{
	static const char failed[] = "': failed to create";
	const char *at = strstr(warnings, failed), *start = at;
	char name[NAME_SIZE];

	*ret = (struct refused_map){0};
	if (!at)
		return false;
	while (start > warnings && start[-1] != '\n')
		start--;
	text_clean(ret->line, sizeof(ret->line), start, strcspn(start, "\n"), 0);
	start = strstr(start, "map '");
	if (!start || start > at || (size_t)(at - start) - 5 >= sizeof(name))
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)(at - start) - 5, start + 5);
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);
	if (map && strncmp(at + sizeof(failed) - 1, " inner map", 10) == 0) {
		ret->outer = map;
		map = bpf_map__inner_map(map);
	}
	ret->map = map;
	return map;
}

/* The keys for the sizes that @map lacks. */
static void add_sizes(char *ret, size_t size, const struct bpf_map *map)
{
	const unsigned int lacks = sizes_lacking(map);
	const size_t len = strlen(ret);

	snprintf(ret + len, size - len, "%s%s%s%s",
		len && lacks & (SIZES_KEY | SIZES_VALUE) ? ", " : "",
		lacks & SIZES_KEY ? "key-size: N" : "",
		lacks & SIZES_KEY && lacks & SIZES_VALUE ? ", " : "",
		lacks & SIZES_VALUE ? "value-size: N" : "");
}

void refused_map_lacks(char *ret, size_t size, const struct refused_map *refused)
{
	char of_inner[128] = "";

	*ret = '\0';
	if (refused->outer) {
		add_sizes(of_inner, sizeof(of_inner), refused->map);
		if (*of_inner)
			snprintf(ret, size, "inner: {%s}", of_inner);
		return;
	}
	if (sizes_lacking(refused->map) & SIZES_INNER)
		snprintf(ret, size,
			"inner: {type: TYPE, key-size: N, value-size: N, max-entries: N}");
	add_sizes(ret, size, refused->map);
}
