// SPDX-License-Identifier: GPL-2.0-only
#include "explain/refused-map.h"
#include "verdict/model.h"
#include "verdict/text.h"

#include <linux/bpf.h>
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

/* Maps whose elements have keys and values of sizes that their loader may choose. */
static bool has_sizes(const struct bpf_map *map)
{
	switch ((int)bpf_map__type(map)) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_LPM_TRIE:
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
		return true;
	default:
		return false;
	}
}

/* Maps that have a value, and no key or one of a fixed size. */
static bool has_value_size(const struct bpf_map *map)
{
	switch ((int)bpf_map__type(map)) {
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK:
	case BPF_MAP_TYPE_BLOOM_FILTER:
	case BPF_MAP_TYPE_SK_STORAGE:
	case BPF_MAP_TYPE_INODE_STORAGE:
	case BPF_MAP_TYPE_TASK_STORAGE:
	case BPF_MAP_TYPE_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
		return true;
	default:
		return has_sizes(map);
	}
}

static bool is_map_of_maps(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
	       bpf_map__type(map) == BPF_MAP_TYPE_HASH_OF_MAPS;
}

/* An array's size is known to the verifier: direct access to a value, and constant keys since 6.14. */
static bool has_known_entries(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_ARRAY ||
	       bpf_map__type(map) == BPF_MAP_TYPE_PERCPU_ARRAY;
}

static void add(char *ret, size_t size, const char *key)
{
	const size_t len = strlen(ret);

	snprintf(ret + len, size - len, "%s%s", len ? ", " : "", key);
}

/* What lacks of a map that is none of maps, or of a template for inner maps. */
static void add_sizes(char *ret, size_t size, const struct bpf_map *map)
{
	if (has_sizes(map) && !bpf_map__key_size(map))
		add(ret, size, "key-size: N");
	if (has_value_size(map) && !bpf_map__value_size(map))
		add(ret, size, "value-size: N");
	if (has_known_entries(map) && !bpf_map__max_entries(map))
		add(ret, size, "max-entries: N");
}

void refused_map_lacks(char *ret, size_t size, const struct refused_map *refused)
{
	char of_inner[128] = "";

	*ret = '\0';
	if (refused->outer) {
		add_sizes(of_inner, sizeof(of_inner), refused->map);
		if (*of_inner)
			snprintf(ret, size, "inner: {%s}", of_inner);
	} else if (is_map_of_maps(refused->map)) {
		if (!bpf_map__inner_map((struct bpf_map *)(uintptr_t)refused->map))
			snprintf(ret, size,
				"inner: {type: TYPE, key-size: N, value-size: N, max-entries: N}");
		if (bpf_map__type(refused->map) == BPF_MAP_TYPE_HASH_OF_MAPS &&
			!bpf_map__key_size(refused->map))
			add(ret, size, "key-size: N");
	} else {
		add_sizes(ret, size, refused->map);
	}
}
