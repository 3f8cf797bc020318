// SPDX-License-Identifier: GPL-2.0-only
#include "value/btf-place.h"
#include "verdict/nearest.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define STRIPPED_MAX  64
#define ANONYMOUS_MAX 16	/* anonymous structs within each other */
#define MEMBERS_MAX   (1 << 18) /* that are looked at for one name: anonymous structs may repeat */
#define NAMES_MAX     256	/* that are compared for a suggestion */

const struct btf_type *btf_place_strip(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	for (int i = 0; t && i < STRIPPED_MAX; i++) {
		if (!btf_is_mod(t) && !btf_is_typedef(t) && !btf_is_type_tag(t))
			return t;
		t = btf__type_by_id(btf, t->type);
	}
	return NULL;
}

static const char *name_of(const struct btf *btf, const struct btf_type *t)
{
	const char *name = btf__name_by_offset(btf, t->name_off);

	return name ? name : "";
}

/* The first type from @id on that has a name of its own, past qualifiers but not past typedefs. */
static const struct btf_type *find_named(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	for (int i = 0; t && i < STRIPPED_MAX && (btf_is_mod(t) || btf_is_type_tag(t)); i++)
		t = btf__type_by_id(btf, t->type);
	return t;
}

const char *btf_place_type_name(char *ret, size_t size, const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = find_named(btf, id);
	const char *kind = "", *name = t ? name_of(btf, t) : "";
	char element[64];

	if (t && btf_is_array(t)) {
		const uint32_t nelems = btf_array(t)->nelems;
		const struct btf_type *of = find_named(btf, btf_array(t)->type);
		/* an array of arrays: the innermost name would need a loop of its own */
		snprintf(element, sizeof(element), "%s",
			of && !btf_is_array(of) ? name_of(btf, of) : "array");
		snprintf(ret, size, "%s[%u]", *element ? element : "struct", nelems);
		return ret;
	}
	if (t)
		kind = btf_is_struct(t)	      ? "struct "
		       : btf_is_union(t)      ? "union "
		       : btf_is_any_enum(t)   ? "enum "
		       : btf_is_ptr(t)	      ? "pointer"
		       : btf_is_func_proto(t) ? "function"
					      : "";
	snprintf(ret, size, "%s%s", kind, name);
	if (!*ret)
		snprintf(ret, size, "a type without a name");
	return ret;
}

/* A search for a member by name. */
struct search {
	const struct btf *btf;
	const char *name; /* @len bytes */
	size_t len;
	size_t left;		     /* members that may still be looked at */
	const char *near[NAMES_MAX]; /* the names that were passed */
	size_t n_near;
};

/* Write to @ret where the member @m of the struct at @base is, without its path. */
static void place_member(struct btf_place *ret, const struct search *s, const struct btf_type *t,
	uint32_t i, uint64_t base)
{
	const struct btf_member *m = &btf_members(t)[i];
	const struct btf_type *of = btf_place_strip(s->btf, m->type);

	ret->type = m->type;
	ret->bit = base + btf_member_bit_offset(t, i);
	ret->bits = btf_member_bitfield_size(t, i);
	/* before clang 9 and pahole 1.13 bitfields were described by their integer type */
	if (!ret->bits && of && btf_is_int(of) && btf_int_bits(of) != of->size * 8) {
		ret->bits = btf_int_bits(of);
		ret->bit += btf_int_offset(of);
	}
}

/* Find the member of @t, or of its anonymous structs and unions. */
static bool find_member(
	struct search *s, struct btf_place *ret, const struct btf_type *t, uint64_t base, int depth)
{
	for (uint32_t i = 0; i < btf_vlen(t) && s->left; i++) {
		const struct btf_member *m = &btf_members(t)[i];
		const char *name = btf__name_by_offset(s->btf, m->name_off);
		s->left--;
		if (name && *name) {
			if (strlen(name) == s->len && memcmp(name, s->name, s->len) == 0) {
				place_member(ret, s, t, i, base);
				return true;
			}
			if (s->n_near < NAMES_MAX)
				s->near[s->n_near++] = name;
			continue;
		}
		const struct btf_type *inner = btf_place_strip(s->btf, m->type);
		if (inner && btf_is_composite(inner) && depth < ANONYMOUS_MAX &&
			find_member(s, ret, inner, base + btf_member_bit_offset(t, i), depth + 1))
			return true;
	}
	return false;
}

static void extend_path(
	struct btf_place *p, const char *before, const char *name, size_t len, const char *after)
{
	const size_t used = strlen(p->path);

	snprintf(p->path + used, sizeof(p->path) - used, "%s%.*s%s", before, (int)len, name, after);
}

static int find_named_member(struct btf_place *ret, const struct btf_place *from, const char *name,
	size_t len, char *why, size_t why_size)
{
	const struct btf_type *t = btf_place_strip(from->btf, from->type);
	struct search s = {.btf = from->btf, .name = name, .len = len, .left = MEMBERS_MAX};
	struct btf_place p = *from;
	char type[96], word[96], question[160];

	btf_place_type_name(type, sizeof(type), from->btf, from->type);
	if (!t || !btf_is_composite(t)) {
		snprintf(why, why_size, "%s has no members: it is %s", from->path, type);
		return -EINVAL;
	}
	if (find_member(&s, &p, t, from->bit, 0)) {
		extend_path(&p, *p.path ? "." : "", name, len, "");
		*ret = p;
		return 0;
	}
	if (!len) {
		snprintf(why, why_size, "%s%sthe name of a member is empty", from->path,
			*from->path ? ": " : "");
		return -EINVAL;
	}
	snprintf(word, sizeof(word), "%.*s", (int)(len < 90 ? len : 90), name);
	snprintf(why, why_size, "%s%s%s has no member %s%s", from->path, *from->path ? ": " : "",
		type, word, nearest_question(question, sizeof(question), word, s.near, s.n_near));
	return -EINVAL;
}

int btf_place_element(struct btf_place *ret, const struct btf_place *from, uint64_t index,
	char *why, size_t why_size)
{
	const struct btf_type *t = btf_place_strip(from->btf, from->type);
	struct btf_place p = *from;
	char type[96], number[24];

	if (!t || !btf_is_array(t)) {
		snprintf(why, why_size, "%s has no elements: it is %s", from->path,
			btf_place_type_name(type, sizeof(type), from->btf, from->type));
		return -EINVAL;
	}
	const int64_t size = btf__resolve_size(from->btf, btf_array(t)->type);
	if (index >= btf_array(t)->nelems) {
		snprintf(why, why_size, "%s has %u elements, and none at index %llu", from->path,
			btf_array(t)->nelems, (unsigned long long)index);
		return -EINVAL;
	}
	if (size < 0 || (size && index > UINT32_MAX / (uint64_t)size)) {
		snprintf(why, why_size, "%s: its BTF gives its elements no size", from->path);
		return -EINVAL;
	}
	p.type = btf_array(t)->type;
	p.bit += index * (uint64_t)size * 8;
	p.bits = 0;
	snprintf(number, sizeof(number), "%llu", (unsigned long long)index);
	extend_path(&p, "[", number, strlen(number), "]");
	*ret = p;
	return 0;
}

/* Read "[2]" at the start of @path: its length; 0 where it is none. */
static size_t read_index(const char *path, uint64_t *ret)
{
	size_t at = 1;
	uint64_t n = 0;

	while (at < 12 && isdigit((unsigned char)path[at]))
		n = n * 10 + (uint64_t)(path[at++] - '0');
	if (at == 1 || path[at] != ']')
		return 0;
	*ret = n;
	return at + 1;
}

int btf_place_find(struct btf_place *ret, const struct btf_place *from, const char *path, char *why,
	size_t why_size)
{
	struct btf_place p = *from;
	int r = 0;

	for (const char *at = path; *at && !r;) {
		uint64_t index;
		size_t len;
		if (*at == '[') {
			len = read_index(at, &index);
			if (!len) {
				snprintf(why, why_size, "%s: \"%.40s\" is no index like [2]",
					p.path, at);
				return -EINVAL;
			}
			r = btf_place_element(&p, &p, index, why, why_size);
		} else {
			at += *at == '.';
			len = strcspn(at, ".[");
			r = find_named_member(&p, &p, at, len, why, why_size);
		}
		at += len;
	}
	if (!r)
		*ret = p;
	return r;
}
