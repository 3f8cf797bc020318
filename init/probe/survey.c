// SPDX-License-Identifier: GPL-2.0-only
#include "probe/survey.h"
#include "libbpf-setup.h"
#include "probe/has.h"
#include "probe/kfuncs.h"
#include "probe/names.h"
#include "probe/survey-config.h"
#include "send.h"
#include "verdict/features-keys.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))
#define KINDS	      10
/* Names in one record, whose JSON has less than TEXT_SIZE; the longest name of a helper has 32. */
#define NAMES_MAX 48

/* Send @features, and drop the reference to it.  NULL (no memory) ends the survey, incomplete. */
static void send_features(json_t *features)
{
	struct record r;

	record_init(&r, RECORD_FEATURES);
	r.features = features;
	if (!features)
		_exit(1);
	send_record(&r);
	record_clear(&r);
}

/* An array of names, sent in as many records as it needs. */
struct list {
	const char *key;   /* of features, */
	const char *inner; /* and within that; NULL: none */
	json_t *names;	   /* not sent yet; NULL: none */
	bool sent;	   /* some names were */
};

static void list_send(struct list *l)
{
	send_features(l->inner ? json_pack("{s:{s:o}}", l->key, l->inner, l->names)
			       : json_pack("{s:o}", l->key, l->names));
	l->names = NULL;
	l->sent = true;
}

static void list_add(struct list *l, const char *name)
{
	if (!l->names)
		l->names = json_array();
	json_array_append_new(l->names, json_string(name));
	if (json_array_size(l->names) == NAMES_MAX)
		list_send(l);
}

/* Send the rest.  An empty array is sent too: it says that the kernel has none of it. */
static void list_end(struct list *l)
{
	if (!l->names && !l->sent)
		l->names = json_array();
	if (l->names)
		list_send(l);
}

static void survey_types(const char *key, const char *(*name_of)(int type), int (*has)(int type))
{
	struct list l = {.key = key};

	for (int type = 1; type < NAMES_TYPES; type++)
		if (name_of(type) && has(type) == 1)
			list_add(&l, name_of(type));
	list_end(&l);
}

/*
 * The kinds of programs of @type to try a helper with: those of these sections, attached to a
 * function that every kernel with that program type has.  Some types cannot be loaded without an
 * attach type or target; some helpers are allowed to sleepable programs or to iterators alone.
 */
static size_t kinds_of(struct program_kind *ret, enum bpf_prog_type type)
{
	static const struct {
		const char *section, *function;
		bool sleepable;
	} with[KINDS] = {
		{"cgroup/connect4", NULL, false},
		{"cgroup/getsockopt", NULL, false},
		{"fentry/", "bpf_fentry_test1", false},
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

	for (size_t i = 0; i < KINDS; i++) {
		if (libbpf_prog_type_by_name(with[i].section, &of, &attach) || of != type)
			continue;
		int id =
			with[i].function ? libbpf_find_vmlinux_btf_id(with[i].function, attach) : 0;
		ret[n++] = (struct program_kind){.type = type,
			.attach = attach,
			.btf_id = id > 0 ? (__u32)id : 0,
			.sleepable = with[i].sleepable};
	}
	if (!n)
		ret[n++] = (struct program_kind){
			.type = type, .sleepable = type == BPF_PROG_TYPE_SYSCALL};
	return n;
}

/* Whether a program of any of these kinds may call it; -ENOTSUP: none of them can be loaded. */
static int any_has(const struct program_kind *kinds, size_t n, int number)
{
	int has = -ENOTSUP;

	for (size_t i = 0; i < n && has != 1; i++) {
		int r = has_helper(&kinds[i], number);
		has = r > has ? r : has;
	}
	return has;
}

/*
 * Nothing is sent of types whose helpers cannot be found out: those of freplace depend on its
 * target, those of struct_ops on the structure.
 */
static void survey_helpers(int type)
{
	struct program_kind kinds[KINDS];
	const size_t n = kinds_of(kinds, (enum bpf_prog_type)type);
	struct list l = {.key = FEATURES_HELPERS, .inner = names_program(type)};

	if (!l.inner || has_program_type(type) != 1)
		return;
	for (int number = 1; number < NAMES_HELPERS; number++) {
		int has = names_helper(number) ? any_has(kinds, n, number) : 0;
		if (has < 0)
			return;
		if (has)
			list_add(&l, names_helper(number));
	}
	list_end(&l);
}

static bool accepts(const struct bpf_insn *insns, size_t count)
{
	int fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", insns, count, NULL);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* One instruction of each set: Documentation/bpf/standardization/instruction-set.rst. */
static void survey_isa(void)
{
	const struct bpf_insn zero = {.code = BPF_ALU64 | BPF_MOV | BPF_K},
			      end = {.code = BPF_JMP | BPF_EXIT};
	const struct bpf_insn store = {
		.code = BPF_ST | BPF_MEM | BPF_DW, .dst_reg = BPF_REG_10, .off = -8};
	const struct {
		const char *name;
		struct bpf_insn insn;
	} sets[] = {
		{"v1", zero},
		/* r0 <u 0: 4.14 */
		{"v2", {.code = BPF_JMP | BPF_JLT | BPF_K}},
		/* w0 == 0: 5.1 */
		{"v3", {.code = BPF_JMP32 | BPF_JEQ | BPF_K}},
		/* r0 = (s8)r0: 6.6 */
		{"v4", {.code = BPF_ALU64 | BPF_MOV | BPF_X, .off = 8}},
		/* r0 = atomic_fetch_add of it: 5.12 */
		{"atomics", {.code = BPF_STX | BPF_ATOMIC | BPF_DW,
				    .dst_reg = BPF_REG_10,
				    .off = -8,
				    .imm = BPF_ADD | BPF_FETCH}},
		/* BPF_JCOND, 0xe0: 6.9 */
		{"may_goto", {.code = BPF_JMP | 0xe0, .off = 1}},
		/* BPF_LOAD_ACQ, 0x100: 6.15 */
		{"load_acquire", {.code = BPF_STX | BPF_ATOMIC | BPF_DW,
					 .src_reg = BPF_REG_10,
					 .off = -8,
					 .imm = 0x100}},
	};
	struct list l = {.key = FEATURES_ISA};

	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		const struct bpf_insn program[] = {zero, store, sets[i].insn, zero, end};
		if (accepts(program, ARRAY_SIZE(program)))
			list_add(&l, sets[i].name);
	}
	list_end(&l);
}

void survey(int fd, int go)
{
	send_open(fd, go);
	libbpf_setup();
	survey_types(FEATURES_PROGRAM_TYPES, names_program, has_program_type);
	survey_types(FEATURES_MAP_TYPES, names_map, has_map_type);
	survey_isa();
	json_t *config = survey_config();
	if (config)
		send_features(json_pack("{s:o}", FEATURES_CONFIG, config));
	const size_t kfuncs = kfuncs_count();
	if (kfuncs)
		send_features(json_pack("{s:I}", FEATURES_KFUNCS, (json_int_t)kfuncs));
	for (int type = 1; type < NAMES_TYPES; type++)
		survey_helpers(type);
	send_features(json_pack("{s:s}", FEATURES_SURVEY, "whole"));
	_exit(0);
}
