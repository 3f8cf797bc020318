// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-functions.h"
#include "probe/has.h"
#include "probe/helper-kinds.h"
#include "probe/isa.h"
#include "probe/names.h"
#include "verdict/version.h"

#include <bpf/libbpf.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* __hidden: libbpf marks such a function as static for the verifier (3319982d34dd, libbpf 0.4) */
#define STATIC_INSTEAD                                                                             \
	"mark the function static or __hidden, and it is verified where it is called, with what "  \
	"it is called with"

static bool is_before(const char *version, const char *release)
{
	struct kernel_version v;
	struct version_list list;

	return version_parse(&v, version) == 0 && version_list_parse(&list, release) == 0 &&
	       !version_list_has(&list, &v);
}

/*
 * check_btf_func() in kernel/bpf/verifier.c counts functions that are called.  Before 5.13 one
 * whose address is taken is none.
 */
void help_about_callback(struct program_result *p, const struct help_case *c)
{
	(void)c;
	if (isa_has(ISA_CALLBACKS) == 0)
		help_add(p,
			"callbacks, functions whose address a helper gets: %s and later; before "
			"it: a loop with a constant bound",
			isa_first(ISA_CALLBACKS));
}

/* btf_prepare_func_args() in kernel/bpf/btf.c */
void help_about_signature(struct program_result *p, const struct help_case *c)
{
	if (strstr(p->detail, "type PTR in ") && is_before(c->version, "5.12"))
		/* e5069b9c23b3 */
		help_add(p, "pointers as arguments of global functions: 5.12 and later, of the "
			    "context alone before; " STATIC_INSTEAD);
	else if (strstr(p->detail, "is not supported yet") ||
		 strstr(p->detail, "size cannot be determined"))
		help_add(p, "a global function takes scalars, the context, and pointers to types "
			    "whose size is known; " STATIC_INSTEAD);
	else if (strstr(p->detail, "return scalar") || strstr(p->detail, "not void or scalar"))
		help_add(p, "a global function returns a number; " STATIC_INSTEAD);
	else if (strncmp(p->detail, "function calls are not allowed while", 36) == 0)
		help_add(p, "inline what it calls there: static __always_inline");
	else if (strstr(p->detail, "invalid args into func") || strstr(p->detail, "lobal function"))
		help_add(p,
			"the verifier judges a global function by its prototype alone; " STATIC_INSTEAD);
}

/* The helper of the last call in a log with a trace; NULL: none. */
static const char *last_helper(const char *log)
{
	const char *last = NULL, *hash;

	for (const char *at = log; (at = strstr(at, "(85) call ")); at++)
		last = at;
	hash = last ? memchr(last, '#', strcspn(last, "\n")) : NULL;
	return hash ? names_helper((int)strtol(hash + 1, NULL, 10)) : NULL;
}

/*
 * Whether there is a section for programs of this kind that may sleep.  Those of kprobe's type
 * may, but perf_event_attach_bpf_prog() and its like attach them to uprobes alone.
 */
static bool can_sleep(const char *section)
{
	char with[SECTION_SIZE + 2];
	enum bpf_attach_type attach;
	enum bpf_prog_type type;

	if (section[0] == 'k')
		return false;
	snprintf(with, sizeof(with), "%.*s.s%s", (int)strcspn(section, "/"), section,
		section + strcspn(section, "/"));
	return libbpf_prog_type_by_name(with, &type, &attach) == 0;
}

/* can_be_sleepable() and bpf_check_attach_target() in kernel/bpf/verifier.c */
void help_about_sleeping(struct program_result *p, const struct help_case *c)
{
	const char *section = bpf_program__section_name(c->program);
	const char *helper = last_helper(c->answer->log);

	if (strstr(p->detail, "programs can be sleepable") ||
		strstr(p->detail, "cannot be sleepable")) {
		help_add(p, "this kernel knows no programs of SEC(\"%s\") that may sleep%s",
			section,
			bpf_program__type(c->program) == BPF_PROG_TYPE_KPROBE
				/* 64ad7556c75e, for uprobes alone */
				? ": uprobe.s is of 6.0 and later, kprobe.s does not exist"
				: "");
		help_add(p, "; without .s it is a program that may not");
	} else if (strncmp(p->detail, "bpf_lsm_", 8) == 0 &&
		   strstr(p->detail, "is not sleepable")) {
		/* 423f16108c9d */
		if (is_before(c->version, "5.11"))
			help_add(p,
				"of LSM hooks, 5.10 lets programs sleep in bprm_committed_creds "
				"alone, later kernels in most; ");
		help_add(p, "a program for this hook must not sleep here: SEC(\"lsm/%s\")",
			strchr(section, '/') ? strchr(section, '/') + 1 : "…");
	} else if (strstr(p->detail, "is not sleepable")) {
		help_add(p,
			"programs that may sleep attach to functions that allow error injection "
			"(ALLOW_ERROR_INJECTION, system calls among them); without .s it attaches here");
	} else if (strstr(p->detail, "non-sleepable prog") ||
		   strstr(p->detail, "must be sleepable")) {
		help_add(p,
			"%s may sleep, and only programs that may sleep can call it: "
			"SEC(\"%.*s.s%s\")%s",
			helper && strstr(p->detail, "helper") ? helper : "what it calls",
			(int)strcspn(section, "/"), section, section + strcspn(section, "/"),
			can_sleep(section) ? ""
					   : " does not exist; programs in fentry.s, lsm.s and "
					     "uprobe.s may sleep");
		if (helper && strcmp(helper, "bpf_copy_from_user") == 0)
			help_add(p, "; or bpf_probe_read_user(), which does not sleep");
	} else if (strstr(p->detail, " region")) {
		help_add(p, "what may sleep must be called before or after the region");
	}
}

/* Whether this kernel lets fentry programs call the helper that works on such a map's field. */
static bool tracing_has(const char *helper)
{
	const int number = names_helper_number(helper);
	struct helper_kind kinds[HELPER_KINDS] = {0};
	const size_t n = helper_kinds_of(kinds, BPF_PROG_TYPE_TRACING);

	return number > 0 && kinds_any(kinds, n, has_helper, number) == 1;
}

/* check_map_prog_compatibility() in kernel/bpf/verifier.c, and is_tracing_prog_type() there */
void help_about_used_map(struct program_result *p, const struct help_case *c)
{
	const char *helper = strstr(p->detail, "bpf_spin_lock") ? "bpf_spin_lock"
			     : strstr(p->detail, "bpf_timer")	? "bpf_timer_init"
								: NULL;

	if (strstr(p->detail, "progs cannot use bpf_") && helper) {
		if (strncmp(p->detail, "socket filter", 13) == 0 ||
			bpf_program__type(c->program) == BPF_PROG_TYPE_SOCKET_FILTER)
			help_add(p,
				"socket filters cannot use a map whose value has it; tc, XDP and "
				"cgroup programs can");
		else if (tracing_has(helper))
			help_add(p,
				"kprobe, tracepoint, raw_tp and perf_event programs cannot use a "
				"map whose value has it; this kernel allows it in fentry, fexit "
				"and tp_btf");
		else
			help_add(p,
				"no program that traces can use a map whose value has it in this "
				"kernel: instead of a lock a per-CPU map, or "
				"__sync_fetch_and_add()");
	} else if (strstr(p->detail, "preallocated hash map")) {
		help_add(p, "leave BPF_F_NO_PREALLOC out of the map's flags");
	} else if (strstr(p->detail, "can only use array and hash maps") &&
		   is_before(c->version, "5.12")) {
		/* ba90c2cc0231, 638e4b825d52 */
		help_add(p,
			"ring buffers, per-CPU maps and maps in maps for programs that may sleep: "
			"5.12 and later; without .s the program can use them here");
	} else if (strstr(p->detail, "leepable programs can only use")) {
		help_add(p, "it uses a map of another type; without .s in its section it could");
	}
}

/*
 * The range that "should have been in": "[0, 1]" since 6.8, before that a tnum, "(0x0; 0x1)": a
 * value, and the bits that may differ.
 */
static bool read_range(const char *detail, long long *low, long long *high)
{
	static const char words[] = "should have been in ";
	const char *at = strstr(detail, words);
	char *end;

	if (!at)
		return false;
	at += sizeof(words) - 1;
	const bool tnum = *at == '(';
	if (*at != '[' && !tnum)
		return false;
	*low = strtoll(at + 1, &end, 0);
	while (*end == ',' || *end == ';' || isspace((unsigned char)*end))
		end++;
	*high = strtoll(end, &end, 0);
	if (tnum)
		*high |= *low;
	return *end == (tnum ? ')' : ']');
}

void help_about_return(struct program_result *p, const struct help_case *c)
{
	long long low, high;

	(void)c;
	if (!read_range(p->detail, &low, &high))
		return;
	if (low == high)
		help_add(p, "it must return %lld on every path", low);
	else
		help_add(p,
			"it must return %lld %s %lld on every path, and the verifier must see "
			"it: a constant, or a value that was compared with these before",
			low, high == low + 1 ? "or" : "to", high);
}
