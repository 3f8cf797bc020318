// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own BTF, parsed once a process, and its names found by hash (the linker's --wrap):
 * libbpf parses it for each object that it relocates against the kernel, and again for each kernel
 * function or attach target that it looks up, and then walks all its types for one name; and every
 * program is a load of its object.  It is only read there: obj->btf_vmlinux, libbpf.c.
 */
#include <bpf/btf.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct btf *__real_btf__load_vmlinux_btf(void);
struct btf *__wrap_btf__load_vmlinux_btf(void);
void __real_btf__free(struct btf *btf);
void __wrap_btf__free(struct btf *btf);
__s32 __real_btf__find_by_name_kind(const struct btf *btf, const char *name, __u32 kind);
__s32 __wrap_btf__find_by_name_kind(const struct btf *btf, const char *name, __u32 kind);

static struct btf *kept;

/*
 * Of its named types, the ids in the order in which they come, each at the first free place from
 * its name's hash on; 0: free.
 */
static __u32 *places;
static __u32 mask;

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

static void make_index(void)
{
	const __u32 count = btf__type_cnt(kept);
	__u32 size = 1024;

	while (size < 2 * count)
		size *= 2;
	places = calloc(size, sizeof(*places));
	mask = size - 1;
	for (__u32 id = 1; places && id < count; id++) {
		const struct btf_type *t = btf__type_by_id(kept, id);
		const char *name = t->name_off ? btf__name_by_offset(kept, t->name_off) : NULL;
		if (!name)
			continue;
		__u32 at = hash(name) & mask;
		while (places[at])
			at = (at + 1) & mask;
		places[at] = id;
	}
}

/* As libbpf's: the first type of that name and kind, -ENOENT where there is none. */
__s32 __wrap_btf__find_by_name_kind(const struct btf *btf, const char *name, __u32 kind)
{
	static bool asked;

	if (!kept || btf != kept || kind == BTF_KIND_UNKN || !*name || strcmp(name, "void") == 0)
		return __real_btf__find_by_name_kind(btf, name, kind);
	if (asked && !places) /* one walk costs less than the index */
		make_index();
	asked = true;
	if (!places)
		return __real_btf__find_by_name_kind(btf, name, kind);
	for (__u32 at = hash(name) & mask; places[at]; at = (at + 1) & mask) {
		const struct btf_type *t = btf__type_by_id(kept, places[at]);
		if (btf_kind(t) == kind &&
			strcmp(btf__name_by_offset(kept, t->name_off), name) == 0)
			return (__s32)places[at];
	}
	errno = ENOENT;
	return -ENOENT;
}
