// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-errno.h"
#include "load/flags.h"
#include "probe/names.h"
#include "verdict/loader-words.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The map that libbpf could not create, and libbpf's @line on it; NULL: that is not known. */
static const struct bpf_map *find_refused_map(const struct help_case *c, char *line, size_t size)
{
	static const char failed[] = "': failed to create";
	const char *warnings = c->answer->warnings, *at = strstr(warnings, failed), *start = at;
	char name[NAME_SIZE];

	if (!at)
		return NULL;
	while (start > warnings && start[-1] != '\n')
		start--;
	text_clean(line, size, start, strcspn(start, "\n"), 0);
	start = strstr(start, "map '");
	if (!start || start > at || (size_t)(at - start) - 5 >= sizeof(name))
		return NULL;
	snprintf(name, sizeof(name), "%.*s", (int)(at - start) - 5, start + 5);
	struct bpf_map *map = bpf_object__find_map_by_name(c->object, name);
	const bool is_inner = strncmp(at + sizeof(failed) - 1, " inner map", 10) == 0;
	return map && is_inner ? bpf_map__inner_map(map) : map;
}

void help_about_map(struct program_result *p, const struct help_case *c)
{
	char line[DETAIL_SIZE - 128], more[96];
	const struct bpf_map *map = find_refused_map(c, line, sizeof(line));
	const char *type = map ? names_map((int)bpf_map__type(map)) : NULL;

	if (!type)
		return;
	int exists = help_ask_kernel(c, "map", type);
	if (exists < 0)
		return;
	text_set(p->detail, line);
	if (exists == 0) {
		snprintf(more, sizeof(more), "this kernel makes no maps of type %s", type);
		help_set_release(p, c, RELEASE_MAP, type);
	} else {
		snprintf(more, sizeof(more), "this kernel makes maps of type %s, and not this one",
			type);
		reason_set(p, REASON_MAP_REFUSED);
	}
	help_add_detail(p, more);
}

/* find_prog_type() in kernel/bpf/syscall.c returns EINVAL without a message. */
static void about_type(struct program_result *p, const struct help_case *c)
{
	char more[96];
	const enum bpf_prog_type type = bpf_program__type(c->program);
	const char *name = names_program((int)type);

	/*
	 * Every kernel from 5.10 on has these.  libbpf's probe for them goes by the exact errno
	 * and message of a refusal.
	 */
	if (type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_LSM ||
		type == BPF_PROG_TYPE_EXT || type == BPF_PROG_TYPE_STRUCT_OPS)
		return;
	if (!name || help_ask_kernel(c, "program", name) != 0)
		return;
	reason_set(p, REASON_PROGRAM_TYPE_UNKNOWN);
	snprintf(more, sizeof(more), "this kernel takes no programs of type %s", name);
	help_add_detail(p, more);
	help_set_release(p, c, RELEASE_PROGRAM, name);
}

static void about_flags(struct program_result *p, uint32_t unknown)
{
	char names[128], more[224];

	reason_set(p, REASON_FLAG_UNKNOWN);
	snprintf(more, sizeof(more), "this kernel does not know the program flag %s",
		loader_flag_names(names, sizeof(names), unknown));
	help_add_detail(p, more);
	if (loader_flag_since(unknown))
		snprintf(p->help, sizeof(p->help), "flag %.96s: %s and later", names,
			loader_flag_since(unknown));
}

/* bpf_prog_load() in kernel/bpf/syscall.c checks the flags before everything else. */
void help_about_load(struct program_result *p, const struct help_case *c)
{
	const uint32_t flags = c->answer->prog_flags;

	if (!c->answer->reached || p->err != EINVAL)
		return;
	const uint32_t unknown = flags & ~flags_known(flags);
	if (unknown)
		about_flags(p, unknown);
	else
		about_type(p, c);
}

void help_about_memory(struct program_result *p, const struct help_case *c)
{
	(void)c;
	text_set(p->help, HELP_MEMORY);
}
