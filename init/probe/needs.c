// SPDX-License-Identifier: GPL-2.0-only
#include "probe/needs.h"
#include "probe/has.h"
#include "probe/kfuncs.h"
#include "probe/names.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static int fail(int err, char *why, size_t why_size, const char *what)
{
	snprintf(why, why_size, "%s", what);
	return -err;
}

static int ask_btf(const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	const struct btf *btf = kfuncs_kernel_btf();

	(void)program;
	if (!btf)
		return fail(ENOTSUP, why, why_size, "this kernel has no BTF to look in");
	return btf__find_by_name(btf, name) > 0;
}

static int ask_kfunc(
	const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	int r = kfuncs_has(name);

	(void)program;
	return r < 0 ? fail(-r, why, why_size, "this kernel has no BTF to look in") : r;
}

struct program_kind needs_kind(const struct bpf_program *program)
{
	const char *section = bpf_program__section_name(program), *slash = strrchr(section, '/');
	const size_t len = strcspn(section, "/");
	struct program_kind kind = {
		.type = bpf_program__type(program),
		.attach = bpf_program__expected_attach_type(program),
	};

	kind.sleepable = kind.type == BPF_PROG_TYPE_SYSCALL ||
			 (len > 2 && strncmp(section + len - 2, ".s", 2) == 0);
	if (slash && (kind.type == BPF_PROG_TYPE_TRACING || kind.type == BPF_PROG_TYPE_LSM)) {
		int id = libbpf_find_vmlinux_btf_id(slash + 1, kind.attach);
		if (id > 0)
			kind.btf_id = (__u32)id;
	}
	return kind;
}

static int ask_helper(
	const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	const struct program_kind kind = needs_kind(program);
	int number = names_helper_number(name);

	if (number < 0)
		return fail(EINVAL, why, why_size, "there is no helper of that name");
	int r = has_helper(&kind, number);
	if (r >= 0)
		return r;
	/* a kernel without the program type has no helpers for it */
	if (has_program_type(kind.type) == 0)
		return 0;
	return fail(
		ENOTSUP, why, why_size, "such a program cannot be loaded to ask for its helpers");
}

static int ask_map(const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	int type = names_map_type(name);

	(void)program;
	if (!type)
		return fail(EINVAL, why, why_size, "there is no map type of that name");
	int r = has_map_type(type);
	return r < 0 ? fail(-r, why, why_size, "libbpf cannot ask for it") : r;
}

static int ask_program(
	const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	int type = names_program_type(name);

	(void)program;
	if (!type)
		return fail(EINVAL, why, why_size, "there is no program type of that name");
	int r = has_program_type(type);
	return r < 0 ? fail(-r, why, why_size, "libbpf cannot ask for it") : r;
}

/*
 * name_of: the names that a question of this kind may have, by their numbers below @count.  NULL:
 * any name, for which names there are depends on the kernel.
 */
static const struct kind {
	const char *name;
	int (*ask)(const struct bpf_program *program, const char *name, char *why, size_t why_size);
	const char *(*name_of)(int number);
	int count;
} kinds[] = {
	{"btf", ask_btf, NULL, 0},
	{"helper", ask_helper, names_helper, NAMES_HELPERS},
	{"kfunc", ask_kfunc, NULL, 0},
	{"map", ask_map, names_map, NAMES_TYPES},
	{"program", ask_program, names_program, NAMES_TYPES},
};

/* The kind of a question "KIND:NAME"; NULL: it has none, or no name. */
static const struct kind *kind_of(const char *what)
{
	const char *colon = strchr(what, ':');

	for (size_t i = 0; colon && colon[1] && i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i].name) == (size_t)(colon - what) &&
			strncmp(kinds[i].name, what, (size_t)(colon - what)) == 0)
			return &kinds[i];
	return NULL;
}

bool needs_is_question(const char *what)
{
	const struct kind *kind = kind_of(what);

	if (!kind || !kind->name_of)
		return kind;
	for (int i = 1; i < kind->count; i++) {
		const char *known = kind->name_of(i);
		if (known && strcmp(known, strchr(what, ':') + 1) == 0)
			return true;
	}
	return false;
}

static const char *nearest_kind(char *ret, size_t size, const char *what)
{
	const char *names[ARRAY_SIZE(kinds)];
	char word[32];

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		names[i] = kinds[i].name;
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(what, ":"), what);
	return nearest_question(ret, size, word, names, ARRAY_SIZE(kinds));
}

const char *needs_nearest(char *ret, size_t size, const char *what)
{
	const struct kind *kind = kind_of(what);
	const char *names[NAMES_HELPERS];
	size_t n = 0;

	_Static_assert(NAMES_TYPES <= NAMES_HELPERS, "names of all types");
	if (!kind)
		return nearest_kind(ret, size, what);
	for (int i = 1; i < kind->count; i++) {
		const char *known = kind->name_of(i);
		if (known)
			names[n++] = known;
	}
	return nearest_question(ret, size, strchr(what, ':') + 1, names, n);
}

int needs_ask(const struct bpf_program *program, const char *what, char *why, size_t why_size)
{
	const struct kind *kind = kind_of(what);

	if (!kind)
		return fail(EINVAL, why, why_size, "no such kind of need");
	return kind->ask(program, strchr(what, ':') + 1, why, why_size);
}

const char *needs_unknown_helper(const struct bpf_program *program)
{
	const char *first = NULL;
	signed char known[NAMES_HELPERS] = {0}; /* 1: the kernel has it, or does not say */
	const struct bpf_insn *insns = bpf_program__insns(program);

	for (size_t i = 0; i < bpf_program__insn_cnt(program); i++) {
		bool calls = insns[i].code == (BPF_JMP | BPF_CALL) && insns[i].src_reg == 0;
		const char *name = calls ? names_helper(insns[i].imm) : NULL;
		if (!name || known[insns[i].imm])
			continue;
		known[insns[i].imm] = 1; /* each helper is asked for once */
		if (has_helper_at_all(insns[i].imm) != 0)
			continue;
		if (names_takes_callback(name))
			return name;
		first = first ? first : name;
	}
	return first;
}
