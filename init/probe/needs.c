// SPDX-License-Identifier: GPL-2.0-only
#include "probe/needs.h"
#include "verdict/nearest.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))
#define KFUNC_TAG     "bpf_kfunc"

static int cannot_tell(int err, char *why, size_t why_size, const char *what)
{
	snprintf(why, why_size, "%s", what);
	return -err;
}

const struct btf *needs_kernel_btf(void)
{
	return btf__load_vmlinux_btf(); /* kernel-btf.c keeps it */
}

static int ask_btf(const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	const struct btf *btf = needs_kernel_btf();

	(void)program;
	if (!btf)
		return cannot_tell(ENOTSUP, why, why_size, "this kernel has no BTF to look in");
	return btf__find_by_name(btf, name) > 0;
}

/*
 * The functions that are tagged as kfuncs, in the BTF of kernels that tag them (6.10 and later,
 * made by pahole 1.26 and later): their number; 0 where this kernel's are not.  Whether @id is one
 * of them.
 */
static size_t tagged_kfuncs(const struct btf *btf, int id, bool *ret_is)
{
	size_t count = 0;

	*ret_is = false;
	for (__u32 i = 1; i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *tag = btf_is_decl_tag(t) ? btf__name_by_offset(btf, t->name_off) : NULL;
		if (!tag || strcmp(tag, KFUNC_TAG) != 0)
			continue;
		count++;
		*ret_is |= (int)t->type == id;
	}
	return count;
}

size_t needs_kfuncs(void)
{
	bool ignored;

	return needs_kernel_btf() ? tagged_kfuncs(needs_kernel_btf(), 0, &ignored) : 0;
}

/* In a BTF without such tags it is one where it is a function. */
static int ask_kfunc(
	const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	const struct btf *btf = needs_kernel_btf();
	bool is_one;

	(void)program;
	if (!btf)
		return cannot_tell(ENOTSUP, why, why_size, "this kernel has no BTF to look in");
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);
	if (id <= 0)
		return 0;
	return tagged_kfuncs(btf, id, &is_one) ? is_one : 1;
}

/*
 * The numbers of helpers are for ever, and new ones are not made: those of 6.2 are all
 * (Documentation/bpf/bpf_design_QA).
 */
const char *needs_helper_name(int number)
{
#define HELPER(name_) "bpf_" #name_
	static const char *const names[] = {__BPF_FUNC_MAPPER(HELPER)};

	switch (number) {
	case 210:
		return "bpf_cgrp_storage_get";
	case 211:
		return "bpf_cgrp_storage_delete";
	default:
		return number > 0 && number < (int)ARRAY_SIZE(names) ? names[number] : NULL;
	}
}

static int helper_number(const char *name)
{
	for (int number = 1; number < NEEDS_HELPERS; number++) {
		const char *known = needs_helper_name(number);
		if (known && strcmp(known, name) == 0)
			return number;
	}
	return -1;
}

/*
 * A program of this type that only calls it.  It is refused either way, most helpers wanting
 * arguments: the verifier's words tell whether for being unknown (kernel/bpf/verifier.c,
 * check_helper_call(); the words changed with 6.11).
 */
int needs_has_helper(const struct program_kind *kind, int number)
{
	static const char *const unknown[] = {
		"invalid func ", "unknown func ", "program of this type cannot use helper "};
	const struct bpf_insn insns[] = {
		{.code = BPF_JMP | BPF_CALL, .imm = number},
		{.code = BPF_JMP | BPF_EXIT},
	};
	char log[4096] = "";
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = sizeof(log),
		.log_level = 1, .expected_attach_type = kind->attach, .attach_btf_id = kind->btf_id,
		.prog_flags = kind->sleepable ? BPF_F_SLEEPABLE : 0);
	int fd = bpf_prog_load(kind->type, NULL, "GPL", insns, ARRAY_SIZE(insns), &opts);

	if (fd >= 0) {
		close(fd);
		return 1;
	}
	if (!strstr(log, "call "))
		return -ENOTSUP;
	for (size_t i = 0; i < ARRAY_SIZE(unknown); i++)
		if (strstr(log, unknown[i]))
			return 0;
	return 1;
}

static int ask_helper(
	const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	struct program_kind kind = {.type = bpf_program__type(program),
		.attach = bpf_program__expected_attach_type(program)};
	const char *section = bpf_program__section_name(program), *slash = strrchr(section, '/');
	const size_t section_len = strcspn(section, "/");
	int number = helper_number(name);

	if (number < 0)
		return cannot_tell(EINVAL, why, why_size, "there is no helper of that name");
	kind.sleepable = kind.type == BPF_PROG_TYPE_SYSCALL ||
			 (section_len > 2 && strncmp(section + section_len - 2, ".s", 2) == 0);
	if (slash && (kind.type == BPF_PROG_TYPE_TRACING || kind.type == BPF_PROG_TYPE_LSM)) {
		int id = libbpf_find_vmlinux_btf_id(slash + 1, kind.attach);
		if (id > 0)
			kind.btf_id = (__u32)id;
	}
	int r = needs_has_helper(&kind, number);
	if (r >= 0)
		return r;
	/* a kernel without such programs has no helpers for them */
	return needs_has_program(kind.type) == 0
		       ? 0
		       : cannot_tell(ENOTSUP, why, why_size,
				 "there is no asking for the helpers of such a program");
}

/*
 * Map types of later releases than libbpf knows, with what makes one: kernel/bpf/bpf_insn_array.c
 * (6.19) and hashtab.c (7.2), insn_array_alloc_check() and rhtab_map_alloc_check().
 */
static const struct late_map {
	int type;
	const char *name;
	__u32 value_size, flags;
} late_maps[] = {
	{34, "insn_array", 16, 0},
	{35, "rhash", 8, BPF_F_NO_PREALLOC},
};

static const struct late_map *late_map(int type)
{
	for (size_t i = 0; i < ARRAY_SIZE(late_maps); i++)
		if (late_maps[i].type == type)
			return &late_maps[i];
	return NULL;
}

const char *needs_map_name(int type)
{
	const char *name = libbpf_bpf_map_type_str((enum bpf_map_type)type);
	const struct late_map *late = name ? NULL : late_map(type);

	return late ? late->name : name;
}

int needs_has_map(int type)
{
	const struct late_map *late = late_map(type);
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = late ? late->flags : 0);

	if (late) {
		int fd = bpf_map_create(
			(enum bpf_map_type)type, "probed", 4, late->value_size, 1, &opts);
		if (fd >= 0)
			close(fd);
		return fd >= 0 ? 1 : fd == -EINVAL ? 0 : fd;
	}
	int r = libbpf_probe_bpf_map_type((enum bpf_map_type)type, NULL);
	/* libbpf asks for these with a flag of 6.9 */
	if (r == 0 && type == BPF_MAP_TYPE_STRUCT_OPS)
		return needs_kernel_btf()
			       ? btf__find_by_name(needs_kernel_btf(), "bpf_struct_ops_map") > 0
			       : -ENOTSUP;
	return r;
}

const char *needs_program_name(int type)
{
	return libbpf_bpf_prog_type_str((enum bpf_prog_type)type);
}

int needs_has_program(int type)
{
	return libbpf_probe_bpf_prog_type((enum bpf_prog_type)type, NULL);
}

/* The number of the type that is called so; 0 where none is. */
static int type_called(const char *name, const char *(*name_of)(int type))
{
	for (int type = 1; type < NEEDS_TYPES; type++) {
		const char *known = name_of(type);
		if (known && strcmp(known, name) == 0)
			return type;
	}
	return 0;
}

/*
 * A socket filter that only makes this call: what the verifier says of it, in @log; whether it took
 * it.
 */
static bool take_call(__u8 src_reg, __s32 imm, char *log, size_t size)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_JMP | BPF_CALL, .src_reg = src_reg, .imm = imm},
		{.code = BPF_JMP | BPF_EXIT},
	};
	LIBBPF_OPTS(
		bpf_prog_load_opts, opts, .log_buf = log, .log_size = (__u32)size, .log_level = 1);

	*log = '\0';
	int fd = bpf_prog_load(
		BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", insns, ARRAY_SIZE(insns), &opts);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int needs_helper_at_all(int number)
{
	char log[4096];

	if (take_call(0, number, log, sizeof(log)))
		return 1;
	/*
	 * a number past the last is told before the type is looked at: kernel/bpf/verifier.c,
	 * check_helper_call()
	 */
	if (strstr(log, "invalid func "))
		return 0;
	return *log ? 1 : -ENOTSUP;
}

const char *needs_kernel_function(int number)
{
	const struct btf *btf = needs_kernel_btf();
	const struct btf_type *t = btf && number > 0 ? btf__type_by_id(btf, (__u32)number) : NULL;

	return t && btf_is_func(t) ? btf__name_by_offset(btf, t->name_off) : NULL;
}

int needs_kfunc_calls(void)
{
	char log[4096];

	if (take_call(BPF_PSEUDO_KFUNC_CALL, 0, log, sizeof(log)))
		return 1;
	/*
	 * before 5.13 (e6ac2450d6de) it is any call with a source register: kernel/bpf/verifier.c,
	 * do_check()
	 */
	if (strstr(log, "BPF_CALL uses reserved fields"))
		return 0;
	return *log ? 1 : -ENOTSUP;
}

static int ask_map(const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	int type = type_called(name, needs_map_name);

	(void)program;
	if (!type)
		return cannot_tell(EINVAL, why, why_size, "there is no map type of that name");
	int r = needs_has_map(type);
	return r < 0 ? cannot_tell(-r, why, why_size, "libbpf cannot ask for it") : r;
}

static int ask_program(
	const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	int type = type_called(name, needs_program_name);

	(void)program;
	if (!type)
		return cannot_tell(EINVAL, why, why_size, "there is no program type of that name");
	int r = needs_has_program(type);
	return r < 0 ? cannot_tell(-r, why, why_size, "libbpf cannot ask for it") : r;
}

static const struct kind {
	const char *name;
	int (*ask)(const struct bpf_program *program, const char *name, char *why, size_t why_size);
} kinds[] = {
	{"btf", ask_btf},
	{"helper", ask_helper},
	{"kfunc", ask_kfunc},
	{"map", ask_map},
	{"program", ask_program},
};

static const struct kind *kind_of(const char *what)
{
	const char *colon = strchr(what, ':');

	for (size_t i = 0; colon && colon[1] && i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i].name) == (size_t)(colon - what) &&
			strncmp(kinds[i].name, what, (size_t)(colon - what)) == 0)
			return &kinds[i];
	return NULL;
}

/*
 * Names of what kernels may have that are known to all who ask; others are the kernel's own affair.
 */
static bool is_name(const struct kind *kind, const char *name)
{
	if (kind->ask == ask_helper)
		return helper_number(name) > 0;
	if (kind->ask == ask_map || kind->ask == ask_program)
		return type_called(name,
			       kind->ask == ask_map ? needs_map_name : needs_program_name) > 0;
	return kind->ask == ask_btf || kind->ask == ask_kfunc;
}

bool needs_is_question(const char *what)
{
	const struct kind *kind = kind_of(what);

	return kind && is_name(kind, strchr(what, ':') + 1);
}

const char *needs_nearest(char *ret, size_t size, const char *what)
{
	const struct kind *kind = kind_of(what);
	const char *names[NEEDS_HELPERS], *name = kind ? strchr(what, ':') + 1 : what;
	char word[32];
	size_t n = 0;

	_Static_assert(NEEDS_TYPES <= NEEDS_HELPERS, "names of all types");
	for (size_t i = 0; !kind && i < ARRAY_SIZE(kinds); i++)
		names[n++] = kinds[i].name;
	for (int i = 1; kind && i < NEEDS_HELPERS; i++) {
		const char *known = kind->ask == ask_helper		      ? needs_helper_name(i)
				    : kind->ask == ask_map && i < NEEDS_TYPES ? needs_map_name(i)
				    : kind->ask == ask_program && i < NEEDS_TYPES
					    ? needs_program_name(i)
					    : NULL;
		if (known)
			names[n++] = known;
	}
	if (kind)
		return nearest_question(ret, size, name, names, n);
	snprintf(word, sizeof(word), "%.*s",
		(int)strcspn(what, ":") < 31 ? (int)strcspn(what, ":") : 31, what);
	return nearest_question(ret, size, word, names, n);
}

int needs_ask(const struct bpf_program *program, const char *what, char *why, size_t why_size)
{
	const struct kind *kind = kind_of(what);

	if (!kind)
		return cannot_tell(EINVAL, why, why_size, "no such kind of need");
	return kind->ask(program, strchr(what, ':') + 1, why, why_size);
}

const char *needs_unknown_helper(const struct bpf_program *program)
{
	const struct bpf_insn *insns = bpf_program__insns(program);

	for (size_t i = 0; i < bpf_program__insn_cnt(program); i++) {
		bool calls = insns[i].code == (BPF_JMP | BPF_CALL) && insns[i].src_reg == 0;
		const char *name = calls ? needs_helper_name(insns[i].imm) : NULL;
		if (name && needs_helper_at_all(insns[i].imm) == 0)
			return name;
	}
	return NULL;
}
