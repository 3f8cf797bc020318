// SPDX-License-Identifier: GPL-2.0-only
#include "probe/survey.h"
#include "libbpf-setup.h"
#include "probe/has.h"
#include "probe/kfuncs.h"
#include "probe/names.h"
#include "send.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <zlib.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))
#define KINDS	      10
#define NAMES_MAX                                                                                  \
	48 /* in one record, which holds 4 KiB: the longest helper's name has 32 bytes             \
	    */

/* Takes @features. */
static void tell_some(json_t *features)
{
	struct record r;

	record_init(&r, RECORD_FEATURES);
	r.features = features;
	if (!features)
		_exit(1);
	send_record(&r);
	record_clear(&r);
}

/* An array that grows in as many records as it takes: under @key, or there under @inner. */
struct list {
	const char *key, *inner;
	json_t *names;
};

static void list_tell(struct list *l)
{
	tell_some(l->inner ? json_pack("{s:{s:o}}", l->key, l->inner, l->names)
			   : json_pack("{s:o}", l->key, l->names));
	l->names = NULL;
}

static void list_add(struct list *l, const char *name)
{
	if (!l->names)
		l->names = json_array();
	json_array_append_new(l->names, json_string(name));
	if (json_array_size(l->names) == NAMES_MAX)
		list_tell(l);
}

/* Told too where it is empty: that was found out. */
static void list_end(struct list *l, bool told)
{
	if (!l->names && !told)
		l->names = json_array();
	if (l->names)
		list_tell(l);
}

static void survey_types(const char *key, const char *(*name_of)(int type), int (*has)(int type))
{
	struct list l = {.key = key};

	for (int type = 1; type < NAMES_TYPES; type++)
		if (name_of(type) && has(type) == 1)
			list_add(&l, name_of(type));
	list_end(&l, false);
}

/*
 * What programs of @type cannot be loaded without, or are more by: as in these sections, on
 * something that every kernel with such has. A helper may be for those alone that may sleep, or
 * iterate.
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

/* Whether programs of any of these kinds may call it; -ENOTSUP where none of them can be asked. */
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
 * Of some the kernel does not tell: freplace's are its target's, struct_ops' those of the
 * structure.
 */
static void survey_helpers(int type)
{
	struct program_kind kinds[KINDS];
	const size_t n = kinds_of(kinds, (enum bpf_prog_type)type);
	struct list l = {.key = "helpers", .inner = names_program(type)};
	bool told = false;

	if (!l.inner || has_program_type(type) != 1)
		return;
	for (int number = 1; number < NAMES_HELPERS; number++) {
		int has = names_helper(number) ? any_has(kinds, n, number) : 0;
		if (has < 0)
			return;
		if (has)
			list_add(&l, names_helper(number));
		told |= has && !l.names;
	}
	list_end(&l, told);
}

static bool takes(const struct bpf_insn *insns, size_t count)
{
	int fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", insns, count, NULL);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* One instruction of each set of them: Documentation/bpf/standardization/instruction-set.rst. */
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
	struct list l = {.key = "isa"};

	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		const struct bpf_insn program[] = {zero, store, sets[i].insn, zero, end};
		if (takes(program, ARRAY_SIZE(program)))
			list_add(&l, sets[i].name);
	}
	list_end(&l, false);
}

/* Those that decide what BPF there is, or what a program does. */
static const char *const options[] = {
	"BPF",
	"BPF_EVENTS",
	"BPF_JIT",
	"BPF_JIT_ALWAYS_ON",
	"BPF_JIT_DEFAULT_ON",
	"BPF_KPROBE_OVERRIDE",
	"BPF_LSM",
	"BPF_STREAM_PARSER",
	"BPF_SYSCALL",
	"BPF_UNPRIV_DEFAULT_OFF",
	"CGROUPS",
	"CGROUP_BPF",
	"CPU_MITIGATIONS",
	"CRYPTO",
	"DEBUG_INFO_BTF",
	"DEBUG_INFO_BTF_MODULES",
	"DYNAMIC_FTRACE_WITH_DIRECT_CALLS",
	"FPROBE",
	"FTRACE_SYSCALLS",
	"FUNCTION_ERROR_INJECTION",
	"HID_BPF",
	"HZ",
	"IKCONFIG_PROC",
	"KALLSYMS_ALL",
	"KPROBES",
	"KPROBE_EVENTS",
	"LWTUNNEL_BPF",
	"MODULES",
	"NETFILTER_BPF_LINK",
	"NETKIT",
	"NET_ACT_BPF",
	"NET_CLS_BPF",
	"NF_CONNTRACK",
	"PREEMPT",
	"PREEMPT_RT",
	"SCHED_CLASS_EXT",
	"SECURITY_LOCKDOWN_LSM",
	"SMP",
	"TASKS_TRACE_RCU",
	"UPROBE_EVENTS",
	"XDP_SOCKETS",
	"XFRM",
};

static bool is_wanted(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (strcmp(options[i], name) == 0)
			return true;
	return false;
}

/* "CONFIG_HZ=250": its option in @ret, from behind "CONFIG_"; its value, or NULL. */
static const char *parse_option(char *line, const char **ret)
{
	static const char prefix[] = "CONFIG_";
	char *equals = strchr(line, '=');

	line[strcspn(line, "\n")] = '\0';
	if (!equals || strncmp(line, prefix, sizeof(prefix) - 1) != 0)
		return NULL;
	*equals = '\0';
	*ret = line + sizeof(prefix) - 1;
	return equals + 1;
}

/* Where libbpf looks, in its order; what is not set there is "n". */
static void survey_config(void)
{
	char path[128], line[1024];
	const char *name, *value;
	struct utsname u;

	uname(&u);
	snprintf(path, sizeof(path), "/boot/config-%s", u.release);
	gzFile file = gzopen(path, "re");
	if (!file)
		file = gzopen("/proc/config.gz", "re");
	if (!file)
		return;
	json_t *config = json_object();
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		json_object_set_new(config, options[i], json_string("n"));
	while (gzgets(file, line, sizeof(line)))
		if ((value = parse_option(line, &name)) && is_wanted(name) && strlen(value) < 32)
			json_object_set_new(config, name, json_string(value));
	gzclose(file);
	tell_some(json_pack("{s:o}", "config", config));
}

void survey(int fd, int heard)
{
	send_open(fd, heard);
	libbpf_setup();
	survey_types("program_types", names_program, has_program_type);
	survey_types("map_types", names_map, has_map_type);
	survey_isa();
	survey_config();
	const size_t kfuncs = kfuncs_count();
	if (kfuncs)
		tell_some(json_pack("{s:I}", "kfuncs", (json_int_t)kfuncs));
	for (int type = 1; type < NAMES_TYPES; type++)
		survey_helpers(type);
	tell_some(json_pack("{s:s}", SURVEY_END, "whole"));
	_exit(0);
}
