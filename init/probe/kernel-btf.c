// SPDX-License-Identifier: GPL-2.0-only
#include "probe/kernel-btf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct btf *kept;

/*
 * A hash table of the ids of all named types, with linear probing: an id is at the first slot that
 * was free from its name's hash on.  Ids were added in ascending order, so that the first match is
 * the one with the lowest id.  0: a free slot.
 */
static __u32 *slots;
static __u32 mask; /* number of slots, a power of 2, less 1 */

struct btf *__wrap_btf__load_vmlinux_btf(void)
{
	if (!kept)
		kept = __real_btf__load_vmlinux_btf();
	return kept;
}

void __wrap_btf__free(struct btf *btf)
{
	if (btf != kept)
		__real_btf__free(btf);
}

/* FNV-1a */
static __u32 hash(const char *name)
{
	__u32 h = 2166136261U;

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 16777619U;
	return h;
}

static void make_table(void)
{
	const __u32 count = btf__type_cnt(kept);
	__u32 size = 1024;

	while (size < 2 * count)
		size *= 2;
	slots = calloc(size, sizeof(*slots));
	mask = size - 1;
	for (__u32 id = 1; slots && id < count; id++) {
		const struct btf_type *t = btf__type_by_id(kept, id);
		const char *name = t->name_off ? btf__name_by_offset(kept, t->name_off) : NULL;
		if (!name)
			continue;
		__u32 at = hash(name) & mask;
		while (slots[at])
			at = (at + 1) & mask;
		slots[at] = id;
	}
}

__s32 __wrap_btf__find_by_name_kind(const struct btf *btf, const char *name, __u32 kind)
{
	static bool called;

	if (!kept || btf != kept || kind == BTF_KIND_UNKN || !*name || strcmp(name, "void") == 0)
		return __real_btf__find_by_name_kind(btf, name, kind);
	if (called && !slots) /* for a single call a walk is cheaper than the table */
		make_table();
	called = true;
	if (!slots)
		return __real_btf__find_by_name_kind(btf, name, kind);
	for (__u32 at = hash(name) & mask; slots[at]; at = (at + 1) & mask) {
		const struct btf_type *t = btf__type_by_id(kept, slots[at]);
		if (btf_kind(t) == kind &&
			strcmp(btf__name_by_offset(kept, t->name_off), name) == 0)
			return (__s32)slots[at];
	}
	errno = ENOENT;
	return -ENOENT;
}
