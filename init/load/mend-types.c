// SPDX-License-Identifier: GPL-2.0-only
#include "load/map-types.h"
#include "load/mend-parts.h"
#include "load/object-edit.h"
#include "load/sizes.h"

#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct types {
	struct mended *ret;
	struct btf *btf;
	bool changed;
};

/* Types may move when others are added: never kept across an addition. */
static struct btf_type *type_at(const struct btf *btf, __u32 id)
{
	return (struct btf_type *)(uintptr_t)btf__type_by_id(btf, id);
}

/*
 * The kernel takes no BTF that has an extern which libbpf does not resolve: such a function becomes
 * the name of its type, such a variable static.
 */
static void mend_linkage(struct types *t)
{
	const __u32 count = btf__type_cnt(t->btf);

	for (__u32 i = 1; i < count; i++) {
		struct btf_type *type = type_at(t->btf, i);
		const char *name = btf__name_by_offset(t->btf, type->name_off);
		const bool is_function = btf_is_func(type) && btf_vlen(type) == BTF_FUNC_EXTERN;
		if (!name ||
			(!is_function && (!btf_is_var(type) || btf_var(type)->linkage !=
								       BTF_VAR_GLOBAL_EXTERN)) ||
			map_types_in_section(t->btf, ".ksyms", i) ||
			map_types_in_section(t->btf, ".kconfig", i))
			continue;
		if (is_function)
			type->info = BTF_KIND_TYPEDEF << 24;
		else
			btf_var(type)->linkage = BTF_VAR_STATIC;
		t->changed = true;
	}
}

/* Pins are not made, whatever the constant; libbpf takes LIBBPF_PIN_BY_NAME only. */
static int mend_pinning(struct types *t, const char *map, __u32 def)
{
	__u32 value;
	int member = map_types_member(t->btf, def, "pinning", &value);
	int none;

	if (member < 0 || value <= 1)
		return 0;
	none = map_types_add_uint(t->btf, 0);
	if (none < 0)
		return none;
	btf_members(type_at(t->btf, def))[member].type = (__u32)none;
	t->changed = true;
	return mended_add(
		t->ret, MENDED_MAP, map, "not pinned, pinning %u is of its own loader", value);
}

static int mend_inner(struct types *t, const char *map, __u32 def)
{
	const int values = map_types_values(t->btf, def);
	struct map_sizes has = {0}, gets;
	char said[96];
	__u32 inner;

	if (values < 0 || !map_types_inner(t->btf, def, &inner))
		return 0;
	map_types_sizes(&has, t->btf, inner);
	gets = has;
	sizes_fill(said, sizeof(said), &gets);
	if (!*said)
		return 0;
	const int made = map_types_add_inner(t->btf, inner, &has, &gets);
	if (made < 0)
		return made;
	btf_members(type_at(t->btf, def))[values].type = (__u32)made;
	t->changed = true;
	return mended_add(t->ret, MENDED_MAP, map, "%s of its inner maps", said);
}

/*
 * libbpf takes global maps only.  The instructions that load a static one name its section, and
 * have its offset there: mend_functions() has made them name the symbol.
 */
static int mend_static_map(struct types *t, const struct object_file *f, const char *map, __u32 var)
{
	Elf64_Sym symbol;

	if (btf_var(type_at(t->btf, var))->linkage != BTF_VAR_STATIC)
		return 0;
	btf_var(type_at(t->btf, var))->linkage = BTF_VAR_GLOBAL_ALLOCATED;
	t->changed = true;
	for (size_t i = 1; i < f->symbols; i++) {
		const char *name = object_file_symbol(f, i, &symbol);
		if (ELF64_ST_TYPE(symbol.st_info) != STT_OBJECT || strcmp(name, map) != 0)
			continue;
		symbol.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT);
		object_file_set_symbol(f, i, &symbol);
	}
	return mended_add(t->ret, MENDED_MAP, map, "static map, made global");
}

static int mend_map(struct types *t, const struct object_file *f, __u32 var)
{
	const struct btf_type *type = type_at(t->btf, var);
	const char *name = btf_is_var(type) ? btf__name_by_offset(t->btf, type->name_off) : NULL;
	const __u32 def = name ? map_types_definition(t->btf, var) : 0;
	int r;

	if (!def)
		return 0;
	char *copy = strdup(name); /* the strings move as types are added */
	if (!copy)
		return -ENOMEM;
	r = mend_static_map(t, f, copy, var);
	if (!r)
		r = mend_pinning(t, copy, def);
	if (!r)
		r = mend_inner(t, copy, def);
	free(copy);
	return r;
}

int mend_types(struct mended *ret, char **bytes, size_t *len)
{
	struct object_edit edit;
	struct types t = {.ret = ret};
	int r = object_edit_begin(&edit, bytes, len);

	if (r)
		return r;
	t.btf = object_edit_btf(&edit);
	const __u32 count = t.btf ? btf__type_cnt(t.btf) : 0;
	if (t.btf)
		mend_linkage(&t);
	for (__u32 i = 1; i < count && !r; i++) {
		if (!map_types_is_section(t.btf, i, ".maps"))
			continue;
		const int vars = btf_vlen(type_at(t.btf, i));
		for (int j = 0; j < vars && !r; j++)
			r = mend_map(&t, &edit.file, btf_var_secinfos(type_at(t.btf, i))[j].type);
	}
	if (!r && t.changed)
		r = object_edit_set_btf(&edit, t.btf);
	btf__free(t.btf);
	object_edit_end(&edit);
	return r;
}
