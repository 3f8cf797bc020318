// SPDX-License-Identifier: GPL-2.0-only
#include "judge/configured.h"
#include "load/flags.h"
#include "verdict/loader-words.h"
#include "verdict/nearest.h"
#include "verdict/text.h"

#include <stdio.h>
#include <string.h>

/* "; did you mean limits?": the map of @object whose name is nearest to @name; "" for none. */
static const char *suggest_map(
	char *ret, size_t size, const char *name, const struct bpf_object *object)
{
	const char *names[256];
	const struct bpf_map *map;
	size_t n = 0;

	bpf_object__for_each_map(map, object)
		if (n < sizeof(names) / sizeof(*names))
			names[n++] = bpf_map__name(map);
	return nearest_question(ret, size, name, names, n);
}

static bool has_map(const struct bpf_object *object, const char *pattern)
{
	const struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		if (loader_matches(pattern, bpf_map__name(map)))
			return true;
	return false;
}

static bool fills_maps(const struct loader *l)
{
	for (size_t i = 0; i < l->n_maps; i++)
		if (l->maps[i]->set & LOADER_MAP_CONTENTS)
			return true;
	return false;
}

void configured_unused(
	char *ret, size_t size, const struct loader *l, const struct bpf_object *object, bool runs)
{
	char suggestion[200], name[64];

	*ret = '\0';
	if (l->no_programs) {
		snprintf(
			ret, size, "bpfjury.yaml says that the object has no programs, and it has");
		return;
	}
	for (size_t i = 0; i < l->n_maps; i++) {
		if (l->maps[i]->optional || has_map(object, l->maps[i]->name))
			continue;
		text_set(name, l->maps[i]->name);
		snprintf(ret, size,
			"bpfjury.yaml sets up map %s, and "
			"the object has no map of that name%s",
			name,
			suggest_map(suggestion, sizeof(suggestion), l->maps[i]->name, object));
		return;
	}
	if (fills_maps(l) && !runs)
		snprintf(ret, size,
			"bpfjury.yaml fills maps for programs that are run, "
			"and none of the object is (EXPECT_RETVAL)");
}

uint32_t configured_flags(uint32_t flags, uint32_t *ret_left_out)
{
	const uint32_t tests = flags & LOADER_TEST_FLAGS;

	*ret_left_out = tests ? tests & ~flags_known(tests) : 0;
	return flags & ~*ret_left_out;
}

void configured_report_left_out(struct program_result *p, uint32_t left_out)
{
	const size_t most = sizeof(p->detail) - 160;
	size_t len = strlen(p->detail);
	char names[96];

	if (!left_out)
		return;
	if (len > most)
		len = utf8_cut(p->detail, most);
	snprintf(p->detail + len, sizeof(p->detail) - len,
		"%swithout %s, which this kernel does not know", len ? "; " : "",
		loader_flag_names(names, sizeof(names), left_out));
}
