// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-btf.h"
#include "verdict/text.h"

#include <bpf/btf.h>
#include <stdio.h>
#include <string.h>

/* "map 'm' has to have BTF in order to use bpf_spin_lock": check_map_field_pointer() and others. */
static void about_map(struct program_result *p, const struct help_case *c)
{
	char name[NAME_SIZE], what[64];

	if (sscanf(p->detail, "map '%127[^']' has to have BTF in order to use %60s", name, what) !=
		2)
		return;
	const struct bpf_map *map = bpf_object__find_map_by_name(c->object, name);
	if (map && !bpf_map__btf_value_type_id(map))
		snprintf(p->help, sizeof(p->help),
			"define map %s with __type(key, …) and __type(value, …): its BTF tells the "
			"kernel where its value has %s",
			name, strcmp(what, "bpf_kptr_xchg") == 0 ? "the pointer" : what);
}

void help_about_btf(struct program_result *p, const struct help_case *c)
{
	if (!bpf_object__btf(c->object))
		text_set(p->help, "the object has no BTF: compile with -g");
	else
		about_map(p, c);
}

/*
 * LLVM 21 and later (llvm/llvm-project#131731) calls __bpf_trap() for what its middle end made
 * unreachable.  A kernel that has that kfunc refuses the call: check_kfunc_call() in 7.2.
 */
void help_about_trap(struct program_result *p, const struct help_case *c)
{
	(void)c;
	if (strstr(p->detail, "__bpf_trap"))
		text_set(p->help,
			"clang 21 and later calls __bpf_trap() where the source runs into undefined "
			"behaviour: a variable that is read before it is set, an index or shift out "
			"of range, a path without return");
}
