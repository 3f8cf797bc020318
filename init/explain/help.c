// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help.h"
#include "load/flags.h"
#include "load/privilege.h"
#include "probe/needs.h"
#include "verdict/reasons.h"
#include "verdict/releases.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* More on the line that showed the reason. */
static void add_detail(struct program_result *p, const char *more)
{
	size_t len = strlen(p->detail);

	snprintf(p->detail + len, sizeof(p->detail) - len, " (%s)", more);
}

/* What stands in @text between @before and the next @end; false where it does not. */
static bool word_between(char *out, size_t size, const char *text, const char *before, char end)
{
	const char *at = strstr(text, before), *stop;

	if (!at)
		return false;
	at += strlen(before);
	stop = strchr(at, end);
	if (!stop || stop == at || (size_t)(stop - at) >= size)
		return false;
	snprintf(out, size, "%.*s", (int)(stop - at), at);
	return true;
}

static int ask(const struct help_case *c, const char *kind, const char *name)
{
	char what[NAME_SIZE + 16], why[256];

	snprintf(what, sizeof(what), "%s:%s", kind, name);
	return needs_ask(c->program, what, why, sizeof(why));
}

static void say_release(struct program_result *p, const struct help_case *c, enum release_kind kind,
	const char *name)
{
	releases_help(p->help, sizeof(p->help), kind, name, c->version);
}

/*
 * The helper that the line names by its number, "invalid func unknown#181", or that the program
 * calls in vain; NULL.
 */
static const char *helper_of(
	const struct program_result *p, const struct help_case *c, int *ret_number)
{
	const char *number = strchr(p->detail, '#');

	*ret_number = number ? (int)strtol(number + 1, NULL, 10) : 0;
	if (*ret_number > 0)
		return needs_helper_name(*ret_number);
	return reason_is(p, REASON_HELPER_UNKNOWN) ? needs_unknown_helper(c->program) : NULL;
}

/* It has the helper, and for programs of this type: for whom, then. */
static void say_helper_is_there(
	struct program_result *p, const struct help_case *c, const char *name)
{
	char line[DETAIL_SIZE];

	/*
	 * what the program is, or does with it, does not come to be looked at when it is called
	 * alone
	 */
	if (!strstr(p->detail, "unknown func ") && !strstr(p->detail, "cannot use helper ") &&
		!strstr(p->detail, "invalid func "))
		return;
	int there = c->dropped ? privilege_drop(c->dropped) : 1;
	if (c->dropped) {
		if (!there)
			there = ask(c, "helper", name);
		privilege_restore();
	}
	if (there == 0) {
		reason_set(p, REASON_NO_PRIVILEGE);
		snprintf(line, sizeof(line), "with all capabilities this kernel allows it: %.*s",
			(int)utf8_cut(p->detail, sizeof(line) - 64), p->detail);
		text_set(p->detail, line);
	} else if (there == 1) {
		add_detail(p, "called alone, this kernel allows it");
	}
}

static void about_helper(struct program_result *p, const struct help_case *c)
{
	int number;
	const char *name = helper_of(p, c, &number);

	if (!name)
		return;
	int there = number > 0 ? needs_helper_at_all(number) : 0;
	if (there == 0) {
		reason_set(p, REASON_HELPER_UNKNOWN);
		say_release(p, c, RELEASE_HELPER, name);
	} else if (there == 1) {
		int for_type = ask(c, "helper", name);
		if (for_type == 0)
			reason_set(p, REASON_HELPER_NOT_ALLOWED);
		else if (for_type == 1)
			say_helper_is_there(p, c, name);
	}
}

/*
 * libbpf names it in a log with its instruction, the trace, and leaves the statistics alone
 * (fixup_verifier_log()).
 */
static void find_unresolved(struct program_result *p, const struct help_case *c)
{
	const char *line = strstr(c->answer->log, "\nkfunc '");
	size_t len = line ? strcspn(++line, "\n") : 0;

	if (len && memmem(line, len, "' is referenced but wasn't resolved", 35))
		text_clean(p->detail, sizeof(p->detail), line, len, 0);
}

static void about_kfunc(struct program_result *p, const struct help_case *c)
{
	const bool is_refused = reason_is(p, REASON_KFUNC_NOT_ALLOWED);
	char name[NAME_SIZE];

	if (strncmp(p->detail, "invalid func unknown#", 21) == 0)
		find_unresolved(p, c);
	const bool is_unresolved = strstr(p->detail, "is referenced but wasn't resolved");
	if (!word_between(name, sizeof(name), p->detail, "(func ksym) '", '\'') &&
		!word_between(name, sizeof(name), p->detail, "kfunc '", '\'') &&
		!word_between(name, sizeof(name), p->detail, "calling kernel function ", ' '))
		return;
	char *flavour = strstr(name, "___"); /* which libbpf looks for without */
	if (flavour && flavour > name)
		*flavour = '\0';
	int there = ask(c, "kfunc", name);
	if (there == 0) {
		reason_set(p, REASON_KFUNC_MISSING);
		say_release(p, c, RELEASE_KFUNC, name);
	} else if (there == 1 && is_unresolved) {
		/*
		 * libbpf passes over a weak one that is there with another prototype:
		 * bpf_object__resolve_ksym_func_btf_id()
		 */
		reason_set(p, REASON_KFUNC_PROTOTYPE);
		add_detail(p, "this kernel has it, with another prototype");
	} else if (there == 1 && !is_refused) {
		add_detail(p, "this kernel's BTF has a function of that name");
	}
}

/*
 * A call of a function that 5.10's BTF has, being a function, is an instruction that it does not
 * know.
 */
static void about_instruction(struct program_result *p, const struct help_case *c)
{
	if (!strstr(p->detail, "BPF_CALL uses reserved fields") || needs_kfunc_calls() != 0)
		return;
	/* libbpf has put there the function's number in the kernel's BTF */
	const char *call = strstr(c->answer->log, "(85) call unknown#");
	const char *name = call ? needs_kernel_function(atoi(strchr(call, '#') + 1)) : NULL;
	reason_set(p, REASON_KFUNC_MISSING);
	add_detail(p, "this kernel knows no calls of its functions");
	if (name)
		say_release(p, c, RELEASE_KFUNC, name);
	if (!*p->help)
		text_set(p->help, "calls of kernel functions: 5.13 and later"); /* e6ac2450d6de */
}

/* The map that libbpf could not make, with libbpf's line on it; NULL where that is not known. */
static const struct bpf_map *refused_map(const struct help_case *c, char *line, size_t size)
{
	static const char failed[] = "': failed to create";
	const char *words = c->answer->warnings, *at = strstr(words, failed), *start = at;
	char name[NAME_SIZE];

	if (!at)
		return NULL;
	while (start > words && start[-1] != '\n')
		start--;
	text_clean(line, size, start, strcspn(start, "\n"), 0);
	start = strstr(start, "map '");
	if (!start || start > at || (size_t)(at - start) - 5 >= sizeof(name))
		return NULL;
	snprintf(name, sizeof(name), "%.*s", (int)(at - start) - 5, start + 5);
	struct bpf_map *map = bpf_object__find_map_by_name(c->object, name);
	const bool is_inner = strncmp(at + sizeof(failed) - 1, " inner map", 10) == 0;
	return map && is_inner ? bpf_map__inner_map(map) : map;
}

static void about_map(struct program_result *p, const struct help_case *c)
{
	char line[DETAIL_SIZE - 128], more[96];
	const struct bpf_map *map = refused_map(c, line, sizeof(line));
	const char *type = map ? needs_map_name((int)bpf_map__type(map)) : NULL;

	if (!type)
		return;
	int there = ask(c, "map", type);
	if (there < 0)
		return;
	text_set(p->detail, line);
	if (there == 0) {
		snprintf(more, sizeof(more), "this kernel makes no maps of type %s", type);
		say_release(p, c, RELEASE_MAP, type);
	} else {
		snprintf(more, sizeof(more), "this kernel makes maps of type %s, and not this one",
			type);
		reason_set(p, REASON_MAP_REFUSED);
	}
	add_detail(p, more);
}

/* EINVAL and not a word: kernel/bpf/syscall.c, find_prog_type(). */
static void about_type(struct program_result *p, const struct help_case *c)
{
	char more[96];

	if (!c->answer->reached || p->err != EINVAL)
		return;
	const enum bpf_prog_type type = bpf_program__type(c->program);
	const char *name = needs_program_name((int)type);
	/*
	 * older than 5.10, and libbpf tells whether they are there by how exactly the kernel
	 * refuses them
	 */
	if (type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_LSM ||
		type == BPF_PROG_TYPE_EXT || type == BPF_PROG_TYPE_STRUCT_OPS)
		return;
	if (!name || ask(c, "program", name) != 0)
		return;
	reason_set(p, REASON_PROGRAM_TYPE_UNKNOWN);
	snprintf(more, sizeof(more), "this kernel takes no programs of type %s", name);
	add_detail(p, more);
	say_release(p, c, RELEASE_PROGRAM, name);
}

/*
 * EINVAL and not a word: kernel/bpf/syscall.c, bpf_prog_load() looks at the flags before all
 * else.
 */
static bool about_flags(struct program_result *p, const struct help_case *c)
{
	const uint32_t given = c->answer->prog_flags, unknown = given & ~flags_known(given);
	char names[128], more[224];

	if (!c->answer->reached || p->err != EINVAL || !unknown)
		return false;
	reason_set(p, REASON_FLAG_UNKNOWN);
	snprintf(more, sizeof(more), "this kernel does not know the program flag %s",
		loader_flag_names(names, sizeof(names), unknown));
	add_detail(p, more);
	if (loader_flag_since(unknown))
		snprintf(p->help, sizeof(p->help), "flag %.96s: %s and later", names,
			loader_flag_since(unknown));
	return true;
}

static void about_silence(struct program_result *p, const struct help_case *c)
{
	if (!about_flags(p, c))
		about_type(p, c);
}

static void about_memory(struct program_result *p, const struct help_case *c)
{
	(void)c;
	text_set(p->help, HELP_MEMORY);
}

static const struct {
	enum reason reason;
	void (*ask)(struct program_result *p, const struct help_case *c);
	bool always; /* the text is an errno alone, or on something else: it must not be believed,
			whatever was expected */
} questions[] = {
	{REASON_HELPER_NOT_ALLOWED, about_helper, false},
	{REASON_HELPER_UNKNOWN, about_helper, false},
	{REASON_INSTRUCTION_UNKNOWN, about_instruction, true},
	{REASON_KFUNC_MISSING, about_kfunc, false},
	{REASON_KFUNC_NOT_ALLOWED, about_kfunc, false},
	{REASON_LOAD_REFUSED, about_silence, true},
	{REASON_MAP_UNSUPPORTED, about_map, true},
	{REASON_MEMORY, about_memory, true},
};

static bool is_expected(const struct program_result *p, const struct help_case *c)
{
	return p->verdict == c->expected && (!c->reason || strcmp(c->reason, p->reason) == 0);
}

void help_ask(struct program_result *p, const struct help_case *c)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(questions) && !reason_is(p, questions[i].reason))
		i++;
	if (i == ARRAY_SIZE(questions) || (is_expected(p, c) && !questions[i].always))
		return;
	questions[i].ask(p, c);
	if (is_expected(p, c))
		*p->help = '\0';
}
