// SPDX-License-Identifier: GPL-2.0-only
#include "needs.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))
#define TYPES	      64  /* more than there are types of maps, or of programs: 34 and 33 in 7.2 */
#define HELPERS	      212 /* and none, which is 0 */
#define KFUNC_TAG     "bpf_kfunc"

static int cannot_tell(int err, char *why, size_t why_size, const char *what)
{
	snprintf(why, why_size, "%s", what);
	return -err;
}

/* The running kernel's own; NULL where it has none or it cannot be read. */
static const struct btf *kernel_btf(void)
{
	static struct btf *btf;
	static bool tried;

	if (!tried)
		btf = btf__load_vmlinux_btf();
	tried = true;
	return btf;
}

static int ask_btf(const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	const struct btf *btf = kernel_btf();

	(void)program;
	if (!btf)
		return cannot_tell(ENOTSUP, why, why_size, "this kernel has no BTF to look in");
	return btf__find_by_name(btf, name) > 0;
}

/*
 * A function is a kfunc where it is tagged as one, in the BTF of kernels that tag them (6.10 and later, made by pahole
 * 1.26 and later); in that of others, where it is a function.
 */
static int ask_kfunc(const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	const struct btf *btf = kernel_btf();
	bool tags = false;

	(void)program;
	if (!btf)
		return cannot_tell(ENOTSUP, why, why_size, "this kernel has no BTF to look in");
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);
	if (id <= 0)
		return 0;
	for (__u32 i = 1; i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *tag = btf_is_decl_tag(t) ? btf__name_by_offset(btf, t->name_off) : NULL;
		if (!tag || strcmp(tag, KFUNC_TAG) != 0)
			continue;
		tags = true;
		if ((int)t->type == id)
			return 1;
	}
	return !tags;
}

/* The numbers of helpers are for ever, and new ones are not made: those of 6.2 are all (Documentation/bpf/bpf_design_QA). */
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
	for (int number = 1; number < HELPERS; number++) {
		const char *known = needs_helper_name(number);
		if (known && strcmp(known, name) == 0)
			return number;
	}
	return -1;
}

/*
 * A program of this type that only calls it.  It is refused either way, most helpers wanting arguments: the verifier's
 * words tell whether for being unknown (kernel/bpf/verifier.c, check_helper_call(); the words changed with 6.11).
 */
static int ask_helper(const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	static const char *const unknown[] = {
		"invalid func ", "unknown func ", "program of this type cannot use helper "};
	int number = helper_number(name);
	const struct bpf_insn insns[] = {
		{.code = BPF_JMP | BPF_CALL, .imm = number},
		{.code = BPF_JMP | BPF_EXIT},
	};
	const enum bpf_prog_type type = bpf_program__type(program);
	const char *section = bpf_program__section_name(program), *slash = strrchr(section, '/');
	const size_t section_len = strcspn(section, "/");
	char log[4096] = "";
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = sizeof(log), .log_level = 1,
		.expected_attach_type = bpf_program__expected_attach_type(program));

	if (number < 0)
		return cannot_tell(EINVAL, why, why_size, "there is no helper of that name");
	if (type == BPF_PROG_TYPE_SYSCALL || (section_len > 2 && strncmp(section + section_len - 2, ".s", 2) == 0))
		opts.prog_flags = BPF_F_SLEEPABLE;
	if (slash && (type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_LSM)) {
		int id = libbpf_find_vmlinux_btf_id(slash + 1, opts.expected_attach_type);
		if (id > 0)
			opts.attach_btf_id = (__u32)id;
	}
	int fd = bpf_prog_load(type, NULL, "GPL", insns, ARRAY_SIZE(insns), &opts);
	if (fd >= 0) {
		close(fd);
		return 1;
	}
	if (!strstr(log, "call ")) /* a kernel without such programs has no helpers for them */
		return libbpf_probe_bpf_prog_type(type, NULL) == 0
			       ? 0
			       : cannot_tell(ENOTSUP, why, why_size,
					 "there is no asking for the helpers of such a program");
	for (size_t i = 0; i < ARRAY_SIZE(unknown); i++)
		if (strstr(log, unknown[i]))
			return 0;
	return 1;
}

static int ask_map(const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	for (int type = 1; type < TYPES; type++) {
		const char *known = libbpf_bpf_map_type_str((enum bpf_map_type)type);
		if (!known || strcmp(known, name) != 0)
			continue;
		int r = libbpf_probe_bpf_map_type((enum bpf_map_type)type, NULL);
		/* libbpf asks for these with a flag of 6.9 */
		if (r == 0 && type == BPF_MAP_TYPE_STRUCT_OPS)
			return ask_btf(program, "bpf_struct_ops_map", why, why_size);
		return r < 0 ? cannot_tell(-r, why, why_size, "libbpf cannot ask for it") : r;
	}
	return cannot_tell(EINVAL, why, why_size, "there is no map type of that name");
}

static int ask_program(const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	(void)program;
	for (int type = 1; type < TYPES; type++) {
		const char *known = libbpf_bpf_prog_type_str((enum bpf_prog_type)type);
		if (!known || strcmp(known, name) != 0)
			continue;
		int r = libbpf_probe_bpf_prog_type((enum bpf_prog_type)type, NULL);
		return r < 0 ? cannot_tell(-r, why, why_size, "libbpf cannot ask for it") : r;
	}
	return cannot_tell(EINVAL, why, why_size, "there is no program type of that name");
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

/* Names of what kernels may have that are known to all who ask; others are the kernel's own affair. */
static bool is_name(const struct kind *kind, const char *name)
{
	if (kind->ask == ask_helper)
		return helper_number(name) > 0;
	for (int type = 1; type < TYPES && (kind->ask == ask_map || kind->ask == ask_program); type++) {
		const char *known = kind->ask == ask_map ? libbpf_bpf_map_type_str((enum bpf_map_type)type)
							 : libbpf_bpf_prog_type_str((enum bpf_prog_type)type);
		if (known && strcmp(known, name) == 0)
			return true;
	}
	return kind->ask == ask_btf || kind->ask == ask_kfunc;
}

bool needs_is_question(const char *what)
{
	const struct kind *kind = kind_of(what);

	return kind && is_name(kind, strchr(what, ':') + 1);
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
	char why[256];

	for (size_t i = 0; i < bpf_program__insn_cnt(program); i++) {
		bool calls = insns[i].code == (BPF_JMP | BPF_CALL) && insns[i].src_reg == 0;
		const char *name = calls ? needs_helper_name(insns[i].imm) : NULL;
		if (name && ask_helper(program, name, why, sizeof(why)) == 0)
			return name;
	}
	return NULL;
}
