// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/need-words.h"
#include "verdict/bpf-names.h"
#include "verdict/nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const kinds[NEED_KINDS] = {
	[NEED_BTF] = "btf",
	[NEED_CONFIG] = "config",
	[NEED_HELPER] = "helper",
	[NEED_KFUNC] = "kfunc",
	[NEED_MAP] = "map",
	[NEED_PROGRAM] = "program",
};

enum need_kind need_kind(const char *word, const char **ret_name)
{
	const size_t len = strcspn(word, ":");

	if (!word[len] || !word[len + 1] || strlen(word) >= NEED_SIZE)
		return NEED_NONE;
	for (int kind = 0; kind < NEED_KINDS; kind++)
		if (strlen(kinds[kind]) == len && strncmp(kinds[kind], word, len) == 0) {
			if (ret_name)
				*ret_name = word + len + 1;
			return (enum need_kind)kind;
		}
	return NEED_NONE;
}

/* Of BTF: a name in C, which may have spaces between its words ("unsigned int"). */
static bool is_btf_name(const char *name)
{
	for (const char *c = name; *c; c++)
		if (!isgraph((unsigned char)*c) && (*c != ' ' || c == name || !c[1]))
			return false;
	return true;
}

static bool is_option(const char *name)
{
	static const char prefix[] = "CONFIG_";
	const size_t len = sizeof(prefix) - 1;

	return strncmp(name, prefix, len) == 0 && name[len] &&
	       !name[len + strspn(name + len, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					      "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

/* The table of the names that @kind may have; false: it may have any. */
static bool table_of(enum need_kind kind, enum bpf_names *ret)
{
	*ret = kind == NEED_HELPER ? BPF_NAMES_HELPER
	       : kind == NEED_MAP  ? BPF_NAMES_MAP_TYPE
				   : BPF_NAMES_PROGRAM_TYPE;
	return kind == NEED_HELPER || kind == NEED_MAP || kind == NEED_PROGRAM;
}

bool need_is_known(const char *word)
{
	const char *name;
	const enum need_kind kind = need_kind(word, &name);
	enum bpf_names table;

	if (kind == NEED_NONE)
		return false;
	if (table_of(kind, &table))
		return bpf_names_number(table, name) >= 0;
	return kind == NEED_CONFIG ? is_option(name) : is_btf_name(name);
}

const char *need_question(char *ret, size_t size, const char *word)
{
	const char *name;
	const enum need_kind kind = need_kind(word, &name);
	enum bpf_names table;
	char text[32];

	if (kind != NEED_NONE && table_of(kind, &table))
		return bpf_names_question(ret, size, table, name);
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(word, ":"), word);
	return kind != NEED_NONE ? (*ret = '\0', ret)
				 : nearest_question(ret, size, text, kinds, NEED_KINDS);
}
