// SPDX-License-Identifier: GPL-2.0-only
#include "load/adapt.h"
#include "load/references.h"
#include "load/sections.h"
#include "verdict/loader.h"
#include "load/sizes.h"
#include "verdict/text.h"

#include <bpf/btf.h>
#include <dirent.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The programs on autoload: those that the struct_ops @map has, and the others. */
struct members {
	size_t own, others;
};

/*
 * False: they are not known.  libbpf has put the programs into the map when it opened the object:
 * the value has a struct bpf_program * where the kernel's type has a function pointer (since 1.4).
 */
static bool count_members(
	struct members *ret, const struct bpf_object *object, const struct bpf_map *map)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct btf_type *t = btf__type_by_id(btf, bpf_map__btf_value_type_id(map));
	size_t size = 0;
	const char *value = bpf_map__initial_value(map, &size);
	struct bpf_program *p;

	*ret = (struct members){0};
	if (!value || !t || !btf_is_struct(t))
		return false;
	bpf_object__for_each_program(p, object) {
		bool has = false;
		for (int i = 0; i < btf_vlen(t) && bpf_program__autoload(p) && !has; i++) {
			const __u32 bit = btf_member_bit_offset(t, (__u32)i);
			const void *held;
			if (bit % 8 || bit / 8 + sizeof(held) > size)
				continue;
			memcpy(&held, value + bit / 8, sizeof(held));
			has = held == p;
		}
		ret->own += has;
		ret->others += !has && bpf_program__autoload(p);
	}
	return true;
}

/* Whether modules have BTF of their own, and so may have more types. */
static bool have_modules(void)
{
	DIR *dir = opendir("/sys/kernel/btf");
	const struct dirent *e;
	bool found = false;

	while (dir && !found && (e = readdir(dir)))
		found = *e->d_name != '.' && strcmp(e->d_name, "vmlinux") != 0;
	if (dir)
		closedir(dir);
	return found;
}

/* The type of the struct_ops @map, where the kernel does not have it; NULL: it has, or may have. */
static const char *missing_type(const struct bpf_object *object, const struct bpf_map *map)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct btf_type *t = btf__type_by_id(btf, bpf_map__btf_value_type_id(map));
	const char *name = t ? btf__name_by_offset(btf, t->name_off) : NULL;
	struct btf *kernel = name && *name ? btf__load_vmlinux_btf() : NULL;
	const bool missing =
		kernel && btf__find_by_name_kind(kernel, name, BTF_KIND_STRUCT) == -ENOENT;

	btf__free(kernel);
	return missing && !have_modules() ? name : NULL;
}

/*
 * Leave out a struct_ops map that has no program on autoload; and one of a type that the kernel
 * does not have, unless all programs on autoload are the map's: then the refusal is their answer.
 */
static int adapt_struct_ops(
	const struct bpf_object *object, struct bpf_map *map, struct adapted *ret)
{
	struct members members;
	const char *type;

	if (!count_members(&members, object, map))
		return 0;
	if (!members.own)
		return bpf_map__set_autocreate(map, false);
	type = members.others ? missing_type(object, map) : NULL;
	if (!type)
		return 0;
	bpf_map__set_autocreate(map, false);
	return adapted_object(
		ret, "%s: not made, the kernel has no struct %s", bpf_map__name(map), type);
}

/*
 * Whether the object's own loader can do without @map where no program on autoload refers to it.
 * libbpf fills the declared slots of a prog array whether it was created or not.
 */
static bool is_dispensable(const struct bpf_map *map)
{
	return bpf_map__autocreate(map) && !bpf_map__is_internal(map) &&
	       bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS &&
	       bpf_map__type(map) != BPF_MAP_TYPE_PROG_ARRAY;
}

/*
 * Leave out the maps to which no program on autoload refers.  Maps of other programs go with those;
 * maps to which no program at all refers are listed.
 */
static int leave_out_maps(
	const struct bpf_object *object, struct references *references, struct adapted *ret)
{
	struct bpf_program *p;
	struct bpf_map *map;
	size_t n = 0;
	char first[64] = "";

	references_begin(references);
	bpf_object__for_each_program(p, object)
		if (bpf_program__autoload(p))
			references_follow(references, bpf_program__name(p));
	bpf_object__for_each_map(map, object)
		if (is_dispensable(map) && !references_reached(references, bpf_map__name(map)))
			bpf_map__set_autocreate(map, false);
	bpf_object__for_each_program(p, object)
		references_follow(references, bpf_program__name(p));
	bpf_object__for_each_map(map, object) {
		if (references_reached(references, bpf_map__name(map)) ||
			bpf_map__is_internal(map) || bpf_map__autocreate(map))
			continue;
		if (n++ == 0)
			text_set(first, bpf_map__name(map));
	}
	if (n == 0)
		return 0;
	return n == 1 ? adapted_object(ret, "%s: not made, no program uses it", first)
		      : adapted_object(ret, "%s and %zu more maps: not made, no program uses them",
				first, n - 1);
}

/*
 * Whether map number @index, or its template for inner maps, lacks what the verifier's answer
 * depends on.
 */
static bool is_incomplete(struct bpf_map *map, size_t index, const int *templates)
{
	const struct bpf_map *inner = bpf_map__inner_map(map);
	unsigned int lacks = sizes_lacking(map);

	if (templates && templates[index] >= 0)
		lacks &= ~(unsigned int)SIZES_INNER;
	return bpf_map__autocreate(map) && (lacks || (inner && sizes_lacking(inner)));
}

static bool refers_to_incomplete(const struct bpf_object *object, const struct bpf_program *program,
	struct references *references, const int *templates)
{
	struct bpf_map *map;
	size_t index = 0;

	bpf_object__for_each_map(map, object)
		if (is_incomplete(map, index++, templates) &&
			references_use(references, bpf_program__name(program), bpf_map__name(map)))
			return true;
	return false;
}

/* Programs on autoload that refer to a map that is not complete, or all programs on autoload. */
static size_t count_loaded(const struct bpf_object *object, struct references *references,
	const int *templates, bool incomplete_only, bool drop)
{
	struct bpf_program *p;
	size_t n = 0;

	bpf_object__for_each_program(p, object) {
		if (!bpf_program__autoload(p) ||
			(incomplete_only &&
				!refers_to_incomplete(object, p, references, templates)))
			continue;
		n++;
		if (drop)
			bpf_program__set_autoload(p, false);
	}
	return n;
}

/* A program that cannot be loaded does not keep the others from it; alone, it has its answer. */
static void leave_out_programs(
	const struct bpf_object *object, struct references *references, const int *templates)
{
	struct bpf_map *map;
	bool incomplete = false;
	size_t index = 0;

	bpf_object__for_each_map(map, object)
		incomplete |= is_incomplete(map, index++, templates);
	if (!incomplete)
		return;
	const size_t n = count_loaded(object, references, templates, true, false);
	if (n > 0 && n < count_loaded(object, references, templates, false, false))
		count_loaded(object, references, templates, true, true);
}

/* Whether bpfjury.yaml says the type of @program. */
static bool has_type(const struct loader *loader, const struct bpf_program *program)
{
	struct loader_program said;

	return loader && loader_program_of(&said, loader, bpf_program__name(program)) &&
	       said.set & LOADER_PROGRAM_TYPE;
}

static int list_sections(const struct bpf_object *object, struct adapted *ret)
{
	enum bpf_attach_type attach;
	struct bpf_program *p;
	__u32 flags;
	int r = 0;

	bpf_object__for_each_program(p, object) {
		const char *section = bpf_program__section_name(p);
		const enum bpf_prog_type type = bpf_program__autoload(p)
							? sections_type(section, &attach, &flags)
							: BPF_PROG_TYPE_UNSPEC;
		if (!r && type && type == bpf_program__type(p) && !has_type(ret->loader, p))
			r = adapted_program(ret, p, "section %s: type %s", section,
				libbpf_bpf_prog_type_str(type));
	}
	return r;
}

int adapt_object(struct bpf_object *object, struct references *references, struct adapted *ret)
{
	struct bpf_map *map;
	char said[96];

	leave_out_programs(object, references, ret->templates);
	int r = list_sections(object, ret);
	if (!r)
		r = leave_out_maps(object, references, ret);
	bpf_object__for_each_map(map, object) {
		bpf_map__set_pin_path(map, NULL);
		if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS && !r)
			r = adapt_struct_ops(object, map, ret);
		if (!bpf_map__autocreate(map) || r)
			continue;
		const bool decides = !bpf_map__max_entries(map) && sizes_entries_decide(map);
		sizes_supply(said, sizeof(said), map);
		if (*said)
			r = adapted_map(ret, map, "%s", said);
		if (*said && !r)
			ret->lines[ret->count - 1].decides = decides;
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
