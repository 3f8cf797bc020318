// SPDX-License-Identifier: GPL-2.0-only
#include "layout/context.h"

#include <string.h>

#define DEPTH_MAX  8
#define VISITS_MAX 4096 /* of members; structures that hold nothing may hold each other */

const struct btf_type *context_plain_type(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	for (int i = 0; t && i < 32 && (btf_is_mod(t) || btf_is_typedef(t)); i++)
		t = btf__type_by_id(btf, t->type);
	return t;
}

static bool add_members(struct context *c, const struct btf *btf, const struct btf_type *t,
	uint32_t start, bool opaque, int depth);

static bool add_member(struct context *c, const struct btf *btf, const struct btf_type *t, int i,
	uint32_t start, bool opaque, int depth)
{
	static const char data_loc[] = "__data_loc_";
	const struct btf_member *m = &btf_members(t)[i];
	const struct btf_type *type = context_plain_type(btf, m->type);
	const uint32_t offset = start + btf_member_bit_offset(t, (__u32)i) / 8;
	const char *name = btf__name_by_offset(btf, m->name_off);
	const __s64 size = btf__resolve_size(btf, m->type);

	if (c->visits++ == VISITS_MAX || !type || !name || size < 0 || size > UINT16_MAX ||
		offset > UINT16_MAX)
		return false;
	if (!*name && btf_is_composite(type))
		return add_members(c, btf, type, offset, opaque, depth + 1);
	if (c->count == CONTEXT_MEMBERS_MAX)
		return false;
	const bool dynamic = strncmp(name, data_loc, sizeof(data_loc) - 1) == 0;
	c->members[c->count++] =
		(struct context_member){.name = dynamic ? name + sizeof(data_loc) - 1 : name,
			.offset = offset,
			.size = (uint32_t)size,
			.dynamic = dynamic,
			.array = btf_is_array(type),
			.opaque = opaque || btf_is_composite(type) ||
				  btf_member_bitfield_size(t, (__u32)i)};
	return true;
}

static bool add_members(struct context *c, const struct btf *btf, const struct btf_type *t,
	uint32_t start, bool opaque, int depth)
{
	if (depth > DEPTH_MAX)
		return false;
	for (int i = 0; i < btf_vlen(t); i++)
		if (!add_member(c, btf, t, i, start, opaque || btf_is_union(t), depth))
			return false;
	return true;
}

bool context_read(struct context *ret, const struct btf *btf, const char *program)
{
	const int id = btf ? btf__find_by_name_kind(btf, program, BTF_KIND_FUNC) : -1;
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;

	memset(ret, 0, sizeof(*ret));
	t = t ? btf__type_by_id(btf, t->type) : NULL;
	if (!t || !btf_is_func_proto(t) || !btf_vlen(t))
		return false;
	t = context_plain_type(btf, btf_params(t)[0].type);
	t = t && btf_is_ptr(t) ? context_plain_type(btf, t->type) : NULL;
	return t && btf_is_struct(t) && add_members(ret, btf, t, 0, false, 0);
}

const struct context_member *context_at(const struct context *c, uint32_t offset)
{
	const struct context_member *found = NULL;

	for (size_t i = 0; i < c->count; i++) {
		const struct context_member *m = &c->members[i];
		if (offset < m->offset || offset - m->offset >= m->size)
			continue;
		if (found)
			return NULL;
		found = m;
	}
	return found;
}

const struct context_member *context_find(const struct context *c, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->members[i].name, name) == 0)
			return &c->members[i];
	return NULL;
}
