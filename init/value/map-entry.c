// SPDX-License-Identifier: GPL-2.0-only
#include "value/map-entry.h"
#include "value/btf-value.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void map_entry_clear(struct map_entry *e)
{
	free(e->key);
	free(e->value);
	*e = (struct map_entry){0};
}

static bool is_per_cpu(const struct bpf_map *map)
{
	switch (bpf_map__type(map)) {
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
		return true;
	default:
		return false;
	}
}

static int copy(unsigned char **ret, size_t *ret_len, const unsigned char *bytes, size_t len)
{
	*ret = malloc(len ? len : 1);
	if (!*ret)
		return -ENOMEM;
	memcpy(*ret, bytes, len);
	*ret_len = len;
	return 0;
}

/* The bytes of @value as the type @id, which are @size. */
static int write_typed(unsigned char **ret, size_t *ret_len, const struct btf *btf, uint32_t id,
	size_t size, const json_t *value, const char *what, char *why, size_t why_size)
{
	struct btf_place at = {.btf = btf, .type = id};

	if (!btf || !id || btf__resolve_size(btf, id) != (int64_t)size) {
		snprintf(why, why_size,
			"the object's BTF has no type for its %ss: they can be given as bytes, in "
			"hexadecimal",
			what);
		return -EINVAL;
	}
	snprintf(at.path, sizeof(at.path), "%s", what);
	*ret = calloc(1, size ? size : 1);
	*ret_len = size;
	return *ret ? btf_value_write(*ret, size, &at, value, why, why_size) : -ENOMEM;
}

/* Repeat the value for each CPU, at a multiple of 8 bytes. */
static int repeat(struct map_entry *e, char *why, size_t why_size)
{
	const int cpus = libbpf_num_possible_cpus();
	const size_t size = (e->value_len + 7) / 8 * 8;

	if (cpus <= 0) {
		snprintf(why, why_size, "the number of CPUs cannot be found out");
		return -EINVAL;
	}
	unsigned char *all = calloc((size_t)cpus, size ? size : 1);
	if (!all)
		return -ENOMEM;
	for (size_t i = 0; i < (size_t)cpus; i++)
		memcpy(all + i * size, e->value, e->value_len);
	free(e->value);
	e->value = all;
	e->value_len = size * (size_t)cpus;
	return 0;
}

int map_entry_make(struct map_entry *ret, const struct bpf_object *object,
	const struct bpf_map *map, const struct loader_entry *entry, char *why, size_t why_size)
{
	const struct btf *btf = bpf_object__btf(object);
	struct map_entry e = {0};
	int r = entry->typed_key
			? write_typed(&e.key, &e.key_len, btf, bpf_map__btf_key_type_id(map),
				  bpf_map__key_size(map), entry->typed_key, "key", why, why_size)
			: copy(&e.key, &e.key_len, entry->key, entry->key_len);

	if (!r && entry->typed_value)
		r = write_typed(&e.value, &e.value_len, btf, bpf_map__btf_value_type_id(map),
			bpf_map__value_size(map), entry->typed_value, "value", why, why_size);
	else if (!r)
		r = copy(&e.value, &e.value_len, entry->value, entry->value_len);
	if (!r && entry->typed_value && is_per_cpu(map))
		r = repeat(&e, why, why_size);
	if (r)
		map_entry_clear(&e);
	else
		*ret = e;
	return r;
}
