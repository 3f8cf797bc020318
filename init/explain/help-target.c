// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-target.h"
#include "explain/setting.h"
#include "explain/target-words.h"
#include "probe/kallsyms.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define WORDS_SIZE 320

/* What the target of the program is called. */
static const char *target_key(const struct bpf_program *program)
{
	switch ((int)bpf_program__type(program)) {
	case BPF_PROG_TYPE_LSM:
		return "attach-target: HOOK";
	case BPF_PROG_TYPE_EXT:
		return "attach-target: {object: OBJECT, program: PROGRAM}";
	default:
		break;
	}
	switch ((int)bpf_program__expected_attach_type(program)) {
	case BPF_TRACE_RAW_TP:
		return "attach-target: TRACEPOINT";
	case BPF_TRACE_ITER:
		return "attach-target: ITERATOR";
	default:
		return "attach-target: FUNCTION";
	}
}

/* Whether a program of another object may be the target: check_attach_btf_id() in verifier.c. */
static bool takes_program(const struct bpf_program *program)
{
	const int attach = (int)bpf_program__expected_attach_type(program);

	return bpf_program__type(program) == BPF_PROG_TYPE_TRACING &&
	       (attach == BPF_TRACE_FENTRY || attach == BPF_TRACE_FEXIT);
}

/* Append to the help what else bpfjury.yaml can say of the target. */
static void add_other_settings(struct program_result *p, const struct help_case *c)
{
	const size_t len = strlen(p->help);
	const int n = snprintf(p->help + len, sizeof(p->help) - len,
		"%s; autoload: false where it leaves the program out",
		takes_program(c->program) ? "; attach-target: {object: OBJECT, program: PROGRAM} "
					    "where it is a BPF program"
					  : "");

	if (n < 0 || (size_t)n >= sizeof(p->help) - len)
		p->help[len] = '\0';
}

void help_about_loader_target(struct program_result *p, const struct help_case *c)
{
	const char *name = bpf_program__name(c->program);

	if (bpf_program__type(c->program) == BPF_PROG_TYPE_UNSPEC) {
		setting_propose(
			p, SETTING_OF_PROGRAM, name, "type: TYPE", "its loader sets the type");
	} else if (bpf_program__type(c->program) == BPF_PROG_TYPE_STRUCT_OPS) {
		setting_propose(p, SETTING_OF_PROGRAM, name, "autoload: false",
			"no struct_ops map has it; where its loader leaves it out");
	} else {
		setting_propose(p, SETTING_OF_PROGRAM, name, target_key(c->program),
			"its loader sets the target");
		add_other_settings(p, c);
	}
}

static void describe_target(char *ret, size_t size, const struct help_case *c, const char *target)
{
	if (bpf_program__type(c->program) == BPF_PROG_TYPE_LSM) {
		target_hook_words(ret, size, target);
		return;
	}
	switch ((int)bpf_program__expected_attach_type(c->program)) {
	case BPF_TRACE_RAW_TP:
		target_tracepoint_words(ret, size, target);
		break;
	case BPF_TRACE_ITER:
		target_iterator_words(ret, size, target, c->version);
		break;
	default:
		target_function_words(ret, size, target, true);
		break;
	}
}

/*
 * "module:function": libbpf looks into the BTF of that module alone (find_kernel_btf_id() in
 * libbpf.c), and the guest has loaded none.  Where the function is in the kernel itself, the
 * section is what is wrong.
 */
static void about_module(struct program_result *p, const char *target, const char *function)
{
	char short_target[128];

	text_set(short_target, target);
	if (kallsyms_has(function) == 1) {
		snprintf(p->help, sizeof(p->help),
			"the kernel itself has %.100s here, and no module: leave the \"%.*s:\" out",
			function, (int)(function - target - 1), target);
		return;
	}
	p->verdict = VERDICT_ERROR;
	snprintf(p->detail, sizeof(p->detail),
		"%s is of a module that this kernel has not loaded, or whose BTF it lacks",
		short_target);
	snprintf(p->help, sizeof(p->help),
		"the guest loads no modules, so programs for them are not judged; a kernel built "
		"with %.*s in it (=y) can judge SEC(\"…/%.100s\")",
		(int)(function - target - 1), target, function);
}

static void about_named(struct program_result *p, const struct help_case *c, const char *target)
{
	const bool placeholder = target_is_placeholder(target);
	char words[WORDS_SIZE] = "", rest[HELP_SIZE];

	if (placeholder) {
		p->verdict = VERDICT_ERROR;
		reason_set(p, REASON_TARGET_OF_LOADER);
	} else {
		describe_target(words, sizeof(words), c, target);
	}
	setting_propose(p, SETTING_OF_PROGRAM, bpf_program__name(c->program),
		target_key(c->program),
		placeholder ? "its loader sets the target"
			    : "where its loader sets another target");
	if (placeholder)
		add_other_settings(p, c);
	if (!*words)
		return;
	strcpy(rest, p->help);
	if (snprintf(p->help, sizeof(p->help), "%s; %s", words, rest) >= (int)sizeof(p->help))
		text_set(p->help, words);
}

/* The target that libbpf did not find. */
static bool find_target(char target[NAME_SIZE], const struct program_result *p)
{
	static const char missing[] = "failed to find kernel BTF type ID of '";
	const char *at = strstr(p->detail, missing), *end;

	if (!at)
		return false;
	at += sizeof(missing) - 1;
	end = strchr(at, '\'');
	if (!end || end - at >= NAME_SIZE)
		return false;
	snprintf(target, NAME_SIZE, "%.*s", (int)(end - at), at);
	return true;
}

/* Where the module and the function part; NULL: the kernel itself is meant. */
static const char *module_end(const char *target)
{
	const char *colon = strchr(target, ':');

	return colon && strncmp(target, "vmlinux:", 8) != 0 ? colon : NULL;
}

void help_about_module(struct program_result *p, const struct help_case *c)
{
	char target[NAME_SIZE];

	(void)c;
	if (find_target(target, p) && module_end(target))
		about_module(p, target, module_end(target) + 1);
}

void help_about_target(struct program_result *p, const struct help_case *c)
{
	char target[NAME_SIZE];

	if (!find_target(target, p) || module_end(target))
		return;
	const char *colon = strchr(target, ':');
	about_named(p, c, colon ? colon + 1 : target);
}
