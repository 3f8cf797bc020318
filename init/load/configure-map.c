// SPDX-License-Identifier: GPL-2.0-only
#include "load/configure-map.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *configure_map_name(const struct bpf_map *map)
{
	const char *name = bpf_map__name(map);
	const char *dot = bpf_map__is_internal(map) ? strchr(name, '.') : NULL;

	return dot ? dot : name;
}

/* The number that @count stands for on this machine; -EINVAL with a sentence in @why. */
static int resolve_count(
	uint32_t *ret, const struct loader_count *count, char *why, size_t why_size)
{
	const long page = sysconf(_SC_PAGESIZE);
	int cpus;

	*ret = count->n;
	switch (count->unit) {
	case LOADER_NUMBER:
		break;
	case LOADER_CPUS:
		cpus = libbpf_num_possible_cpus();
		if (cpus <= 0) {
			snprintf(why, why_size, "the number of CPUs cannot be found out: %s",
				strerror(-cpus));
			return -EINVAL;
		}
		*ret = (uint32_t)cpus;
		break;
	case LOADER_PAGES:
		if (count->n > UINT32_MAX / (uint64_t)page) {
			snprintf(why, why_size, "%u pages of %ld bytes are too many", count->n,
				page);
			return -EINVAL;
		}
		*ret = count->n * (uint32_t)page;
		break;
	}
	return 0;
}

static bool is_map_of_maps(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
	       bpf_map__type(map) == BPF_MAP_TYPE_HASH_OF_MAPS;
}

static int cannot(char *why, size_t why_size, const char *what, int err)
{
	snprintf(why, why_size, "libbpf cannot set %s: %s", what, strerror(-err));
	return err == -ENOMEM ? err : -EINVAL;
}

static int set_definition(
	struct bpf_map *map, const struct loader_map_def *def, char *why, size_t why_size)
{
	uint32_t entries;
	int r = 0;

	if (def->set & LOADER_MAP_TYPE &&
		(r = bpf_map__set_type(map, (enum bpf_map_type)def->type)))
		return cannot(why, why_size, "its type", r);
	if (def->set & LOADER_MAP_KEY_SIZE && (r = bpf_map__set_key_size(map, def->key_size)))
		return cannot(why, why_size, "its key size", r);
	if (def->set & LOADER_MAP_VALUE_SIZE && (r = bpf_map__set_value_size(map, def->value_size)))
		return cannot(why, why_size, "its value size", r);
	if (def->set & LOADER_MAP_FLAGS && (r = bpf_map__set_map_flags(map, def->flags)))
		return cannot(why, why_size, "its flags", r);
	if (!(def->set & LOADER_MAP_MAX_ENTRIES))
		return 0;
	r = resolve_count(&entries, &def->max_entries, why, why_size);
	if (!r && (r = bpf_map__set_max_entries(map, entries)))
		return cannot(why, why_size, "its entries", r);
	return r;
}

int configure_map(struct bpf_map *map, const struct loader_map *rule, char *why, size_t why_size)
{
	int r = 0;

	if (rule->set & LOADER_MAP_AUTOCREATE &&
		(r = bpf_map__set_autocreate(map, rule->autocreate)))
		return cannot(why, why_size, "autocreate", r);
	if (rule->set & LOADER_MAP_DEF)
		r = set_definition(map, &rule->def, why, why_size);
	if (!r && rule->set & LOADER_MAP_INNER && !is_map_of_maps(map)) {
		snprintf(why, why_size, "inner is for maps of maps, which it is not");
		r = -EINVAL;
	}
	return r;
}

/* What an inner map is made with. */
struct template
{
	enum bpf_map_type type;
	uint32_t key_size, value_size, max_entries;
	struct bpf_map_create_opts opts;
};

/* What the object declares for the inner maps of @map; false: nothing. */
static bool declared(struct template *t, struct bpf_map *map)
{
	const struct bpf_map *inner = bpf_map__inner_map(map);

	if (!inner)
		return false;
	t->type = bpf_map__type(inner);
	t->key_size = bpf_map__key_size(inner);
	t->value_size = bpf_map__value_size(inner);
	t->max_entries = bpf_map__max_entries(inner);
	t->opts.map_flags = bpf_map__map_flags(inner);
	t->opts.numa_node = bpf_map__numa_node(inner);
	t->opts.map_extra = bpf_map__map_extra(inner);
	t->opts.btf_key_type_id = bpf_map__btf_key_type_id(inner);
	t->opts.btf_value_type_id = bpf_map__btf_value_type_id(inner);
	return true;
}

/*
 * Put @def over @t.  Where the object declares nothing the rule must: the verifier checks accesses
 * against the sizes of the template, and kernels from 6.16 on constant keys against its entries
 * (kernel/bpf/verifier.c, get_constant_map_key()).
 */
static int fill_template(struct template *t, const struct loader_map_def *def, bool is_declared,
	char *why, size_t why_size)
{
	static const struct {
		unsigned bit;
		const char *key;
	} needed[] = {{LOADER_MAP_TYPE, "type"}, {LOADER_MAP_KEY_SIZE, "key-size"},
		{LOADER_MAP_VALUE_SIZE, "value-size"}, {LOADER_MAP_MAX_ENTRIES, "max-entries"}};
	const bool is_ring = def->set & LOADER_MAP_TYPE && def->type == BPF_MAP_TYPE_RINGBUF;

	for (size_t i = 0; !is_declared && i < sizeof(needed) / sizeof(*needed); i++) {
		const bool no_size =
			is_ring && needed[i].bit & (LOADER_MAP_KEY_SIZE | LOADER_MAP_VALUE_SIZE);
		if (!(def->set & needed[i].bit) && !no_size) {
			snprintf(why, why_size,
				"inner needs %s: the object does not declare its inner maps",
				needed[i].key);
			return -EINVAL;
		}
	}
	if (def->set & (LOADER_MAP_TYPE | LOADER_MAP_KEY_SIZE | LOADER_MAP_VALUE_SIZE))
		t->opts.btf_key_type_id = t->opts.btf_value_type_id = 0;
	if (def->set & LOADER_MAP_TYPE)
		t->type = (enum bpf_map_type)def->type;
	if (def->set & LOADER_MAP_KEY_SIZE)
		t->key_size = def->key_size;
	if (def->set & LOADER_MAP_VALUE_SIZE)
		t->value_size = def->value_size;
	if (def->set & LOADER_MAP_FLAGS)
		t->opts.map_flags = def->flags;
	return def->set & LOADER_MAP_MAX_ENTRIES
		       ? resolve_count(&t->max_entries, &def->max_entries, why, why_size)
		       : 0;
}

/*
 * The object's BTF, loaded for the types of the template's key and value; NULL: it has none, or the
 * kernel refuses it.  Not the object's own, which libbpf will load.
 */
static struct btf *load_btf(const struct bpf_object *object)
{
	const struct btf *btf = bpf_object__btf(object);
	__u32 size;
	const void *bytes = btf ? btf__raw_data(btf, &size) : NULL;
	struct btf *copy = bytes ? btf__new(bytes, size) : NULL;

	if (copy && btf__load_into_kernel(copy)) {
		btf__free(copy);
		return NULL;
	}
	return copy;
}

int configure_map_template(const struct bpf_object *object, struct bpf_map *map,
	const struct loader_map *rule, bool *ret_refused, char *why, size_t why_size)
{
	struct template t = {.opts = {.sz = sizeof(t.opts)}};
	const bool is_declared = declared(&t, map);

	*ret_refused = false;
	int r = fill_template(&t, &rule->inner, is_declared, why, why_size);
	if (r)
		return r;
	struct btf *btf =
		t.opts.btf_key_type_id || t.opts.btf_value_type_id ? load_btf(object) : NULL;
	if (btf)
		t.opts.btf_fd = (__u32)btf__fd(btf);
	else
		t.opts.btf_key_type_id = t.opts.btf_value_type_id = 0;
	int fd = bpf_map_create(
		t.type, "template", t.key_size, t.value_size, t.max_entries, &t.opts);
	if (fd < 0) {
		fd = -errno;
		*ret_refused = true;
		snprintf(why, why_size, "the kernel refuses its inner map: %s", strerror(-fd));
	}
	btf__free(btf);
	return fd;
}
