// SPDX-License-Identifier: GPL-2.0-only
#include "explain/note-attach.h"
#include "explain/attach-types.h"
#include "explain/note.h"
#include "explain/target-words.h"
#include "probe/features.h"
#include "probe/has.h"
#include "probe/kallsyms.h"
#include "probe/kfuncs.h"
#include "verdict/text.h"

#include <ctype.h>
#include <fnmatch.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define WORDS_SIZE 320

void note_of_attach_type(struct program_result *p, const struct help_case *c)
{
	const struct attach_type *missing =
		p->verdict == VERDICT_ACCEPTED ? attach_type_missing(c->program) : NULL;
	char text[128];

	if (!missing)
		return;
	snprintf(text, sizeof(text),
		"%s: %s and later; this kernel loads it, and does not know the attach type",
		missing->section, missing->first);
	note_add(p, "attach", text);
}

/*
 * 5.10's BTF has a struct alone of it.  All symbols are read only where the BTF has neither: that
 * takes seconds under TCG.
 */
static bool has_direct_calls(void)
{
	const struct btf *btf = kfuncs_kernel_btf();

	return !btf || btf__find_by_name_kind(btf, "register_ftrace_direct", BTF_KIND_FUNC) > 0 ||
	       btf__find_by_name_kind(btf, "ftrace_direct_func", BTF_KIND_STRUCT) > 0 ||
	       kallsyms_has("register_ftrace_direct") != 0;
}

/*
 * register_fentry() in kernel/bpf/trampoline.c needs functions that begin with a call for ftrace,
 * and register_ftrace_direct(), which only kernels with the option have.  LSM hooks are such
 * functions too.
 */
void note_of_trampolines(struct program_result *p, const struct help_case *c)
{
	const enum bpf_prog_type type = bpf_program__type(c->program);
	const int attach = (int)bpf_program__expected_attach_type(c->program);
	const bool traces = type == BPF_PROG_TYPE_TRACING &&
			    (attach == BPF_TRACE_FENTRY || attach == BPF_TRACE_FEXIT ||
				    attach == BPF_MODIFY_RETURN);

	if (p->verdict == VERDICT_ACCEPTED && (traces || type == BPF_PROG_TYPE_LSM) &&
		!has_direct_calls())
		note_add(p, "attach",
			"this kernel attaches no fentry, fexit, fmod_ret and lsm programs: "
			"CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS is not set");
}

void note_of_lsms(struct program_result *p, const struct help_case *c)
{
	const char *active = features_lsms();
	char text[WORDS_SIZE];

	if (p->verdict != VERDICT_ACCEPTED || !*active ||
		bpf_program__type(c->program) != BPF_PROG_TYPE_LSM)
		return;
	for (const char *at = active; *at;
		at += at[strcspn(at, ",")] ? strcspn(at, ",") + 1 : strlen(at))
		if (strncmp(at, "bpf", 3) == 0 && (!at[3] || at[3] == ','))
			return;
	snprintf(text, sizeof(text),
		"bpf is not among the LSMs that this kernel has active by itself (%.160s), so it "
		"never calls the program; lsm=…,bpf on its command line adds it",
		active);
	note_add(p, "lsm", text);
}

/* Kinds of section whose target no load looks at. */
enum kind { FUNCTION, PATTERN, SYSCALL, EVENT, TRACEPOINT };

static const struct {
	const char *prefix;
	enum kind kind;
} sections[] = {
	{"kprobe/", FUNCTION},
	{"kretprobe/", FUNCTION},
	{"kprobe.multi/", PATTERN},
	{"kretprobe.multi/", PATTERN},
	{"kprobe.session/", PATTERN},
	{"ksyscall/", SYSCALL},
	{"kretsyscall/", SYSCALL},
	{"tp/", EVENT},
	{"tracepoint/", EVENT},
	{"raw_tp/", TRACEPOINT},
	{"raw_tracepoint/", TRACEPOINT},
	{"raw_tp.w/", TRACEPOINT},
	{"raw_tracepoint.w/", TRACEPOINT},
};

/* Whether @name is of letters, digits and those of @others. */
static bool is_name(const char *name, const char *others)
{
	for (const char *at = name; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr(others, *at))
			return false;
	return *name;
}

/* Whether the kernel surely has the function, found out without a list of all symbols. */
static bool is_symbol(const char *name)
{
	const struct btf *btf = kfuncs_kernel_btf();
	const int id = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) : -1;

	return id > 0 && has_address((__u32)id) == 1;
}

/* Whether the kernel's BTF has a function that fits @pattern. */
static bool has_btf_like(const char *pattern)
{
	const struct btf *btf = kfuncs_kernel_btf();

	for (__u32 i = 1; btf && i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		if (btf_is_func(t) &&
			fnmatch(pattern, btf__name_by_offset(btf, t->name_off), 0) == 0)
			return true;
	}
	return false;
}

static void about_function(char *ret, size_t size, const char *target)
{
	char name[NAME_SIZE];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(target, "+"), target);
	if (is_name(name, "_.") && !target_is_placeholder(name) && !is_symbol(name))
		target_function_words(ret, size, name, false);
}

static void about_pattern(char *ret, size_t size, const char *pattern)
{
	size_t count;
	const char *const *names;

	if (!is_name(pattern, "_.*?") || has_btf_like(pattern))
		return;
	names = kallsyms_functions(&count);
	if (!names)
		return;
	for (size_t i = 0; i < count; i++)
		if (fnmatch(pattern, names[i], 0) == 0)
			return;
	snprintf(ret, size, "the kernel itself has no function %.96s", pattern);
}

static void about_syscall(char *ret, size_t size, const char *name)
{
	if (is_name(name, "_") && target_has_syscall(name) == 0)
		snprintf(ret, size, "this kernel has no system call %.96s", name);
}

/* "GROUP/EVENT"; events of groups that users make are none of the kernel's. */
static void about_event(char *ret, size_t size, const char *target)
{
	static const char *const made[] = {"kprobes/", "uprobes/", "synthetic/", "ftrace/"};
	const char *event = strchr(target, '/');

	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++)
		if (strncmp(target, made[i], strlen(made[i])) == 0)
			return;
	if (event && is_name(event + 1, "_"))
		target_event_words(ret, size, target);
}

void note_of_target(struct program_result *p, const struct help_case *c)
{
	const char *section = bpf_program__section_name(c->program);
	char words[WORDS_SIZE] = "";

	if (p->verdict != VERDICT_ACCEPTED)
		return;
	section += *section == '?';
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		const size_t len = strlen(sections[i].prefix);
		const char *target = section + len;
		if (strncmp(section, sections[i].prefix, len) != 0)
			continue;
		switch (sections[i].kind) {
		case FUNCTION:
			about_function(words, sizeof(words), target);
			break;
		case PATTERN:
			about_pattern(words, sizeof(words), target);
			break;
		case SYSCALL:
			about_syscall(words, sizeof(words), target);
			break;
		case EVENT:
			about_event(words, sizeof(words), target);
			break;
		case TRACEPOINT:
			if (is_name(target, "_"))
				target_tracepoint_words(words, sizeof(words), target);
			break;
		}
	}
	if (*words)
		note_add(p, "attach", words);
}
