// SPDX-License-Identifier: GPL-2.0-only
/*
 * Legacy maps
 *
 * A map of the section "maps", "maps/NAME" or "NAME/maps" is a structure of 32-bit numbers.  libbpf
 * before 1.0, cilium/ebpf and others take it.  All layouts begin with type, key size, value size
 * and the number of entries; most go on with the flags.  What follows differs:
 *
 *	28 bytes	samples/bpf: index of the map that is the template for inner maps, NUMA node
 *			aya: id, pinning
 *	36 bytes	iproute2: id, pinning, id of the template, index in it
 *	280 bytes	gobpf: pinning, namespace
 *
 * Only the template matters to the verifier.  Each map gets a variable in the BTF section ".maps",
 * its symbol moves into an ELF section of that name, and the old section another name.
 */
#include "load/map-types.h"
#include "load/mend-parts.h"
#include "load/object-edit.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAPS_MAX 1024
#define SLOT	 64 /* bytes in ".maps": enough for all members */

/* Numbers of a definition, by position. */
enum { TYPE, KEY_SIZE, VALUE_SIZE, MAX_ENTRIES, MAP_FLAGS, NUMBERS = 9 };

struct legacy_map {
	size_t symbol, section;
	uint64_t start;
	const char *name; /* in the file, until it is changed */
	size_t size;	  /* of the definition */
	__u32 numbers[NUMBERS];
	int def; /* its structure in BTF */
};

struct legacy {
	struct legacy_map *maps;
	size_t count;
};

static int compare_places(const void *a, const void *b)
{
	const struct legacy_map *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return x->start < y->start ? -1 : x->start > y->start;
}

/* The definition that symbol @i is: false where it is none. */
static bool read_map(struct legacy_map *ret, const struct object_file *f, size_t i)
{
	Elf64_Shdr header;
	Elf64_Sym symbol;
	const char *section, *name = object_file_symbol(f, i, &symbol);
	size_t len;

	if (!*name || ELF64_ST_TYPE(symbol.st_info) > STT_OBJECT ||
		!object_file_section(f, symbol.st_shndx, &header, &section) ||
		!object_file_has_legacy_maps(&header, section))
		return false;
	const unsigned char *data = object_file_data(f, symbol.st_shndx, &len);
	if (!data || symbol.st_value > len || symbol.st_size > len - symbol.st_value ||
		symbol.st_size < 4 * sizeof(__u32))
		return false;
	*ret = (struct legacy_map){.symbol = i,
		.section = symbol.st_shndx,
		.start = symbol.st_value,
		.name = name,
		.size = symbol.st_size};
	len = symbol.st_size < sizeof(ret->numbers) ? symbol.st_size : sizeof(ret->numbers);
	memcpy(ret->numbers, data + symbol.st_value, len / sizeof(__u32) * sizeof(__u32));
	return true;
}

static int read_maps(struct legacy *ret, const struct object_file *f)
{
	struct legacy_map map;

	ret->maps = calloc(MAPS_MAX, sizeof(*ret->maps));
	if (!ret->maps)
		return -ENOMEM;
	for (size_t i = 1; i < f->symbols; i++) {
		if (!read_map(&map, f, i))
			continue;
		if (ret->count == MAPS_MAX)
			return -E2BIG;
		ret->maps[ret->count++] = map;
	}
	qsort(ret->maps, ret->count, sizeof(*ret->maps), compare_places);
	return 0;
}

/* The map that is the template for inner maps of @of; NULL: the object does not say. */
static const struct legacy_map *find_template(const struct legacy *l, const struct legacy_map *of)
{
	const bool by_id = of->size == 9 * sizeof(__u32), by_index = of->size == 7 * sizeof(__u32);
	size_t index = 0;

	if ((of->numbers[TYPE] != BPF_MAP_TYPE_ARRAY_OF_MAPS &&
		    of->numbers[TYPE] != BPF_MAP_TYPE_HASH_OF_MAPS) ||
		(!by_id && !by_index) || (by_id && !of->numbers[7]))
		return NULL;
	for (size_t i = 0; i < l->count; i++) {
		const struct legacy_map *m = &l->maps[i];
		if (m->section != of->section)
			continue;
		if (m != of && (by_id ? m->size == of->size && m->numbers[5] == of->numbers[7]
				      : index == of->numbers[5]))
			return m;
		index++;
	}
	return NULL;
}

/*
 * The types of key and value, where the object has them as BPF_ANNOTATE_KV_PAIR() did: members of
 * struct ____btf_map_NAME.  A pointer to each, or 0.
 */
static void add_annotated(int ids[2], struct btf *btf, const struct legacy_map *m)
{
	static const char *const names[] = {"key", "value"};
	char name[160];
	int id = snprintf(name, sizeof(name), "____btf_map_%s", m->name) < (int)sizeof(name)
			 ? btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT)
			 : -1;

	ids[0] = ids[1] = 0;
	for (int i = 0; i < 2 && id > 0; i++) {
		const struct btf_type *t = btf__type_by_id(btf, (__u32)id);
		const struct btf_member *member = btf_vlen(t) == 2 ? &btf_members(t)[i] : NULL;
		const char *has = member ? btf__name_by_offset(btf, member->name_off) : NULL;
		const __u32 size = m->numbers[i ? VALUE_SIZE : KEY_SIZE];
		if (has && strcmp(has, names[i]) == 0 &&
			btf__resolve_size(btf, member->type) == (__s64)size)
			ids[i] = btf__add_ptr(btf, (int)member->type);
	}
}

/* Add the structure that defines @m, whose template for inner maps is @inner (0: none). */
static int add_definition(struct btf *btf, const struct legacy_map *m, int inner)
{
	static const char *const names[] = {
		"type", "key_size", "value_size", "max_entries", "map_flags"};
	struct map_member members[8];
	int annotated[2];
	size_t n = 0;

	add_annotated(annotated, btf, m);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		members[n++] =
			(struct map_member){names[i], map_types_add_uint(btf, m->numbers[i])};
	if (annotated[0] > 0)
		members[n++] = (struct map_member){"key", annotated[0]};
	if (annotated[1] > 0)
		members[n++] = (struct map_member){"value", annotated[1]};
	if (inner > 0) /* the last, for libbpf */
		members[n++] =
			(struct map_member){"values", map_types_add_values(btf, (__u32)inner)};
	for (size_t i = 0; i < n; i++)
		if (members[i].id < 0)
			return members[i].id;
	return map_types_add_struct(btf, members, n);
}

/*
 * Make section @id of the types something that neither libbpf nor the kernel minds: a union without
 * a name, whose members take the bytes of the section's variables.
 */
static void retire_section(struct btf *btf, __u32 id, int type)
{
	struct btf_type *t = (struct btf_type *)(uintptr_t)btf__type_by_id(btf, id);
	const unsigned int vlen = btf_vlen(t);
	struct btf_member *members = (struct btf_member *)(t + 1);

	t->name_off = 0;
	t->info = BTF_KIND_UNION << 24 | vlen;
	t->size = 8;
	for (unsigned int i = 0; i < vlen; i++)
		members[i] = (struct btf_member){.type = (__u32)type};
}

/* Copy the variables of the section ".maps", if there is one, to that which was added last. */
static int copy_section(struct btf *btf, __u32 from)
{
	const int count = from ? btf_vlen(btf__type_by_id(btf, from)) : 0;
	int r = 0;

	for (int i = 0; i < count && !r; i++) {
		const struct btf_var_secinfo v = btf_var_secinfos(btf__type_by_id(btf, from))[i];
		r = btf__add_datasec_var_info(btf, (int)v.type, 0, v.size);
	}
	return r;
}

/*
 * Add the section ".maps" with the variables @vars of the legacy maps; retire the sections that it
 * replaces.  Sizes and offsets are 0: libbpf takes them from the symbols.
 */
static int add_section(struct btf *btf, const int *vars, size_t n)
{
	const __u32 count = btf__type_cnt(btf);
	const int old = btf__find_by_name_kind(btf, ".maps", BTF_KIND_DATASEC),
		  type = map_types_add_uint(btf, 0);
	int r = type < 0 ? type : btf__add_datasec(btf, ".maps", 0);

	if (r < 0)
		return r;
	r = copy_section(btf, old > 0 ? (__u32)old : 0);
	for (size_t i = 0; i < n && !r; i++)
		r = btf__add_datasec_var_info(btf, vars[i], 0, SLOT);
	for (__u32 i = 1; i < count && !r; i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *name = btf_is_datasec(t) ? btf__name_by_offset(btf, t->name_off) : NULL;
		if (name && ((int)i == old || object_file_is_legacy_name(name)))
			retire_section(btf, i, type);
	}
	return r;
}

static int add_types(struct btf *btf, struct legacy *l)
{
	int *vars = calloc(l->count, sizeof(*vars)), r = vars ? 0 : -ENOMEM;

	for (size_t i = 0; i < l->count && !r; i++) {
		const struct legacy_map *m = &l->maps[i], *inner = find_template(l, m);
		int template = inner ? add_definition(btf, inner, 0) : 0;
		const int def = template <0 ? template : add_definition(btf, m, template);
		vars[i] = def < 0 ? def : btf__add_var(btf, m->name, BTF_VAR_GLOBAL_ALLOCATED, def);
		r = vars[i] < 0 ? vars[i] : 0;
	}
	if (!r)
		r = add_section(btf, vars, l->count);
	free(vars);
	return r;
}

/* Put all maps into the ELF section ".maps", behind those that it has. */
static int move_maps(struct object_edit *e, const struct legacy *l)
{
	size_t index = object_edit_find(e, ".maps"), old_len = 0;
	const unsigned char *old = index ? object_file_data(&e->file, index, &old_len) : NULL;
	unsigned char *data = calloc(l->count + 1 + old_len / SLOT, SLOT);
	const size_t len = old_len + l->count * SLOT;
	Elf64_Sym symbol;
	int r = data ? 0 : -ENOMEM;

	if (!r && old)
		memcpy(data, old, old_len);
	if (!r)
		r = index ? object_edit_set_data(e, index, data, len)
			  : object_edit_add(e, ".maps", data, len, &index);
	for (size_t i = 0; i < l->count && !r; i++) {
		object_file_symbol(&e->file, l->maps[i].symbol, &symbol);
		symbol.st_shndx = (Elf64_Section)index;
		symbol.st_value = old_len + i * SLOT;
		symbol.st_size = SLOT;
		symbol.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT);
		object_file_set_symbol(&e->file, l->maps[i].symbol, &symbol);
	}
	free(data);
	for (index = object_edit_find(e, "maps"); index && !r; index = object_edit_find(e, "maps"))
		r = object_edit_rename(e, index, ".maps.legacy");
	return r;
}

static int note_maps(struct mended *ret, const struct legacy *l)
{
	int r = 0;

	for (size_t i = 0; i < l->count && !r; i++)
		r = mended_add(ret, MENDED_MAP, l->maps[i].name,
			"legacy definition of %zu bytes, read as one of \".maps\"",
			l->maps[i].size);
	return r;
}

int mend_legacy_maps(struct mended *ret, char **bytes, size_t *len)
{
	struct object_edit edit;
	struct legacy l = {0};
	struct btf *btf = NULL;
	int r = object_edit_begin(&edit, bytes, len);

	if (!r)
		r = read_maps(&l, &edit.file);
	if (!r && l.count) {
		btf = object_edit_btf(&edit);
		if (!btf)
			btf = btf__new_empty();
		r = btf ? add_types(btf, &l) : -ENOMEM;
		if (!r)
			r = note_maps(ret, &l); /* the names are in the bytes, which move now */
		if (!r)
			r = move_maps(&edit, &l);
		if (!r)
			r = object_edit_set_btf(&edit, btf);
	}
	btf__free(btf);
	free(l.maps);
	object_edit_end(&edit);
	return r;
}
