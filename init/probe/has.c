// SPDX-License-Identifier: GPL-2.0-only
#include "probe/has.h"
#include "probe/kfuncs.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))
#define LOG_SIZE      4096

/*
 * Map types that libbpf is too old to probe, with the attributes that their alloc_check() demands:
 * insn_array_alloc_check() in kernel/bpf/bpf_insn_array.c (6.19), rhtab_map_alloc_check() in
 * kernel/bpf/hashtab.c (7.2).
 */
static const struct late_map {
	int type;
	__u32 value_size, flags;
} late_maps[] = {
	{34, 16, 0},
	{35, 8, BPF_F_NO_PREALLOC},
};

static int has_late_map(const struct late_map *map)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = map->flags);
	int fd = bpf_map_create(
		(enum bpf_map_type)map->type, "probed", 4, map->value_size, 1, &opts);

	if (fd >= 0)
		close(fd);
	return fd >= 0 ? 1 : fd == -EINVAL ? 0 : fd;
}

int has_map_type(int type)
{
	for (size_t i = 0; i < ARRAY_SIZE(late_maps); i++)
		if (late_maps[i].type == type)
			return has_late_map(&late_maps[i]);
	int r = libbpf_probe_bpf_map_type((enum bpf_map_type)type, NULL);
	/* libbpf probes struct_ops maps with a flag that kernels before 6.9 refuse */
	if (r == 0 && type == BPF_MAP_TYPE_STRUCT_OPS) {
		const struct btf *btf = kfuncs_kernel_btf();
		return btf ? btf__find_by_name(btf, "bpf_struct_ops_map") > 0 : -ENOTSUP;
	}
	return r;
}

int has_program_type(int type)
{
	return libbpf_probe_bpf_prog_type((enum bpf_prog_type)type, NULL);
}

/* Load a program of @kind, and close it.  -errno; @log (LOG_SIZE bytes): "" where it wrote none. */
static int load_insns(
	const struct program_kind *kind, const struct bpf_insn *insns, size_t count, char *log)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = LOG_SIZE, .log_level = 1,
		.expected_attach_type = kind->attach, .attach_btf_id = kind->btf_id,
		.prog_flags = kind->sleepable ? BPF_F_SLEEPABLE : 0);

	*log = '\0';
	const int fd = bpf_prog_load(kind->type, NULL, "GPL", insns, count, &opts);
	if (fd >= 0)
		close(fd);
	return fd;
}

/*
 * Load a program of @kind that makes one call and exits.  Most helpers need arguments, so it is
 * refused either way; @log (LOG_SIZE bytes) tells why.  Whether it was accepted.
 */
static bool load_call(const struct program_kind *kind, __u8 src_reg, __s32 imm, char *log)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_JMP | BPF_CALL, .src_reg = src_reg, .imm = imm},
		{.code = BPF_JMP | BPF_EXIT},
	};

	return load_insns(kind, insns, ARRAY_SIZE(insns), log) >= 0;
}

/*
 * bpf_prog_load_check_attach() in kernel/bpf/syscall.c, and for programs with an attach target
 * bpf_check_attach_target() in kernel/bpf/verifier.c
 */
int has_kind(const struct program_kind *kind)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K},
		{.code = BPF_JMP | BPF_EXIT},
	};
	char log[LOG_SIZE];
	const int fd = load_insns(kind, insns, ARRAY_SIZE(insns), log);

	return fd >= 0 || *log ? 1 : fd == -EINVAL ? 0 : fd;
}

static const struct program_kind socket_filter = {.type = BPF_PROG_TYPE_SOCKET_FILTER};

/*
 * check_helper_call() in kernel/bpf/verifier.c; its messages changed in 6.11.  The last is of a
 * helper with a list of attach targets (struct bpf_func_proto, allowed).
 */
int has_helper(const struct program_kind *kind, int number)
{
	static const char *const missing[] = {"invalid func ", "unknown func ",
		"program of this type cannot use helper ", "helper call is not allowed in probe"};
	char log[LOG_SIZE];

	if (load_call(kind, 0, number, log))
		return 1;
	if (!strstr(log, "call "))
		return -ENOTSUP;
	for (size_t i = 0; i < ARRAY_SIZE(missing); i++)
		if (strstr(log, missing[i]))
			return 0;
	return 1;
}

/* check_kfunc_call() in kernel/bpf/verifier.c */
int has_kfunc(const struct program_kind *kind, int id)
{
	char log[LOG_SIZE];

	if (load_call(kind, BPF_PSEUDO_KFUNC_CALL, id, log))
		return 1;
	return strstr(log, "call ") ? !strstr(log, " is not allowed") : -ENOTSUP;
}

/*
 * check_helper_call() in kernel/bpf/verifier.c looks at the helper's number before it looks at the
 * program's type.
 */
int has_helper_at_all(int number)
{
	char log[LOG_SIZE];

	if (load_call(&socket_filter, 0, number, log))
		return 1;
	if (strstr(log, "invalid func "))
		return 0;
	return *log ? 1 : -ENOTSUP;
}

int has_kfunc_calls(void)
{
	char log[LOG_SIZE];

	if (load_call(&socket_filter, BPF_PSEUDO_KFUNC_CALL, 0, log))
		return 1;
	/*
	 * do_check() in kernel/bpf/verifier.c, before 5.13 (e6ac2450d6de): any call instruction
	 * with a source register
	 */
	if (strstr(log, "BPF_CALL uses reserved fields"))
		return 0;
	return *log ? 1 : -ENOTSUP;
}

/* bpf_check_attach_target() in kernel/bpf/verifier.c looks the name up among the symbols. */
int has_address(__u32 btf_id)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	char log[LOG_SIZE] = "";
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = LOG_SIZE, .log_level = 1,
		.expected_attach_type = BPF_TRACE_FENTRY, .attach_btf_id = btf_id);
	int fd = bpf_prog_load(BPF_PROG_TYPE_TRACING, NULL, "GPL", insns, ARRAY_SIZE(insns), &opts);

	if (fd >= 0)
		close(fd);
	return fd >= 0 ? 1 : strstr(log, "The address of function ") ? 0 : -ENOTSUP;
}
