// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-attach.h"
#include "explain/target-words.h"
#include "probe/kernel-config.h"
#include "verdict/reasons.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define FUNCTION_SIZE 128

/* Write what @function does not tell by itself to @ret. */
typedef void words_function(
	char *ret, size_t size, const struct help_case *c, const char *function);

static void no_address(char *ret, size_t size, const struct help_case *c, const char *function)
{
	(void)c;
	target_function_words(ret, size, function, true);
}

/* check_attach_modify_return() in kernel/bpf/verifier.c */
static void not_modifiable(char *ret, size_t size, const struct help_case *c, const char *function)
{
	const char value = kernel_config_value("FUNCTION_ERROR_INJECTION");

	(void)c;
	snprintf(ret, size,
		"fmod_ret is for functions security_* and those that the kernel marks "
		"ALLOW_ERROR_INJECTION%s; SEC(\"fexit/%s\") sees what it returns",
		value == 'n' ? ", and CONFIG_FUNCTION_ERROR_INJECTION is not set here"
		: value	     ? ""
			     : ", where CONFIG_FUNCTION_ERROR_INJECTION is set",
		function);
}

/* btf_distill_func_proto() in kernel/bpf/btf.c; structs since 720e6a435194 (6.1) */
static void argument(char *ret, size_t size, const struct help_case *c, const char *function)
{
	const bool is_hook = strncmp(function, "bpf_lsm_", 8) == 0;
	const char *structs = releases_since(c->version, "6.1")
				      ? ""
				      : " (structs of up to 16 bytes: 6.1 and later)";

	/* without "bpf" in lsm= nothing calls bpf_lsm_* */
	if (is_hook)
		snprintf(ret, size,
			"no program can be attached to the LSM hook %s here, for none can be passed "
			"such arguments%s; SEC(\"kprobe/security_%s\") sees its calls and cannot deny "
			"them",
			function + 8, structs, function + 8);
	else
		snprintf(ret, size,
			"fentry and fexit cannot pass such arguments or results on%s; "
			"SEC(\"kprobe/%s\") has no such limit",
			structs, function);
}

static void no_return(char *ret, size_t size, const struct help_case *c, const char *function)
{
	(void)c;
	snprintf(ret, size, "%s never returns: SEC(\"fentry/%s\")", function, function);
}

/* btf_id_deny in kernel/bpf/verifier.c */
static void denied(char *ret, size_t size, const struct help_case *c, const char *function)
{
	(void)c;
	snprintf(ret, size,
		"the kernel calls %s around every program, so none can be attached to it: choose "
		"a caller of it",
		function);
}

/* bpf_lsm_disabled_hooks in kernel/bpf/bpf_lsm.c */
static void disabled_hook(char *ret, size_t size, const struct help_case *c, const char *function)
{
	const char *hook = strncmp(function, "bpf_lsm_", 8) == 0 ? function + 8 : function;

	(void)c;
	snprintf(ret, size,
		"this kernel has the LSM hook %s, and lets no BPF program have it; "
		"SEC(\"fentry/security_%s\") sees its calls and cannot deny them",
		hook, hook);
}

/*
 * What is before and after the name of the function in a message; before: "" is the beginning of
 * the line.
 */
static const struct {
	const char *before, *after;
	words_function *words;
} named[] = {
	{"The address of function ", " cannot be found", no_address},
	{"", "() is not modifiable", not_modifiable},
	{"The function ", " return type ", argument},
	{"The function ", " with variable args", argument},
	{"The function ", " arguments. Too many", argument},
	{"The function ", " arg", argument},
	{"to __noreturn function '", "' is rejected", no_return},
	{"programs to function '", "' is rejected", denied},
	{"points to disabled hook ", "", disabled_hook},
};

/*
 * Messages without a name that is of use; kernel/bpf/verifier.c, kernel/bpf/btf.c and src/libbpf.c.
 * The first is of 81f6d0530ba0 (6.13).
 */
static const struct {
	const char *message, *help;
} unnamed[] = {
	{"Extension program changes packet data, while original does not",
		"the function that it replaces has to change packet data too, for its callers are "
		"checked by what that one does: let it call bpf_xdp_adjust_head(ctx, 0), or "
		"bpf_skb_pull_data(skb, 0)"},
	/* 6.16 to some release before 7.2 */
	{"to __noreturn functions is rejected",
		"the function never returns, so nothing can run after it: fentry can be attached"},
	{"Extension program may sleep, while original does not",
		"the program that it extends has to be sleepable too"},
	{"Cannot replace static functions",
		"freplace is for global functions: take static away there, and add __noinline"},
	{"is not a global function",
		"freplace is for global functions: take static away there, and add __noinline"},
	{"is not found in prog's BTF",
		"the target has no function of that name: it must be global and __noinline, or the "
		"program itself by its name; bpftool prog dump xlated shows those that are left"},
	{"Can attach to only JITed progs",
		"the target must be compiled: sysctl net.core.bpf_jit_enable=1 before it is loaded"},
	{"Extension programs should be JITed",
		"programs must be compiled: sysctl net.core.bpf_jit_enable=1"},
	{"annotated with BTF", "the target must have BTF: compile it with -g"},
	{"FENTRY/FEXIT", "a BPF program can be the target of fentry, fexit and freplace only"},
	{"Cannot extend fentry/fexit", "freplace is for programs other than fentry and fexit"},
	{"can't modify return codes of BPF programs",
		"to change what a BPF program returns, replace a function of it: freplace"},
};

/* The name between @before and @after in @line; false: it is another message. */
static bool find_name(
	char ret[FUNCTION_SIZE], const char *line, const char *before, const char *after)
{
	const char *at = *before ? strstr(line, before) : line;

	if (!at)
		return false;
	at += strlen(before);
	const size_t len = strcspn(at, " '()\n");
	/* "The function NAME has 13 arguments", "The function NAME arg2 type" */
	const char *rest = strstr(at + len, after);
	if (!len || len >= FUNCTION_SIZE || !rest || (*after != ' ' && rest != at + len))
		return false;
	snprintf(ret, FUNCTION_SIZE, "%.*s", (int)len, at);
	return true;
}

/*
 * btf_id_deny: before it got a message, check_attach_btf_id() returned EINVAL alone.  Which of them
 * a kernel has depends on its configuration, and it refused this one.
 */
void help_about_denied(struct program_result *p, const struct help_case *c)
{
	static const char *const functions[] = {"__rcu_read_lock", "__rcu_read_unlock",
		"migrate_disable", "migrate_enable", "preempt_count_add", "preempt_count_sub",
		"rcu_read_unlock_strict"};
	const char *target = strchr(bpf_program__section_name(c->program), '/');

	if (p->err != EINVAL || !target || bpf_program__type(c->program) != BPF_PROG_TYPE_TRACING)
		return;
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		if (strcmp(functions[i], target + 1) != 0)
			continue;
		reason_set(p, REASON_ATTACH_TARGET);
		denied(p->help, sizeof(p->help), c, functions[i]);
	}
}

void help_about_attach(struct program_result *p, const struct help_case *c)
{
	char function[FUNCTION_SIZE];

	for (size_t i = 0; i < sizeof(named) / sizeof(*named) && !*p->help; i++)
		if (find_name(function, p->detail, named[i].before, named[i].after))
			named[i].words(p->help, sizeof(p->help), c, function);
	for (size_t i = 0; i < sizeof(unnamed) / sizeof(*unnamed) && !*p->help; i++)
		if (strstr(p->detail, unnamed[i].message))
			snprintf(p->help, sizeof(p->help), "%s", unnamed[i].help);
}
