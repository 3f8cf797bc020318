// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-ops.h"
#include "explain/similar.h"
#include "explain/target-words.h"
#include "probe/kfuncs.h"

#include <bpf/btf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define MEMBERS_MAX 256

/* Copy the word behind @before in @text. */
static bool word_after(char *ret, size_t size, const char *text, const char *before)
{
	const char *at = strstr(text, before);
	const size_t len = at ? strcspn(at + strlen(before), " :'\n") : 0;

	if (!len || len >= size)
		return false;
	snprintf(ret, size, "%.*s", (int)len, at + strlen(before));
	return true;
}

/* "struct bpf_struct_ops_NAME is not found", or "struct NAME": libbpf looks for both. */
static void about_type(struct program_result *p, const struct help_case *c, const char *found)
{
	const char *name = strncmp(found, "bpf_struct_ops_", 15) == 0 ? found + 15 : found;
	const struct target_release *row = target_ops(name);

	if (row)
		target_release_words(p->help, sizeof(p->help), "struct_ops", row, c->version);
	if (!*p->help)
		snprintf(p->help, sizeof(p->help),
			"the kernel itself has no struct_ops type %.96s; a module may have it, and "
			"the guest loads none",
			name);
}

/* The type of the struct_ops map called @name in the object; NULL: none is. */
static const char *type_of_map(const struct bpf_object *object, const char *name)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(object, name);
	const struct btf *btf = map ? bpf_object__btf(object) : NULL;
	const struct btf_type *t =
		btf ? btf__type_by_id(btf, bpf_map__btf_value_type_id(map)) : NULL;

	return t ? btf__name_by_offset(btf, t->name_off) : NULL;
}

/*
 * The members that the kernel's @type has and that are functions, like the one that it lacks: their
 * number.
 */
static size_t members_of(const char *names[MEMBERS_MAX], const char *type)
{
	const struct btf *btf = kfuncs_kernel_btf();
	const int id = btf ? btf__find_by_name_kind(btf, type, BTF_KIND_STRUCT) : -1;
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;
	size_t n = 0;

	for (int i = 0; t && i < btf_vlen(t) && n < MEMBERS_MAX; i++) {
		const char *name = btf__name_by_offset(btf, btf_members(t)[i].name_off);
		if (name && *name)
			names[n++] = name;
	}
	return n;
}

static void about_member(
	struct program_result *p, const struct help_case *c, const char *map, const char *member)
{
	const char *type = type_of_map(c->object, map), *names[MEMBERS_MAX], *similar[SIMILAR_MAX];
	const size_t count = type ? members_of(names, type) : 0;
	char list[160];

	if (!count)
		return;
	const size_t n = similar_names(similar, member, names, count, NULL);
	/* bpf_map__init_kern_struct_ops() in libbpf.c passes over members that are zero */
	snprintf(p->help, sizeof(p->help),
		"struct %.64s of this kernel has no %.64s%s; a loader may leave it out on such a "
		"kernel: libbpf ignores members that it has set to NULL before the load",
		type, member, similar_list(list, sizeof(list), similar, n));
}

void help_about_ops(struct program_result *p, const struct help_case *c)
{
	char map[128], name[128], type[128];

	if (strstr(p->detail, "is not found in kernel BTF") &&
		word_after(name, sizeof(name), p->detail, "struct_ops init_kern: struct "))
		about_type(p, c, name);
	else if (word_after(name, sizeof(name), p->detail, "Cannot find member ") &&
		 word_after(map, sizeof(map), p->detail, "struct_ops init_kern "))
		about_member(p, c, map, name);
	else if (word_after(name, sizeof(name), p->detail, "attach to unsupported member ") &&
		 word_after(type, sizeof(type), p->detail, " of struct "))
		snprintf(p->help, sizeof(p->help),
			"this kernel takes no BPF program for member %s of struct %s: leave it out",
			name, type);
	else if (word_after(name, sizeof(name), p->detail, "Unmatched member type ") ||
		 word_after(name, sizeof(name), p->detail, "Error in size of member "))
		snprintf(p->help, sizeof(p->help),
			"member %s has another type in this kernel than in the object's BTF: compile "
			"with this kernel's vmlinux.h, or give the struct a flavour, NAME___old",
			name);
}
