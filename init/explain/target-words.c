// SPDX-License-Identifier: GPL-2.0-only
#include "explain/target-words.h"
#include "explain/similar.h"
#include "mounts.h"
#include "probe/kallsyms.h"
#include "probe/kernel-config.h"
#include "probe/kfuncs.h"
#include "verdict/releases.h"

#include <bpf/btf.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEAREST_SIZE 160
/* Of all symbols, for one object: each takes most of a second under TCG. */
#define SEARCHES_MAX 64

static void add(char *ret, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Append what fits as a whole. */
static void add(char *ret, size_t size, const char *format, ...)
{
	const size_t len = strlen(ret);
	va_list args;

	va_start(args, format);
	const int n = vsnprintf(ret + len, size - len, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= size - len)
		ret[len] = '\0';
}

static bool has_btf(const char *name, __u32 kind)
{
	const struct btf *btf = kfuncs_kernel_btf();

	return btf && btf__find_by_name_kind(btf, name, kind) > 0;
}

static bool is_traceable(const char *name)
{
	return kfuncs_is_function(name);
}

static bool has_prefixed(const char *prefix, const char *name, __u32 kind)
{
	char whole[256];

	return (size_t)snprintf(whole, sizeof(whole), "%s%s", prefix, name) < sizeof(whole) &&
	       has_btf(whole, kind);
}

int target_has_tracepoint(const char *name)
{
	return kfuncs_kernel_btf() ? has_prefixed("btf_trace_", name, BTF_KIND_TYPEDEF) : -1;
}

/* Its function is called __x64_sys_openat on one architecture, and otherwise on others. */
int target_has_syscall(const char *name)
{
	const struct btf *btf = kfuncs_kernel_btf();
	char end[128];
	const int len = snprintf(end, sizeof(end), "_sys_%.96s", name);

	for (__u32 i = 1; btf && i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *have = btf_is_func(t) ? btf__name_by_offset(btf, t->name_off) : "";
		const size_t at = strlen(have);
		if (at >= (size_t)len && strcmp(have + at - (size_t)len, end) == 0)
			return 1;
	}
	return kallsyms_has("_stext") < 0 ? -1 : kallsyms_ending(end) != NULL;
}

/* "", or that modules may have it.  A kernel without CONFIG_MODULES has no load_module(). */
static const char *of_modules(void)
{
	return kallsyms_has("load_module") == 0
		       ? ""
		       : "; a module may have it, and the guest loads none";
}

static bool has_function(const char *name, bool wants_btf)
{
	return name && kallsyms_has(name) == 1 && (!wants_btf || is_traceable(name));
}

/*
 * What the kernel has in place of function @name, by the table: what it became, or on an older
 * kernel what it was before.  NULL: nothing.
 */
static const char *find_heir(const char *name, bool wants_btf)
{
	size_t count;
	const struct target_heir *all = target_heirs(&count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i].name, name) == 0 && has_function(all[i].function, wants_btf))
			return all[i].function;
	for (size_t i = 0; i < count; i++)
		if (all[i].function && strcmp(all[i].function, name) == 0 &&
			has_function(all[i].name, wants_btf))
			return all[i].name;
	return NULL;
}

/* False: nothing is known of it. */
static bool add_heir(char *ret, size_t size, const char *name, bool wants_btf)
{
	size_t count;
	const struct target_heir *all = target_heirs(&count);
	const char *function = find_heir(name, wants_btf), *tracepoint = NULL, *said = NULL;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(all[i].name, name) != 0)
			continue;
		if (all[i].tracepoint && target_has_tracepoint(all[i].tracepoint) == 1)
			tracepoint = all[i].tracepoint;
		said = all[i].said;
	}
	if (function)
		add(ret, size, "; in its place: %s", function);
	if (tracepoint)
		add(ret, size, "%stracepoint %s",
			function ? ", or " : "; in its place: ", tracepoint);
	if (said)
		add(ret, size, "; %s", said);
	return function || tracepoint || said;
}

/* Not what the compiler put before or out of a function: since 6.4 x86 has __pfx_ symbols. */
static bool is_function(const char *name)
{
	return strncmp(name, "__pfx_", 6) != 0 && strncmp(name, "__cfi_", 6) != 0 &&
	       strncmp(name, "__bpf_trace_", 12) != 0 && !strstr(name, ".cold");
}

static void add_similar(char *ret, size_t size, const char *name, bool wants_btf)
{
	const char *similar[SIMILAR_MAX];
	char list[NEAREST_SIZE];
	size_t count;
	static int searches;

	if (searches++ >= SEARCHES_MAX)
		return;
	const char *const *names = kallsyms_functions(&count);
	if (!names)
		return;
	count = similar_names(similar, name, names, count, wants_btf ? is_traceable : is_function);
	add(ret, size, "%s", similar_list(list, sizeof(list), similar, count));
}

/* The symbol "do_exec.isra.0" that the kernel has in place of do_exec. */
static void say_variant(
	char *ret, size_t size, const char *name, const char *variant, bool wants_btf)
{
	const char *suffix = variant + strlen(name);

	if (strncmp(suffix, ".part.", 6) == 0)
		add(ret, size,
			"this kernel has only a part of %s as a function, %s: the compiler "
			"inlined the rest",
			name, variant);
	else
		add(ret, size,
			"this kernel has %s only as %s, as its compiler made it%s; "
			"SEC(\"kprobe/%s\") names it, and its arguments may differ",
			name, variant, wants_btf ? ", to which fentry cannot attach" : "", variant);
}

static bool add_syscall(char *ret, size_t size, const char *name)
{
	const char *call = strncmp(name, "sys_", 4) == 0 ? name + 4 : NULL;

	if (!call || !*call || target_has_syscall(call) != 1)
		return false;
	add(ret, size,
		"; system calls have the architecture's name in theirs: SEC(\"ksyscall/%s\")",
		call);
	return true;
}

/* Neither a symbol nor a variant of that name. */
static void say_missing(char *ret, size_t size, const char *name, bool wants_btf)
{
	add(ret, size, "the kernel itself has no function %s", name);
	if (add_heir(ret, size, name, wants_btf) || add_syscall(ret, size, name))
		return;
	if (target_has_tracepoint(name) == 1) {
		add(ret, size, "; it has a tracepoint %s: SEC(\"tp_btf/%s\")", name, name);
		return;
	}
	add(ret, size, ": renamed, inlined or gone%s", of_modules());
	add_similar(ret, size, name, wants_btf);
}

void target_function_words(char *ret, size_t size, const char *name, bool wants_btf)
{
	const int has = kallsyms_has(name);
	const char *variant = has == 0 ? kallsyms_variant(name) : NULL;

	*ret = '\0';
	if (has == 1 && wants_btf && !is_traceable(name))
		add(ret, size,
			"this kernel has the function %s, and no BTF for it; "
			"SEC(\"kprobe/%s\") needs none",
			name, name);
	else if (variant)
		say_variant(ret, size, name, variant, wants_btf);
	else if (has == 0)
		say_missing(ret, size, name, wants_btf);
	else if (has < 0 && wants_btf && !is_traceable(name))
		add(ret, size, "this kernel's BTF has no function %s", name);
}

/* The names of BTF that have @kind and begin with @prefix, without it.  The caller frees them. */
static const char **find_prefixed(const char *prefix, __u32 kind, size_t *ret_count)
{
	const struct btf *btf = kfuncs_kernel_btf();
	const __u32 types = btf ? btf__type_cnt(btf) : 0;
	const size_t len = strlen(prefix);
	const char **names = types ? calloc(types, sizeof(*names)) : NULL;

	*ret_count = 0;
	for (__u32 i = 1; names && i < types; i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *name = btf_kind(t) == kind ? btf__name_by_offset(btf, t->name_off) : "";
		if (name && strncmp(name, prefix, len) == 0)
			names[(*ret_count)++] = name + len;
	}
	return names;
}

static size_t add_similar_of(
	char *ret, size_t size, const char *name, const char *prefix, __u32 kind)
{
	const char *similar[SIMILAR_MAX];
	char list[NEAREST_SIZE];
	size_t all;
	const char **names = find_prefixed(prefix, kind, &all);
	const size_t count = similar_names(similar, name, names, all, NULL);

	add(ret, size, "%s", similar_list(list, sizeof(list), similar, count));
	free(names);
	return all;
}

/* "sched/sched_switch", "sched:sched_switch": the event alone is the target. */
static bool say_group(char *ret, size_t size, const char *name)
{
	const char *event = name + strcspn(name, "/:");

	if (!*event || target_has_tracepoint(++event) != 1)
		return false;
	add(ret, size, "the target is the event without its group: %s", event);
	return true;
}

/* A function that an older kernel has, and that a tracepoint tells of on later ones. */
static bool add_told_by(char *ret, size_t size, const char *tracepoint)
{
	size_t count;
	const struct target_heir *all = target_heirs(&count);

	for (size_t i = 0; i < count; i++) {
		if (!all[i].tracepoint || strcmp(all[i].tracepoint, tracepoint) != 0 ||
			!has_function(all[i].name, true))
			continue;
		add(ret, size, "; in its place: SEC(\"fentry/%s\")", all[i].name);
		return true;
	}
	return false;
}

void target_tracepoint_words(char *ret, size_t size, const char *name)
{
	*ret = '\0';
	if (target_has_tracepoint(name) != 0 || say_group(ret, size, name))
		return;
	add(ret, size, "the kernel itself has no tracepoint %s%s", name, of_modules());
	if (strncmp(name, "sys_enter_", 10) == 0 || strncmp(name, "sys_exit_", 9) == 0)
		add(ret, size, "; of a single system call there is SEC(\"tp/syscalls/%s\")", name);
	else if (kallsyms_has(name) == 1 && is_traceable(name))
		add(ret, size, "; it has a function %s: SEC(\"fentry/%s\")", name, name);
	else if (!add_told_by(ret, size, name))
		add_similar_of(ret, size, name, "btf_trace_", BTF_KIND_TYPEDEF);
}

/* Whether the kernel has the event "GROUP/NAME"; -1: its events cannot be read. */
static int has_event(const char *target)
{
	char path[256];

	if (access(EVENTS_DIRECTORY "/header_page", F_OK) != 0 ||
		(size_t)snprintf(path, sizeof(path), EVENTS_DIRECTORY "/%s/format", target) >=
			sizeof(path))
		return -1;
	return access(path, F_OK) == 0;
}

/* The event @name is of another group. */
static bool say_other_group(char *ret, size_t size, const char *name)
{
	DIR *dir = opendir(EVENTS_DIRECTORY);
	const struct dirent *e;
	bool found = false;
	char target[256];

	while (dir && !found && (e = readdir(dir)))
		found = *e->d_name != '.' &&
			(size_t)snprintf(target, sizeof(target), "%s/%s", e->d_name, name) <
				sizeof(target) &&
			has_event(target) == 1;
	if (found)
		add(ret, size, "the event %s is of another group in this kernel: SEC(\"tp/%s\")",
			name, target);
	if (dir)
		closedir(dir);
	return found;
}

void target_event_words(char *ret, size_t size, const char *target)
{
	const char *event = strchr(target, '/');
	const int has = event ? has_event(target) : 1;
	const bool of_call = strncmp(target, "syscalls/sys_enter_", 19) == 0 ||
			     strncmp(target, "syscalls/sys_exit_", 18) == 0;

	*ret = '\0';
	if (has == 1 || (has == 0 && say_other_group(ret, size, event + 1)))
		return;
	if (of_call) {
		const char *call = strchr(event + 5, '_') + 1;
		if (target_has_syscall(call) == 0)
			add(ret, size, "this kernel has no system call %s", call);
		else if (has == 0)
			add(ret, size,
				"this kernel has no events of system calls: CONFIG_FTRACE_SYSCALLS");
	} else if (has == 0 || target_has_tracepoint(event + 1) == 0) {
		add(ret, size, "the kernel itself has no event %s%s", target, of_modules());
		add_similar_of(ret, size, event + 1, "btf_trace_", BTF_KIND_TYPEDEF);
	}
}

void target_hook_words(char *ret, size_t size, const char *name)
{
	*ret = '\0';
	if (!kfuncs_kernel_btf() || has_prefixed("bpf_lsm_", name, BTF_KIND_FUNC))
		return;
	if (!has_btf("bpf_lsm_file_open", BTF_KIND_FUNC)) {
		add(ret, size, "this kernel has no LSM hooks for BPF: CONFIG_BPF_LSM is not set");
		return;
	}
	add(ret, size, "this kernel has no LSM hook %s", name);
	add_similar_of(ret, size, name, "bpf_lsm_", BTF_KIND_FUNC);
}

void target_release_words(char *ret, size_t size, const char *what,
	const struct target_release *row, const char *version)
{
	const char value = row->option ? kernel_config_value(row->option) : '\0';

	*ret = '\0';
	if (!releases_since(version, row->first))
		add(ret, size, "%s %s: %s and later", what, row->name, row->first);
	else if (value == 'n')
		add(ret, size, "%s %s: CONFIG_%s is not set in this kernel", what, row->name,
			row->option);
	else if (value)
		add(ret, size, "%s %s: CONFIG_%s is set, but the kernel itself does not have it%s",
			what, row->name, row->option, of_modules());
	else if (row->option)
		add(ret, size, "%s %s: %s and later, where CONFIG_%s is set", what, row->name,
			row->first, row->option);
}

void target_iterator_words(char *ret, size_t size, const char *name, const char *version)
{
	const struct target_release *row = target_iterator(name);

	*ret = '\0';
	if (!kfuncs_kernel_btf() || has_prefixed("bpf_iter__", name, BTF_KIND_STRUCT))
		return;
	if (row)
		target_release_words(ret, size, "iterator", row, version);
	if (*ret)
		return;
	add(ret, size, "this kernel has no iterator %s%s", name, of_modules());
	add_similar_of(ret, size, name, "bpf_iter__", BTF_KIND_STRUCT);
}
