// SPDX-License-Identifier: GPL-2.0-only
#include "load/map-types.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 32 /* modifiers and typedefs of one type */

/* What @id is once typedefs and qualifiers are taken away; 0: none. */
static __u32 bare(const struct btf *btf, __u32 id)
{
	for (int depth = 0; depth < DEPTH; depth++) {
		const struct btf_type *t = btf__type_by_id(btf, id);
		if (!t)
			return 0;
		if (!btf_is_mod(t) && !btf_is_typedef(t))
			return id;
		id = t->type;
	}
	return 0;
}

static const struct btf_type *bare_type(const struct btf *btf, __u32 id)
{
	const __u32 at = bare(btf, id);

	return at ? btf__type_by_id(btf, at) : NULL;
}

bool map_types_is_section(const struct btf *btf, __u32 id, const char *name)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	const char *is = t && btf_is_datasec(t) ? btf__name_by_offset(btf, t->name_off) : NULL;

	return is && strcmp(is, name) == 0;
}

bool map_types_in_section(const struct btf *btf, const char *name, __u32 member)
{
	const int id = btf__find_by_name_kind(btf, name, BTF_KIND_DATASEC);
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;

	for (int i = 0; t && i < btf_vlen(t); i++)
		if (btf_var_secinfos(t)[i].type == member)
			return true;
	return false;
}

__u32 map_types_definition(const struct btf *btf, __u32 var)
{
	const struct btf_type *t = btf__type_by_id(btf, var);
	const __u32 def = t && btf_is_var(t) ? bare(btf, t->type) : 0;

	return def && btf_is_struct(btf__type_by_id(btf, def)) ? def : 0;
}

static int find_member(const struct btf *btf, const struct btf_type *def, const char *name)
{
	for (int i = 0; i < btf_vlen(def); i++) {
		const char *has = btf__name_by_offset(btf, btf_members(def)[i].name_off);
		if (has && strcmp(has, name) == 0)
			return i;
	}
	return -1;
}

int map_types_member(const struct btf *btf, __u32 def, const char *name, __u32 *ret)
{
	const struct btf_type *t = btf__type_by_id(btf, def);
	const int i = find_member(btf, t, name);
	const struct btf_type *pointer = i < 0 ? NULL : bare_type(btf, btf_members(t)[i].type);
	const struct btf_type *array =
		pointer && btf_is_ptr(pointer) ? btf__type_by_id(btf, pointer->type) : NULL;

	if (!array || !btf_is_array(array))
		return -1;
	*ret = btf_array(array)->nelems;
	return i;
}

int map_types_values(const struct btf *btf, __u32 def)
{
	return find_member(btf, btf__type_by_id(btf, def), "values");
}

bool map_types_inner(const struct btf *btf, __u32 def, __u32 *ret)
{
	const struct btf_type *t = btf__type_by_id(btf, def);
	const int i = map_types_values(btf, def);
	const struct btf_type *array = i < 0 ? NULL : btf__type_by_id(btf, btf_members(t)[i].type);
	const struct btf_type *pointer =
		array && btf_is_array(array) ? bare_type(btf, btf_array(array)->type) : NULL;

	*ret = pointer && btf_is_ptr(pointer) ? bare(btf, pointer->type) : 0;
	return *ret && btf_is_struct(btf__type_by_id(btf, *ret));
}

/* The size of what the member @name points to; 0: it is not known. */
static __u32 pointed_size(const struct btf *btf, __u32 def, const char *name)
{
	const struct btf_type *t = btf__type_by_id(btf, def);
	const int i = find_member(btf, t, name);
	const struct btf_type *pointer = i < 0 ? NULL : bare_type(btf, btf_members(t)[i].type);
	const __s64 size =
		pointer && btf_is_ptr(pointer) ? btf__resolve_size(btf, pointer->type) : 0;

	return size > 0 ? (__u32)size : 0;
}

void map_types_sizes(struct map_sizes *ret, const struct btf *btf, __u32 def)
{
	__u32 type = 0;

	*ret = (struct map_sizes){0};
	map_types_member(btf, def, "type", &type);
	map_types_member(btf, def, "map_flags", &ret->flags);
	map_types_member(btf, def, "key_size", &ret->key);
	map_types_member(btf, def, "value_size", &ret->value);
	map_types_member(btf, def, "max_entries", &ret->entries);
	ret->type = (int)type;
	if (!ret->key)
		ret->key = pointed_size(btf, def, "key");
	if (!ret->value)
		ret->value = pointed_size(btf, def, "value");
}

int map_types_add_uint(struct btf *btf, __u32 value)
{
	int element = btf__find_by_name_kind(btf, "int", BTF_KIND_INT);
	int array;

	if (element < 0)
		element = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	array = element < 0 ? element : btf__add_array(btf, element, element, value);
	return array < 0 ? array : btf__add_ptr(btf, array);
}

/* Make structure @id, the last type of @btf, have one more member. */
static int append_member(struct btf *btf, const char *name, int type)
{
	const __u32 id = btf__type_cnt(btf) - 1;
	struct btf_type *t = (struct btf_type *)(uintptr_t)btf__type_by_id(btf, id);
	const __u32 size = t->size;
	char *copy = strdup(name); /* it may be among the strings, which move */

	if (!copy)
		return -ENOMEM;
	t->size += 8;
	const int r = btf__add_field(btf, copy, type, size * 8, 0);
	free(copy);
	return r;
}

int map_types_add_values(struct btf *btf, __u32 inner)
{
	const int pointer = btf__add_ptr(btf, (int)inner);
	const int element = btf__find_by_name_kind(btf, "int", BTF_KIND_INT);

	return pointer < 0 ? pointer
			   : btf__add_array(btf, element > 0 ? element : pointer, pointer, 0);
}

int map_types_add_struct(struct btf *btf, const struct map_member *members, size_t n)
{
	int r = 0, made = btf__add_struct(btf, NULL, 0);

	for (size_t i = 0; i < n && made > 0 && !r; i++)
		r = append_member(btf, members[i].name, members[i].id);
	return r ? r : made;
}

/* Copy the members of structure @from to the one that was added last, but those named in @but. */
static int copy_members(struct btf *btf, __u32 from, const char *const *but, size_t n)
{
	const int count = btf_vlen(btf__type_by_id(btf, from));
	int r = 0;

	for (int i = 0; i < count && !r; i++) {
		const struct btf_member m = btf_members(btf__type_by_id(btf, from))[i];
		const char *name = btf__name_by_offset(btf, m.name_off);
		bool replaced = false;
		for (size_t j = 0; j < n; j++)
			replaced |= name && strcmp(name, but[j]) == 0;
		if (name && !replaced)
			r = append_member(btf, name, (int)m.type);
	}
	return r;
}

int map_types_add_inner(
	struct btf *btf, __u32 inner, const struct map_sizes *has, const struct map_sizes *gets)
{
	static const char *const names[] = {"key_size", "value_size", "max_entries"};
	const __u32 old[] = {has->key, has->value, has->entries};
	const __u32 new[] = {gets->key, gets->value, gets->entries};
	const char *but[3];
	int types[3], n = 0, r = 0, made;

	for (size_t i = 0; i < 3; i++) {
		if (old[i] == new[i])
			continue;
		types[n] = map_types_add_uint(btf, new[i]);
		if (types[n] < 0)
			return types[n];
		but[n++] = names[i];
	}
	made = btf__add_struct(btf, NULL, 0);
	if (made < 0)
		return made;
	r = copy_members(btf, inner, but, (size_t)n);
	for (int i = 0; i < n && !r; i++)
		r = append_member(btf, but[i], types[i]);
	return r ? r : map_types_add_values(btf, (__u32)made);
}
