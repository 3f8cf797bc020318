// SPDX-License-Identifier: GPL-2.0-only
#include "probe/needs.h"
#include "probe/has.h"
#include "probe/kernel-config.h"
#include "probe/kfuncs.h"
#include "probe/names.h"
#include "verdict/bpf-names.h"
#include "verdict/need-words.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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

static int ask_config(
	const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	const char value = kernel_config_value(name + strlen("CONFIG_"));

	(void)program;
	if (!value)
		return fail(ENOTSUP, why, why_size, "the kernel's configuration cannot be read");
	return value != 'n';
}

static int ask_helper_at_all(int number, char *why, size_t why_size)
{
	const int r = has_helper_at_all(number);

	return r < 0 ? fail(-r, why, why_size, "the kernel does not say which helpers it has") : r;
}

static int ask_helper(
	const struct bpf_program *program, const char *name, char *why, size_t why_size)
{
	int number = names_helper_number(name);

	if (number < 0)
		return fail(EINVAL, why, why_size, "there is no helper of that name");
	if (!program)
		return ask_helper_at_all(number, why, why_size);
	const struct program_kind kind = needs_kind(program);
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

int needs_ask(const struct bpf_program *program, const char *what, char *why, size_t why_size)
{
	static int (*const asks[NEED_KINDS])(
		const struct bpf_program *program, const char *name, char *why, size_t why_size) = {
		[NEED_BTF] = ask_btf,
		[NEED_CONFIG] = ask_config,
		[NEED_HELPER] = ask_helper,
		[NEED_KFUNC] = ask_kfunc,
		[NEED_MAP] = ask_map,
		[NEED_PROGRAM] = ask_program,
	};
	const char *name;
	const enum need_kind kind = need_kind(what, &name);

	if (kind == NEED_NONE)
		return fail(EINVAL, why, why_size, "no such kind of need");
	return asks[kind](program, name, why, why_size);
}

const char *needs_unknown_helper(const struct bpf_program *program)
{
	const char *first = NULL;
	signed char known[BPF_NAMES_HELPERS] = {0}; /* 1: the kernel has it, or does not say */
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
