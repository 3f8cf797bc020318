// SPDX-License-Identifier: GPL-2.0-only
#include "probe/kfuncs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The decl tag that pahole puts on a kfunc. */
#define KFUNC_TAG "bpf_kfunc"

const struct btf *kfuncs_kernel_btf(void)
{
	return btf__load_vmlinux_btf(); /* parsed once: kernel-btf.h */
}

const char *kfuncs_function_name(int id)
{
	const struct btf *btf = kfuncs_kernel_btf();
	const struct btf_type *t = btf && id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;

	return t && btf_is_func(t) ? btf__name_by_offset(btf, t->name_off) : NULL;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of all functions, sorted; NULL: no BTF, or no memory. */
static const char **read_functions(size_t *ret_count)
{
	const struct btf *btf = kfuncs_kernel_btf();
	const __u32 types = btf ? btf__type_cnt(btf) : 0;
	const char **names = types ? calloc(types, sizeof(*names)) : NULL;

	*ret_count = 0;
	for (__u32 i = 1; names && i < types; i++) {
		const char *name = kfuncs_function_name((int)i);
		if (name)
			names[(*ret_count)++] = name;
	}
	if (names)
		qsort(names, *ret_count, sizeof(*names), compare_names);
	return names;
}

bool kfuncs_is_function(const char *name)
{
	static const char **names;
	static size_t count;

	if (!names)
		names = read_functions(&count);
	return names && bsearch(&name, names, count, sizeof(*names), compare_names);
}

/* How many functions are tagged as kfuncs; *@ret_tagged: @id is one of them. */
static size_t count_tagged(const struct btf *btf, int id, bool *ret_tagged)
{
	size_t count = 0;

	*ret_tagged = false;
	for (__u32 i = 1; i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *tag = btf_is_decl_tag(t) ? btf__name_by_offset(btf, t->name_off) : NULL;
		if (!tag || strcmp(tag, KFUNC_TAG) != 0)
			continue;
		count++;
		*ret_tagged |= (int)t->type == id;
	}
	return count;
}

size_t kfuncs_count(void)
{
	const struct btf *btf = kfuncs_kernel_btf();
	bool ignored;

	return btf ? count_tagged(btf, 0, &ignored) : 0;
}

size_t kfuncs_names(const char **ret, size_t max)
{
	const struct btf *btf = kfuncs_kernel_btf();
	size_t n = 0;

	for (__u32 i = 1; btf && i < btf__type_cnt(btf) && n < max; i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *tag = btf_is_decl_tag(t) ? btf__name_by_offset(btf, t->name_off) : NULL;
		const char *name = tag && strcmp(tag, KFUNC_TAG) == 0
					   ? kfuncs_function_name((int)t->type)
					   : NULL;
		if (name)
			ret[n++] = name;
	}
	return n;
}

int kfuncs_has(const char *name)
{
	const struct btf *btf = kfuncs_kernel_btf();
	bool tagged;

	if (!btf)
		return -ENOTSUP;
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);
	if (id <= 0)
		return 0;
	return count_tagged(btf, id, &tagged) ? tagged : 1;
}
