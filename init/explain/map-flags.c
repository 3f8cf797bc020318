// SPDX-License-Identifier: GPL-2.0-only
#include "explain/map-flags.h"
#include "probe/names.h"
#include "verdict/bpf-names.h"

#include <stdio.h>
#include <string.h>

#define TYPES_NAMED 4 /* of those that take a flag */

/* The first releases with flags that are newer than 5.10: include/uapi/linux/bpf.h of each. */
static const struct {
	uint32_t flag, type;
	const char *since;
} late[] = {
	{1U << 13, BPF_MAP_TYPE_STRUCT_OPS, "6.4"},
	{1U << 15, BPF_MAP_TYPE_STRUCT_OPS, "6.9"},
	{1U << 17, MAP_TYPE_ARENA, "6.9"},
	{1U << 18, MAP_TYPE_ARENA, "6.9"},
	{1U << 19, BPF_MAP_TYPE_RINGBUF, "6.19"},
};

static const char *flag_name(uint32_t flag)
{
	static char text[16];
	const char *word = bpf_names_word(BPF_NAMES_MAP_FLAG, (uint32_t)__builtin_ctz(flag));

	snprintf(text, sizeof(text), "0x%x", flag);
	return word ? word : text;
}

/* The names of @flags with " | " between, as a source has them. */
static void write_flags(char *ret, size_t size, uint32_t flags)
{
	size_t used = 0;

	*ret = '\0';
	for (; flags; flags &= flags - 1) {
		const char *name = flag_name(flags & -flags);
		if (used + strlen(name) + 4 < size)
			used += (size_t)snprintf(
				ret + used, size - used, "%s%s", used ? " | " : "", name);
	}
}

/* The types of which the kernel makes plain maps with @flag, a few of them; how many. */
static int list_takers(char *ret, size_t size, uint32_t flag)
{
	size_t used = 0;
	int n = 0;

	*ret = '\0';
	for (uint32_t type = 1; type < NAMES_TYPES && n <= TYPES_NAMED; type++) {
		struct map_question q = map_ask_plain(type);
		const char *name = names_map((int)type);
		if (!name || q.flags & flag || map_ask(&q))
			continue;
		q.flags |= flag;
		if (map_ask(&q) || ++n > TYPES_NAMED)
			continue;
		used += (size_t)snprintf(ret + used, size - used, "%s%s", n > 1 ? ", " : "", name);
	}
	if (n > TYPES_NAMED)
		snprintf(ret + used, size - used, " and others");
	return n;
}

static void say_refused(char *text, size_t size, uint32_t type, uint32_t flag)
{
	char takers[128];
	const char *name = names_map((int)type);

	for (size_t i = 0; i < sizeof(late) / sizeof(*late); i++)
		if (late[i].flag == flag && late[i].type == type && name) {
			snprintf(text, size, "%s of %s: %s and later", flag_name(flag), name,
				late[i].since);
			return;
		}
	const int n = list_takers(takers, sizeof(takers), flag);
	snprintf(text, size, "%s takes no %s%s%s%s", name ? name : "this type", flag_name(flag),
		n ? "; " : "", takers,
		n > 1 ? " do"
		: n   ? " does"
		      : "");
}

void map_flags_say(
	char *ret, size_t size, const struct map_question *refused, const struct map_faults *faults)
{
	const char *type = names_map((int)refused->type);
	char flags[160];

	*ret = '\0';
	if (faults->flags_lacking) {
		write_flags(flags, sizeof(flags), faults->flags_lacking);
		snprintf(ret, size, "%s needs __uint(map_flags, %s)%s", type ? type : "map", flags,
			faults->flags_refused ? ", and " : "");
	}
	if (faults->flags_refused) {
		const size_t used = strlen(ret);
		say_refused(ret + used, size - used, refused->type,
			faults->flags_refused & -faults->flags_refused);
	} else if (faults->flags_lacking) {
		return;
	} else if (faults->flags_clashing) {
		write_flags(flags, sizeof(flags), faults->flags_clashing);
		snprintf(ret, size, "a map has one of %s, not both", flags);
	} else {
		write_flags(flags, sizeof(flags), refused->flags);
		snprintf(ret, size, "map_flags %s are refused together", flags);
	}
}
