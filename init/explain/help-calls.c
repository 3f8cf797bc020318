// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-calls.h"
#include "load/privilege.h"
#include "probe/has.h"
#include "probe/kfuncs.h"
#include "probe/names.h"
#include "probe/needs.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Copy what is in @text between @before and the next @end; false where there is nothing. */
static bool copy_between(char *out, size_t size, const char *text, const char *before, char end)
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

/*
 * The helper that the detail names by its number, "invalid func unknown#181"; without a number, the
 * first one that the program calls and the kernel does not have.  NULL: neither.
 */
static const char *find_helper(
	const struct program_result *p, const struct help_case *c, int *ret_number)
{
	const char *number = strchr(p->detail, '#');

	*ret_number = number ? (int)strtol(number + 1, NULL, 10) : 0;
	if (*ret_number > 0)
		return names_helper(*ret_number);
	return reason_is(p, REASON_HELPER_UNKNOWN) ? needs_unknown_helper(c->program) : NULL;
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

void help_about_helper(struct program_result *p, const struct help_case *c)
{
	int number;
	const char *name = find_helper(p, c, &number);

	if (!name)
		return;
	int exists = number > 0 ? has_helper_at_all(number) : 0;
	if (exists == 0) {
		reason_set(p, REASON_HELPER_UNKNOWN);
		help_set_release(p, c, RELEASE_HELPER, name);
	} else if (exists == 1) {
		int allowed = help_ask_kernel(c, "helper", name);
		if (allowed == 0)
			reason_set(p, REASON_HELPER_NOT_ALLOWED);
		else if (allowed == 1)
			explain_allowed_helper(p, c, name);
	}
}

/*
 * libbpf replaces the end of the log by "kfunc 'NAME' is referenced but wasn't resolved" only in a
 * log with a trace: fixup_verifier_log() looks for the refused instruction there.
 */
static void find_unresolved_kfunc(struct program_result *p, const struct help_case *c)
{
	const char *line = strstr(c->answer->log, "\nkfunc '");
	size_t len = line ? strcspn(++line, "\n") : 0;

	if (len && memmem(line, len, "' is referenced but wasn't resolved", 35))
		text_clean(p->detail, sizeof(p->detail), line, len, 0);
}

void help_about_kfunc(struct program_result *p, const struct help_case *c)
{
	const bool is_refused = reason_is(p, REASON_KFUNC_NOT_ALLOWED);
	char name[NAME_SIZE];

	if (strncmp(p->detail, "invalid func unknown#", 21) == 0)
		find_unresolved_kfunc(p, c);
	const bool is_unresolved = strstr(p->detail, "is referenced but wasn't resolved");
	if (!copy_between(name, sizeof(name), p->detail, "(func ksym) '", '\'') &&
		!copy_between(name, sizeof(name), p->detail, "kfunc '", '\'') &&
		!copy_between(name, sizeof(name), p->detail, "calling kernel function ", ' '))
		return;
	char *flavour = strstr(name, "___"); /* libbpf cuts it off before it looks the name up */
	if (flavour && flavour > name)
		*flavour = '\0';
	int exists = help_ask_kernel(c, "kfunc", name);
	if (exists == 0) {
		reason_set(p, REASON_KFUNC_MISSING);
		help_set_release(p, c, RELEASE_KFUNC, name);
	} else if (exists == 1 && is_unresolved) {
		/*
		 * bpf_object__resolve_ksym_func_btf_id() in libbpf ignores a weak kfunc whose
		 * prototype differs
		 */
		reason_set(p, REASON_KFUNC_PROTOTYPE);
		help_add_detail(p, "this kernel has it, with another prototype");
	} else if (exists == 1 && !is_refused) {
		help_add_detail(p, "this kernel's BTF has a function of that name");
	}
}

/*
 * libbpf resolves a kfunc to any function of that name in the kernel's BTF.  5.10 has such
 * functions, but takes the call for an instruction with a reserved field set.
 */
void help_about_instruction(struct program_result *p, const struct help_case *c)
{
	if (!strstr(p->detail, "BPF_CALL uses reserved fields") || has_kfunc_calls() != 0)
		return;
	/* the number is the function's id in the kernel's BTF, from libbpf */
	const char *call = strstr(c->answer->log, "(85) call unknown#");
	const char *name =
		call ? kfuncs_function_name((int)strtol(strchr(call, '#') + 1, NULL, 10)) : NULL;
	reason_set(p, REASON_KFUNC_MISSING);
	help_add_detail(p, "this kernel knows no calls of its functions");
	if (name)
		help_set_release(p, c, RELEASE_KFUNC, name);
	if (!*p->help)
		text_set(p->help, "calls of kernel functions: 5.13 and later"); /* e6ac2450d6de */
}
