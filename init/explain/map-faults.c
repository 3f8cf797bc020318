// SPDX-License-Identifier: GPL-2.0-only
#include "explain/map-faults.h"

#include <bpf/libbpf.h>

/* More entries than these are not asked for where others are at fault: they take memory. */
#define ENTRIES_MAX (1U << 16)

static void copy_numa(struct map_question *to, const struct map_question *from)
{
	to->flags = (to->flags & ~BPF_F_NUMA_NODE) | (from->flags & BPF_F_NUMA_NODE);
	to->numa_node = from->numa_node;
}

static void copy_btf(struct map_question *to, const struct map_question *from)
{
	to->btf_fd = from->btf_fd;
	to->btf_key = from->btf_key;
	to->btf_value = from->btf_value;
	to->own_btf = from->own_btf;
}

static void copy(struct map_question *to, const struct map_question *from, enum map_property what)
{
	switch (what) {
	case MAP_FLAGS:
		to->flags = (from->flags & ~BPF_F_NUMA_NODE) | (to->flags & BPF_F_NUMA_NODE);
		break;
	case MAP_KEY:
		to->key = from->key;
		break;
	case MAP_VALUE:
		to->value = from->value;
		break;
	case MAP_ENTRIES:
		to->entries = from->entries;
		break;
	case MAP_EXTRA:
		to->extra = from->extra;
		break;
	case MAP_NUMA:
		copy_numa(to, from);
		break;
	case MAP_INNER:
		to->inner = from->inner;
		break;
	default:
		copy_btf(to, from);
		break;
	}
}

/* Whether a plain map with only @what as @refused has it is refused. */
static bool is_fault(const struct map_question *plain, const struct map_question *refused,
	enum map_property what)
{
	struct map_question q = *plain;

	copy(&q, refused, what);
	return map_ask(&q) != 0;
}

/* Two flags of @flags of which the kernel takes each, and not both; 0: there are none. */
static uint32_t find_clash(const struct map_question *plain, uint32_t flags)
{
	static const uint32_t pairs[] = {
		BPF_F_RDONLY | BPF_F_WRONLY, BPF_F_RDONLY_PROG | BPF_F_WRONLY_PROG};
	struct map_question q = *plain;

	for (int i = 0; i < 2; i++) {
		q.flags = plain->flags | pairs[i];
		if ((flags & pairs[i]) == pairs[i] && map_ask(&q))
			return pairs[i];
	}
	return 0;
}

/* Which flags it is: one that the type wants, one that it does not take, or two of them. */
static void find_flags(struct map_faults *ret, const struct map_question *plain, uint32_t flags)
{
	for (uint32_t flag = 1; flag; flag <<= 1) {
		struct map_question q = *plain;
		if (flag == BPF_F_NUMA_NODE || !((flags ^ plain->flags) & flag))
			continue;
		q.flags ^= flag;
		if (!map_ask(&q))
			continue;
		if (flags & flag)
			ret->flags_refused |= flag;
		else
			ret->flags_lacking |= flag;
	}
	if (!ret->flags_refused && !ret->flags_lacking)
		ret->flags_clashing = find_clash(plain, flags);
}

/*
 * @refused with the properties of @faults as a plain map has them.  BTF describes sizes: where one
 * of these changes, it goes.
 */
static struct map_question mend(
	const struct map_question *plain, const struct map_question *refused, unsigned int faults)
{
	struct map_question q = *refused;

	for (enum map_property what = 0; what < MAP_BTF; what++)
		if (faults & 1U << what)
			copy(&q, plain, what);
	if (faults & (1U << MAP_KEY | 1U << MAP_VALUE | 1U << MAP_BTF))
		copy_btf(&q, plain);
	return q;
}

static bool is_mended_by(
	const struct map_question *plain, const struct map_question *refused, unsigned int faults)
{
	const struct map_question q = mend(plain, refused, faults);

	return map_ask(&q) == 0;
}

/* Properties that are in order alone, and refused in company: the first that can be blamed. */
static void find_in_company(struct map_faults *ret, const struct map_question *plain,
	const struct map_question *refused)
{
	static const enum map_property order[] = {
		MAP_BTF, MAP_VALUE, MAP_ENTRIES, MAP_EXTRA, MAP_KEY, MAP_FLAGS};

	for (size_t i = 0; i < sizeof(order) / sizeof(*order) && !ret->whole; i++) {
		const unsigned int set = ret->set | 1U << order[i];
		if (set == ret->set || !is_mended_by(plain, refused, set))
			continue;
		ret->set = set;
		ret->whole = true;
	}
}

bool map_faults_find(struct map_faults *ret, const struct map_question *refused)
{
	const struct map_question plain = map_ask_plain(refused->type);
	struct map_question r = *refused;

	*ret = (struct map_faults){0};
	if (map_ask(&plain) || map_ask(refused) == 0)
		return false;
	for (unsigned int what = 0; what < MAP_INNER + (unsigned int)map_ask_is_nested(r.type);
		what++)
		if (what != MAP_ENTRIES && is_fault(&plain, &r, what))
			ret->set |= 1U << what;
	if (!r.btf_value && plain.own_btf)
		ret->set |= 1U << MAP_BTF;
	if (r.entries > ENTRIES_MAX && ret->set)
		r.entries = ENTRIES_MAX;
	if (is_fault(&plain, &r, MAP_ENTRIES))
		ret->set |= 1U << MAP_ENTRIES;
	if (ret->set & 1U << MAP_FLAGS)
		find_flags(ret, &plain, r.flags);
	ret->whole = ret->set && is_mended_by(&plain, &r, ret->set);
	if (!ret->whole)
		find_in_company(ret, &plain, &r);
	return ret->set;
}
