// SPDX-License-Identifier: GPL-2.0-only
#include "probe/helper-kinds.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

size_t helper_kinds_of(struct helper_kind ret[HELPER_KINDS], enum bpf_prog_type type)
{
	static const struct {
		const char *section, *function;
		bool sleepable;
	} with[HELPER_KINDS] = {
		{"cgroup/connect4", NULL, false},
		{"cgroup/getsockopt", NULL, false},
		{"fentry/", "bpf_fentry_test1", false},
		/* on the list of bpf_d_path(): btf_allowlist_d_path in kernel/trace/bpf_trace.c */
		{"fentry/", "filp_close", false},
		/* allows error injection, or is in a set of net/bpf/test_run.c: may sleep */
		{"fentry.s/", "bpf_modify_return_test", true},
		{"iter/", "task", false},
		{"lsm/", "file_open", false},
		{"lsm.s/", "bprm_committed_creds", true},
		{"netfilter", NULL, false},
		{"sk_lookup", NULL, false},
		{"kprobe", NULL, false},
		{"uprobe.s", NULL, true},
	};
	enum bpf_attach_type attach;
	enum bpf_prog_type of;
	size_t n = 0;

	for (size_t i = 0; i < HELPER_KINDS; i++) {
		if (libbpf_prog_type_by_name(with[i].section, &of, &attach) || of != type)
			continue;
		int id =
			with[i].function ? libbpf_find_vmlinux_btf_id(with[i].function, attach) : 0;
		ret[n++] = (struct helper_kind){.kind = {.type = type,
							.attach = attach,
							.btf_id = id > 0 ? (__u32)id : 0,
							.sleepable = with[i].sleepable},
			.section = with[i].section};
	}
	if (!n)
		ret[n++].kind = (struct program_kind){
			.type = type, .sleepable = type == BPF_PROG_TYPE_SYSCALL};
	return n;
}

int kinds_any(const struct helper_kind *kinds, size_t n, kind_question *has, int number)
{
	int any = -ENOTSUP;

	for (size_t i = 0; i < n && any != 1; i++) {
		int r = has(&kinds[i].kind, number);
		any = r > any ? r : any;
	}
	return any;
}

/* An object has many programs that are refused for the same few functions: ask once for each. */
#define ANSWERS_MAX 64

struct answer {
	kind_question *has; /* NULL: none yet */
	int number;
	signed char types[NAMES_TYPES];
};

static bool has_type(int type)
{
	static signed char known[NAMES_TYPES]; /* 1: it has; -1: not; 0: not asked yet */

	if (!known[type])
		known[type] = has_program_type(type) == 1 ? 1 : -1;
	return known[type] == 1;
}

const signed char *kinds_types(kind_question *has, int number)
{
	static struct answer answers[ANSWERS_MAX];
	static size_t next;
	struct helper_kind kinds[HELPER_KINDS] = {0};

	for (size_t i = 0; i < ANSWERS_MAX; i++)
		if (answers[i].has == has && answers[i].number == number)
			return answers[i].types;
	struct answer *answer = &answers[next++ % ANSWERS_MAX];
	signed char *types = answer->types;
	*answer = (struct answer){.has = has, .number = number};
	for (int type = 1; type < NAMES_TYPES; type++) {
		if (!names_program(type) || !has_type(type))
			continue;
		const size_t n = helper_kinds_of(kinds, (enum bpf_prog_type)type);
		types[type] = (signed char)kinds_any(kinds, n, has, number);
		memset(kinds, 0, sizeof(kinds));
	}
	return types;
}
