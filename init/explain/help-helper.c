// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-helper.h"
#include "explain/help-types.h"
#include "explain/helper-facts.h"
#include "load/privilege.h"
#include "probe/has.h"
#include "probe/helper-kinds.h"
#include "probe/isa.h"
#include "probe/kernel-config.h"
#include "probe/kfuncs.h"
#include "probe/names.h"
#include "probe/needs.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number of the last call in a log with a trace, "12: (85) call bpf_d_path#147"; 0: none. */
static int last_called(const char *log)
{
	const char *last = NULL, *hash;

	for (const char *at = log; (at = strstr(at, "(85) call ")); at++)
		last = at;
	hash = last ? memchr(last, '#', strcspn(last, "\n")) : NULL;
	return hash ? (int)strtol(hash + 1, NULL, 10) : 0;
}

/*
 * The helper that the detail names by its number, "invalid func unknown#181"; without a number, the
 * first one that the program calls and the kernel does not have, or the one of the last call.
 * NULL: none of them.
 */
static const char *find_helper(
	const struct program_result *p, const struct help_case *c, int *ret_number)
{
	const char *number = strchr(p->detail, '#');

	*ret_number = number ? (int)strtol(number + 1, NULL, 10) : 0;
	if (*ret_number > 0)
		return names_helper(*ret_number);
	if (reason_is(p, REASON_HELPER_UNKNOWN))
		return needs_unknown_helper(c->program);
	*ret_number = last_called(c->answer->log);
	return *ret_number > 0 ? names_helper(*ret_number) : NULL;
}

/*
 * The kernel allows a program of this type to call the helper.  Find out whether the capabilities
 * that this one was loaded without are why it may not.
 */
static void explain_allowed_helper(
	struct program_result *p, const struct help_case *c, const char *name)
{
	char line[DETAIL_SIZE];

	/*
	 * The probe calls the helper and does nothing else.  Other messages are about what the
	 * program is, or about what else it does, which the probe does not show.
	 */
	if (!strstr(p->detail, "unknown func ") && !strstr(p->detail, "cannot use helper ") &&
		!strstr(p->detail, "invalid func "))
		return;
	int allowed = c->dropped ? privilege_drop(c->dropped) : 1;
	if (c->dropped) {
		if (!allowed)
			allowed = help_ask_kernel(c, "helper", name);
		privilege_restore();
	}
	if (allowed == 0) {
		reason_set(p, REASON_NO_PRIVILEGE);
		snprintf(line, sizeof(line), "with all capabilities this kernel allows it: %.*s",
			(int)utf8_cut(p->detail, sizeof(line) - 64), p->detail);
		text_set(p->detail, line);
	} else if (allowed == 1) {
		help_add_detail(p, "called alone, this kernel allows it");
	}
}

/* The release, what older kernels have for it, and how one object can do without. */
static void help_unknown(struct program_result *p, const struct help_case *c, const char *name)
{
	const char *instead = helper_instead(name);
	const struct btf *btf = kfuncs_kernel_btf();

	help_set_release(p, c, RELEASE_HELPER, name);
	if (!*p->help)
		return;
	if (instead)
		help_add(p, "; before it: %s", instead);
	/*
	 * a branch that the verifier does not walk may call it; the address of a function may not
	 */
	if (names_takes_callback(name) && isa_has(ISA_CALLBACKS) == 0)
		help_add(p, "; for both, a program of its own that the loader leaves out here: "
			    "bpf_program__set_autoload()");
	else if (btf && btf__find_by_name_kind(btf, "bpf_func_id", BTF_KIND_ENUM) > 0)
		help_add(p,
			"; for both: if (bpf_core_enum_value_exists(enum bpf_func_id, "
			"BPF_FUNC_%s))",
			name + strlen("bpf_"));
}

/* bpf_d_path() has a list of attach targets: ask for each that a release has on it. */
static void help_path_targets(struct program_result *p, int number)
{
	static const char *const functions[] = {"filp_close", "dentry_open", "vfs_getattr",
		"vfs_fallocate", "vfs_truncate", "security_file_open", "security_file_permission",
		"security_inode_getattr", "security_path_truncate"};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		int id = libbpf_find_vmlinux_btf_id(functions[i], BPF_TRACE_FENTRY);
		const struct program_kind kind = {.type = BPF_PROG_TYPE_TRACING,
			.attach = BPF_TRACE_FENTRY,
			.btf_id = id > 0 ? (__u32)id : 0};
		if (id > 0 && has_helper(&kind, number) == 1)
			help_add(p, "%s%s",
				n++ ? ", "
				    : "the kernel has a list of functions whose programs may call "
				      "bpf_d_path; here fentry and fexit of ",
				functions[i]);
	}
	if (!n)
		return;
	int id = libbpf_find_vmlinux_btf_id("task", BPF_TRACE_ITER);
	const struct program_kind iterator = {.type = BPF_PROG_TYPE_TRACING,
		.attach = BPF_TRACE_ITER,
		.btf_id = id > 0 ? (__u32)id : 0};
	if (id > 0 && has_helper(&iterator, number) == 1)
		help_add(p, "; also iterators and LSM hooks that may sleep");
}

/* Other programs of the same type may call it: those that may sleep, or of other sections. */
static bool help_other_kinds(
	struct program_result *p, const struct help_case *c, const char *name, int number)
{
	struct helper_kind kinds[HELPER_KINDS] = {0};
	struct program_kind own = needs_kind(c->program);
	const size_t n = helper_kinds_of(kinds, own.type);
	size_t told = 0;

	if (!own.sleepable) {
		own.sleepable = true;
		if (has_helper(&own, number) == 1) {
			help_add(p,
				"only programs that may sleep can call %s: add .s to the "
				"section's type",
				name);
			return true;
		}
	}
	for (size_t i = 0; i < n; i++) {
		const char *section = kinds[i].section;
		if (!section || (i && strcmp(section, kinds[i - 1].section) == 0) ||
			has_helper(&kinds[i].kind, number) != 1)
			continue;
		if (told++)
			help_add(p, ", SEC(\"%s\")", section);
		else
			help_add(p, "of this program type, this kernel allows %s in SEC(\"%s\")",
				name, section);
	}
	return told;
}

/* The program types that may call it; where none may, the option that it hangs on. */
static void help_types(
	struct program_result *p, const struct help_case *c, const char *name, int number)
{
	const char *option = helper_option(name);

	if (help_add_types(p, c, name, has_helper, number))
		return;
	help_add(p, "this kernel allows %s to no program type%s%s%s", name,
		option ? ": it needs CONFIG_" : " that can be asked", option ? option : "",
		option && kernel_config_value(option) == 'n' ? ", which is not set" : "");
}

static void help_refused(
	struct program_result *p, const struct help_case *c, const char *name, int number)
{
	const enum bpf_prog_type type = bpf_program__type(c->program);

	if (!strstr(p->detail, name))
		help_add_detail(p, name);
	if (strstr(p->detail, "not allowed in probe") && strcmp(name, "bpf_d_path") == 0)
		help_path_targets(p, number);
	else if ((int)type >= NAMES_TYPES || kinds_types(has_helper, number)[type] != 1 ||
		 !help_other_kinds(p, c, name, number))
		help_types(p, c, name, number);
}

void help_about_helper(struct program_result *p, const struct help_case *c)
{
	int number;
	const char *name = find_helper(p, c, &number);

	if (!name)
		return;
	int exists = number > 0 ? has_helper_at_all(number) : 0;
	if (exists == 0) {
		reason_set(p, REASON_HELPER_UNKNOWN);
		help_unknown(p, c, name);
	} else if (exists == 1) {
		int allowed = help_ask_kernel(c, "helper", name);
		if (allowed == 0) {
			reason_set(p, REASON_HELPER_NOT_ALLOWED);
			help_refused(p, c, name, number);
		} else if (allowed == 1) {
			explain_allowed_helper(p, c, name);
		}
	}
}

/* license_is_gpl_compatible() in include/linux/license.h has the list of strings. */
void help_about_gpl(struct program_result *p, const struct help_case *c)
{
	const int number = last_called(c->answer->log);
	const char *name = strstr(p->detail, "GPL-restricted function") && number > 0
				   ? names_helper(number)
				   : NULL;

	if (name)
		help_add_detail(p, name);
	help_add(p,
		"the license of the object must be compatible with the GPL: "
		"char LICENSE[] SEC(\"license\") = \"GPL\"; or \"Dual BSD/GPL\", \"Dual MIT/GPL\", "
		"\"Dual MPL/GPL\", \"GPL v2\"");
}
