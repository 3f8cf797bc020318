// SPDX-License-Identifier: GPL-2.0-only
#include "layout/arguments.h"
#include "layout/context.h"
#include "layout/registers.h"

#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 8
#define RETURNED  (-2) /* in place of an argument's index */

int arguments_count(const struct arguments *a)
{
	for (int i = a->first; i < btf_vlen(a->proto); i++) {
		const struct btf_type *t =
			context_plain_type(a->kernel, btf_params(a->proto)[i].type);
		if (!t || btf_is_composite(t))
			return -1;
	}
	return btf_vlen(a->proto) - a->first;
}

/* The index of the argument at @offset of the context; RETURNED; -1: none. */
static int index_of(const struct arguments *a, int32_t offset)
{
	const int count = arguments_count(a);
	int index = -1;

	switch (a->place) {
	case ARGUMENTS_IN_SLOTS:
		index = offset >= 0 && offset % 8 == 0 ? offset / 8 : -1;
		if (index == count && !a->first)
			return RETURNED;
		break;
	case ARGUMENTS_IN_REGISTERS:
		index = register_argument(offset);
		break;
	case RETURN_IN_REGISTER:
		return offset == register_of_return() ? RETURNED : -1;
	}
	return index < count ? index : -1;
}

static uint32_t type_of(const struct arguments *a, int index)
{
	return index == RETURNED ? a->proto->type : btf_params(a->proto)[a->first + index].type;
}

/* The structure or union that @id points to; NULL: to none that has a name. */
static const struct btf_type *pointee(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = context_plain_type(btf, id);

	t = t && btf_is_ptr(t) ? context_plain_type(btf, t->type) : NULL;
	return t && btf_is_composite(t) && t->name_off ? t : NULL;
}

static const char *name_of(const struct btf *btf, const struct btf_type *t)
{
	const char *name = t ? btf__name_by_offset(btf, t->name_off) : NULL;

	return name ? name : "";
}

/* What a structure begins with; NULL: nothing that can be said. */
static const struct btf_type *first_member(const struct btf *btf, const struct btf_type *t)
{
	if (!btf_is_composite(t) || !btf_vlen(t) || btf_member_bitfield_size(t, 0))
		return NULL;
	return context_plain_type(btf, btf_members(t)[0].type);
}

/* Whether @t begins with a structure called @name, at any depth; @ret: with what at last. */
static bool begins_with(const struct btf *btf, const struct btf_type *t, const char *name,
	const struct btf_type **ret)
{
	for (int i = 0; t && i < DEPTH_MAX; i++) {
		if (btf_is_composite(t) && strcmp(name_of(btf, t), name) == 0)
			return true;
		*ret = t;
		t = first_member(btf, t);
	}
	return false;
}

/*
 * Whether an address of @b may well be used as one of @a: one begins with the other, as struct
 * tcp_sock does with struct sock, or both begin alike, as struct sockaddr and sockaddr_in do.
 */
static bool is_related(const struct btf *btf, const struct btf_type *a, const struct btf_type *b)
{
	const struct btf_type *x = NULL, *y = NULL;

	if (begins_with(btf, a, name_of(btf, b), &x) || begins_with(btf, b, name_of(btf, a), &y))
		return true;
	if (!x || !y || btf_kind(x) != btf_kind(y))
		return false;
	if (btf_is_ptr(x)) {
		x = context_plain_type(btf, x->type);
		y = context_plain_type(btf, y->type);
	}
	return x == y || (x && y && strcmp(name_of(btf, x), name_of(btf, y)) == 0);
}

/* The structure of this kernel that is called as the object's type @id is; NULL: it has none. */
static const struct btf_type *find_same(const struct arguments *a, const struct btf_type *t)
{
	const char *name = name_of(a->object, t);
	const char *flavour = strstr(name, "___");
	char plain[128];

	snprintf(plain, sizeof(plain), "%.*s",
		flavour && flavour > name ? (int)(flavour - name) : (int)strlen(name), name);
	const int id = btf__find_by_name_kind(a->kernel, plain, btf_kind(t));
	return id > 0 ? btf__type_by_id(a->kernel, (__u32)id) : NULL;
}

/* "struct inode **", "int"; false: not to be told in one word. */
static bool type_text(char *ret, size_t size, const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = context_plain_type(btf, id);
	char stars[8] = "";

	while (t && btf_is_ptr(t) && strlen(stars) < 4) {
		strcat(stars, "*");
		t = context_plain_type(btf, t->type);
	}
	if (!t || !*name_of(btf, t))
		return false;
	const char *kind = btf_is_struct(t)	? "struct "
			   : btf_is_union(t)	? "union "
			   : btf_is_any_enum(t) ? "enum "
						: "";
	snprintf(ret, size, "%s%s%s%s", kind, name_of(btf, t), *stars ? " " : "", stars);
	return true;
}

/*
 * Whether the type @id of this kernel cannot hold the address of a @used.  Addresses of bytes and
 * of nothing in particular, and numbers as long as an address, may.
 */
static bool contradicts(const struct arguments *a, uint32_t id, const struct btf_type *used)
{
	const struct btf_type *t = context_plain_type(a->kernel, id);

	if (!t)
		return false;
	if (btf_is_int(t) || btf_is_any_enum(t))
		return t->size < 8;
	if (!btf_is_ptr(t))
		return false;
	t = context_plain_type(a->kernel, t->type);
	if (!t || btf_is_fwd(t))
		return false;
	if (btf_is_composite(t))
		return t->name_off && !is_related(a->kernel, used, t);
	return btf_is_ptr(t);
}

static bool says(
	char *ret, size_t size, const struct arguments *a, int index, const struct btf_type *used)
{
	char place[32], here[96];

	if (!type_text(here, sizeof(here), a->kernel, type_of(a, index)))
		return false;
	if (index == RETURNED)
		snprintf(place, sizeof(place), "the return value");
	else
		snprintf(place, sizeof(place), "argument %d", index + 1);
	snprintf(ret, size, "%s of %s is `%s %s *` in the object and `%s` here", place, a->target,
		btf_is_union(used) ? "union" : "struct", name_of(a->kernel, used), here);
	return true;
}

/* The type of argument @index by the function that has the body; NULL: not known. */
static const struct btf_type *declared(const struct arguments *a, int index)
{
	char name[160];

	snprintf(name, sizeof(name), "____%s", a->program);
	const int id = btf__find_by_name_kind(a->object, name, BTF_KIND_FUNC);
	const struct btf_type *t = id > 0 ? btf__type_by_id(a->object, (__u32)id) : NULL;
	t = t ? btf__type_by_id(a->object, t->type) : NULL;
	if (!t || !btf_is_func_proto(t))
		return NULL;
	/* its first parameter is the context, the last of fexit the return value */
	if (index == RETURNED)
		index = a->place == RETURN_IN_REGISTER ? 0 : arguments_count(a);
	if (index + 1 >= btf_vlen(t))
		return NULL;
	t = pointee(a->object, btf_params(t)[index + 1].type);
	return t ? find_same(a, t) : NULL;
}

/* A type as which what is at @offset is used, that this kernel's cannot be; NULL: there is none. */
static const struct btf_type *find_wrong(
	const struct layout_reads *reads, const struct arguments *a, int32_t offset, int index)
{
	const struct btf_type *wrong = declared(a, index);

	if (wrong)
		return contradicts(a, type_of(a, index), wrong) ? wrong : NULL;
	for (size_t i = 0; i < reads->n_uses; i++) {
		const struct btf_type *t = btf__type_by_id(a->object, reads->uses[i].type);
		if (reads->uses[i].offset != offset || !t || !btf_is_composite(t))
			continue;
		/* what this kernel does not have is used on others only */
		t = find_same(a, t);
		if (!t)
			continue;
		if (!contradicts(a, type_of(a, index), t))
			return NULL;
		wrong = t;
	}
	return wrong;
}

bool arguments_compare(
	char *ret, size_t size, const struct layout_reads *reads, const struct arguments *a)
{
	if (arguments_count(a) < 0)
		return false;
	for (size_t i = 0; i < reads->n_reads; i++) {
		const int32_t offset = reads->reads[i].offset;
		const int index = index_of(a, offset);
		const struct btf_type *wrong =
			index == -1 ? NULL : find_wrong(reads, a, offset, index);
		if (wrong && says(ret, size, a, index, wrong))
			return true;
	}
	return false;
}
