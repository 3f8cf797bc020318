// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-errno.h"
#include "explain/help-loader.h"
#include "explain/help-map.h"
#include "explain/map-ask.h"
#include "explain/refused-map.h"
#include "load/flags.h"
#include "load/map-memory.h"
#include "probe/names.h"
#include "verdict/loader-words.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* libbpf makes an insn_array for each jump table of the program, and names no map. */
static bool about_jump_table(struct program_result *p, const struct help_case *c)
{
	if (!strstr(c->answer->warnings, "can't create jump table"))
		return false;
	if (help_ask_kernel(c, "map", "insn_array") == 0) {
		help_add_detail(p, "this kernel makes no maps of type insn_array");
		help_set_release(p, c, RELEASE_MAP, "insn_array");
		help_add_other_map(p, MAP_TYPE_INSN_ARRAY);
	}
	return true;
}

void help_about_map(struct program_result *p, const struct help_case *c)
{
	struct refused_map refused;
	char more[96];
	const bool found = refused_map_find(&refused, c->object, c->answer->warnings);
	const char *type = found ? names_map((int)bpf_map__type(refused.map)) : NULL;

	if (about_jump_table(p, c) || !type)
		return;
	int exists = help_ask_kernel(c, "map", type);
	if (exists < 0)
		return;
	text_set(p->detail, refused.line);
	if (exists == 0) {
		snprintf(more, sizeof(more), "this kernel makes no maps of type %s", type);
		help_set_release(p, c, RELEASE_MAP, type);
		help_add_other_map(p, (int)bpf_map__type(refused.map));
	} else {
		snprintf(more, sizeof(more), "this kernel makes maps of type %s, and not this one",
			type);
		reason_set(p, REASON_MAP_REFUSED);
	}
	help_add_detail(p, more);
	help_about_incomplete_map(p, c);
	if (reason_is(p, REASON_MAP_REFUSED))
		help_about_refused_map(p, c);
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

/* A map that did not fit, and how much it takes, where libbpf names one that takes something. */
void help_about_memory(struct program_result *p, const struct help_case *c)
{
	const int cpus = libbpf_num_possible_cpus();
	struct refused_map refused;

	text_set(p->help, HELP_MEMORY);
	if (!refused_map_find(&refused, c->object, c->answer->warnings))
		return;
	const int64_t mib = map_memory_figure(refused.map, cpus > 0 ? cpus : 1) >> 20;
	if (mib > 0)
		snprintf(p->help, sizeof(p->help),
			"map %.64s takes %lld MiB: fewer entries or smaller values, or " HELP_MEMORY,
			bpf_map__name(refused.map), (long long)mib);
}
