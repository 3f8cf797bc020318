// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-map.h"
#include "explain/map-faults.h"
#include "explain/map-fields.h"
#include "explain/map-rules.h"
#include "explain/setting.h"
#include "load/map-refusals.h"
#include "verdict/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What does the work of a type of map on kernels that do not have it. */
static const struct {
	int type;
	const char *instead;
} others[] = {
	{MAP_TYPE_ARENA, "an array with BPF_F_MMAPABLE, which has a fixed size"},
	{BPF_MAP_TYPE_BLOOM_FILTER, "a hash, which has no false positives and takes more memory"},
	{MAP_TYPE_CGRP_STORAGE, "a hash with bpf_get_current_cgroup_id() as the key"},
	{BPF_MAP_TYPE_INODE_STORAGE, "a hash with device and inode number as the key"},
	{MAP_TYPE_INSN_ARRAY, "compile with -fno-jump-tables"},
	{MAP_TYPE_RHASH, "a hash with BPF_F_NO_PREALLOC"},
	{BPF_MAP_TYPE_RINGBUF, "a perf_event_array and bpf_perf_event_output()"},
	{BPF_MAP_TYPE_SK_STORAGE, "a hash with bpf_get_socket_cookie() as the key"},
	{BPF_MAP_TYPE_TASK_STORAGE,
		"a hash with the thread's id as the key, emptied when it exits"},
	{MAP_TYPE_USER_RINGBUF, "an array that user space fills"},
};

void help_add_other_map(struct program_result *p, int type)
{
	char more[128];

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		const size_t used = strlen(p->help);
		if (others[i].type != type)
			continue;
		snprintf(more, sizeof(more), "%sinstead: %s", used ? "; " : "", others[i].instead);
		if (used + strlen(more) < sizeof(p->help))
			strcpy(p->help + used, more);
	}
}

/*
 * The name of the map in libbpf's line of the detail: "map 't': …", "…bpf_create_map_xattr(m): …"
 */
static bool find_name(char *ret, size_t size, const char *detail)
{
	static const char *const before[] = {"map '", "bpf_create_map_xattr("};

	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
		const char *at = strstr(detail, before[i]);
		const char *name = at ? at + strlen(before[i]) : NULL;
		const size_t len = name ? strcspn(name, "')") : 0;
		if (!len || len >= size)
			continue;
		snprintf(ret, size, "%.*s", (int)len, name);
		return true;
	}
	return false;
}

/*
 * The refused call for the map called @name, or for its template for inner maps, which libbpf calls
 * NAME.inner.
 */
static const struct map_refusal *find_refusal(const char *name, bool inner)
{
	char of_inner[NAME_SIZE + 8];

	snprintf(of_inner, sizeof(of_inner), "%s.inner", name);
	return map_refusals_find(inner ? of_inner : name);
}

static void say_btf(
	char *text, size_t size, const struct map_question *q, const struct help_case *c)
{
	char fields[256];

	if (!q->btf_value && strstr(c->answer->warnings, "Error loading .BTF into kernel"))
		snprintf(fields, sizeof(fields),
			"%s needs the types of key and value, and this kernel refused the object's "
			"BTF",
			map_rules_type(q->type));
	else
		map_fields_say(fields, sizeof(fields), q, bpf_object__btf(c->object));
	if (*fields)
		map_rules_add(text, size, fields);
}

void help_about_refused_map(struct program_result *p, const struct help_case *c)
{
	const bool inner = strstr(p->detail, "failed to create inner map");
	char name[NAME_SIZE], text[HELP_SIZE];
	struct map_faults faults;

	if (!find_name(name, sizeof(name), p->detail))
		return;
	const struct map_refusal *refusal = find_refusal(name, inner);
	if (!refusal)
		return;
	const struct map_question q = map_ask_refused(refusal);
	if (!map_faults_find(&faults, &q))
		return;
	map_rules_say(text, sizeof(text), &q, &faults);
	if (faults.set & 1U << MAP_BTF)
		say_btf(text, sizeof(text), &q, c);
	if (*text)
		snprintf(p->help, sizeof(p->help), "map %.48s%s: %.300s", name,
			inner ? ", inner map" : "", text);
}

void help_about_skipped_map(struct program_result *p, const struct help_case *c)
{
	char name[NAME_SIZE];

	if (!find_name(name, sizeof(name), p->detail))
		return;
	const struct bpf_map *map = bpf_object__find_map_by_name(c->object, name);
	/* one of a type that the kernel does not have is left out by us, and listed as adapted */
	if (!map || bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
		return;
	setting_propose(p, SETTING_OF_PROGRAM, bpf_program__name(c->program), "autoload: false",
		"the program uses a map that is left out (autocreate: false); where its loader "
		"leaves the program out too");
}
