// SPDX-License-Identifier: GPL-2.0-only
#include "load/adapt.h"
#include "load/sizes.h"

#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * Whether a program on autoload is a member of the struct_ops @map.  libbpf has put it there when
 * it opened the object: the value has a struct bpf_program * where the kernel's type has a function
 * pointer (since 1.4).
 */
static bool has_loaded_member(const struct bpf_object *object, struct bpf_map *map)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct btf_type *t = btf__type_by_id(btf, bpf_map__btf_value_type_id(map));
	size_t size = 0;
	const char *value = bpf_map__initial_value(map, &size);
	struct bpf_program *p;

	if (!value || !t || !btf_is_struct(t))
		return true; /* unknown: keep the map */
	for (int i = 0; i < btf_vlen(t); i++) {
		const __u32 bit = btf_member_bit_offset(t, (__u32)i);
		const void *held;
		if (bit % 8 || bit / 8 + sizeof(held) > size)
			continue;
		memcpy(&held, value + bit / 8, sizeof(held));
		bpf_object__for_each_program(p, object)
			if (held == p && bpf_program__autoload(p))
				return true;
	}
	return false;
}

int adapt_object(struct bpf_object *object, struct references *references, struct adapted *ret)
{
	struct bpf_map *map;
	char said[96];
	int r = 0;

	(void)references;
	bpf_object__for_each_map(map, object) {
		bpf_map__set_pin_path(map, NULL);
		if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS &&
			!has_loaded_member(object, map))
			bpf_map__set_autocreate(map, false);
		sizes_supply(said, sizeof(said), map);
		if (*said)
			r = adapted_map(ret, map, "%s", said);
		if (r)
			break;
	}
	return r;
}

/* The prototype of the function @name in @btf; NULL: none, or not with @vlen parameters. */
static const struct btf_type *find_prototype(const struct btf *btf, const char *name, size_t vlen)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);
	const struct btf_type *t =
		id < 0 ? NULL : btf__type_by_id(btf, btf__type_by_id(btf, (__u32)id)->type);

	return t && btf_is_func_proto(t) && btf_vlen(t) == vlen ? t : NULL;
}

/*
 * Give function @id a copy of its prototype @proto with the parameter names of @named, a prototype
 * in @names.
 */
static int name_function(struct btf *btf, __u32 id, const struct btf_type *proto,
	const struct btf *names, const struct btf_type *named)
{
	const size_t count = btf_vlen(proto);
	const __u32 returns = proto->type;
	__u32 types[16];
	int r, made;

	if (count > sizeof(types) / sizeof(*types))
		return -E2BIG;
	/* copied first: btf__add_*() may move the types */
	for (size_t i = 0; i < count; i++)
		types[i] = btf_params(proto)[i].type;
	made = btf__add_func_proto(btf, (int)returns);
	r = made < 0 ? made : 0;
	for (size_t i = 0; i < count && !r; i++) {
		const char *name = btf__name_by_offset(names, btf_params(named)[i].name_off);
		r = btf__add_func_param(btf, name ? name : "", (int)types[i]);
	}
	if (!r)
		((struct btf_type *)(uintptr_t)btf__type_by_id(btf, id))->type = (__u32)made;
	return r;
}

int adapt_names(struct btf *btf, const char *path)
{
	struct btf *names = btf ? btf__parse(path, NULL) : NULL;
	int r = btf && !names ? -errno : 0;
	const __u32 count = names ? btf__type_cnt(btf) : 0;

	for (__u32 i = 1; i < count && !r; i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const struct btf_type *proto =
			btf_is_func(t) ? btf__type_by_id(btf, t->type) : NULL;
		if (!proto || !btf_is_func_proto(proto) || !btf_vlen(proto) ||
			btf_params(proto)[0].name_off)
			continue;
		const struct btf_type *named = find_prototype(
			names, btf__name_by_offset(btf, t->name_off), btf_vlen(proto));
		if (named)
			r = name_function(btf, i, proto, names, named);
	}
	btf__free(names);
	return r;
}
