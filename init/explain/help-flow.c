// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-flow.h"
#include "explain/help-trace.h"
#include "explain/number.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The last step with instruction @insn on the path to @at, itself included; -1: none. */
static int step_of(const struct trace *t, int at, int insn)
{
	while (at >= 0 && t->steps[at].insn != insn)
		at = t->steps[at].prev;
	return at;
}

/*
 * What releases a reference: is_acquire_function() and is_release_function() in
 * kernel/bpf/verifier.c, KF_ACQUIRE and KF_RELEASE in kernel/bpf/helpers.c of 6.12.  Others: NULL.
 */
static const char *release_of(const char *acquire)
{
	static const struct {
		const char *acquire, *release;
	} rows[] = {
		{"bpf_cgroup_acquire", "bpf_cgroup_release"},
		{"bpf_cgroup_ancestor", "bpf_cgroup_release"},
		{"bpf_cgroup_from_id", "bpf_cgroup_release"},
		{"bpf_cpumask_acquire", "bpf_cpumask_release"},
		{"bpf_cpumask_create", "bpf_cpumask_release"},
		{"bpf_ct_insert_entry", "bpf_ct_release"},
		{"bpf_get_task_exe_file", "bpf_put_file"},
		{"bpf_lookup_system_key", "bpf_key_put"},
		{"bpf_lookup_user_key", "bpf_key_put"},
		{"bpf_obj_new_impl", "bpf_obj_drop() or adding it to a list or tree, bpf_obj_drop"},
		{"bpf_ringbuf_reserve", "bpf_ringbuf_submit() or bpf_ringbuf_discard"},
		{"bpf_sk_lookup_tcp", "bpf_sk_release"},
		{"bpf_sk_lookup_udp", "bpf_sk_release"},
		{"bpf_skb_ct_lookup", "bpf_ct_release"},
		{"bpf_skc_lookup_tcp", "bpf_sk_release"},
		{"bpf_task_acquire", "bpf_task_release"},
		{"bpf_task_from_pid", "bpf_task_release"},
		{"bpf_task_from_vpid", "bpf_task_release"},
		{"bpf_xdp_ct_lookup", "bpf_ct_release"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].acquire, acquire) == 0)
			return rows[i].release;
	return NULL;
}

/* "Unreleased reference id=2 alloc_insn=5" */
void help_about_reference(struct program_result *p, const struct help_case *c)
{
	const int insn = number_after(p->detail, "alloc_insn=");
	struct help_trace h;
	char where[96], callee[64];

	if (insn < 0 || !help_trace_open(&h, p, c))
		return;
	const int at = step_of(&h.trace, h.last, insn);
	if (at >= 0) {
		trace_where(where, sizeof(where), &h.trace.steps[at]);
		trace_callee(callee, sizeof(callee), &h.trace.steps[at]);
		const char *release = release_of(callee);
		help_say(p, "what %s%s acquired at %s is still held where this path ends, at %s",
			*callee ? callee : "the call", *callee ? "()" : "", where, h.where);
		if (release)
			help_say(p, ": release it by %s()", release);
	}
	trace_clear(&h.trace);
}

void help_about_lock(struct program_result *p, const struct help_case *c)
{
	struct help_trace h;
	char where[96], callee[64] = "";
	int at;

	if (!help_trace_open(&h, p, c))
		return;
	for (at = h.last; at >= 0; at = h.trace.steps[at].prev) {
		trace_callee(callee, sizeof(callee), &h.trace.steps[at]);
		if (strcmp(callee, "bpf_spin_unlock") == 0)
			break;
		if (strcmp(callee, "bpf_spin_lock") == 0)
			break;
	}
	if (at >= 0 && at != h.last && strcmp(callee, "bpf_spin_lock") == 0)
		help_say(p, "the lock taken at %s is held at %s",
			trace_where(where, sizeof(where), &h.trace.steps[at]), h.where);
	else if (at >= 0 && at != h.last)
		help_say(p, "the lock was given back at %s already",
			trace_where(where, sizeof(where), &h.trace.steps[at]));
	trace_clear(&h.trace);
}

/* "infinite loop detected at insn 5" */
void help_about_control_flow(struct program_result *p, const struct help_case *c)
{
	const int insn = number_after(p->detail, "infinite loop detected at insn ");
	struct help_trace h;
	char where[96];

	if (insn < 0 || !help_trace_open(&h, p, c))
		return;
	const int at = step_of(&h.trace, h.last, insn);
	if (at >= 0)
		help_say(p,
			"the loop at %s came round with nothing changed that the verifier knows: let a "
			"counter that it can follow end the loop, with a constant limit",
			trace_where(where, sizeof(where), &h.trace.steps[at]));
	trace_clear(&h.trace);
}

/* The range "[0, 1]", or "(0x0; 0x1)" before 6.8, of "should have been in …". */
static bool read_wanted(const char *detail, char *ret, size_t size)
{
	const char *at = strstr(detail, "should have been in ");
	long long n[2];

	if (!at)
		return false;
	at += 20;
	if (numbers_in64(at, "[#, #]", n)) {
		if (n[0] == n[1])
			snprintf(ret, size, "%lld", n[0]);
		else
			snprintf(ret, size, "%lld to %lld", n[0], n[1]);
		return true;
	}
	/* value and mask of a tnum: the mask's bits are free */
	if (!numbers_in64(at, "(#; #)", n) || n[0] < 0 || n[1] < 0 || n[1] == LLONG_MAX)
		return false;
	const long long value = n[0], mask = n[1];
	if (!mask)
		snprintf(ret, size, "%lld", value);
	else if ((mask & (mask + 1)) == 0 && (value & mask) == 0)
		snprintf(ret, size, "%lld to %lld", value, value + mask);
	else
		return false;
	return true;
}

static void say_returned(struct program_result *p, const struct help_trace *h, const char *wanted)
{
	const struct help_origin o = help_origin(&h->trace, h->last, 0);
	struct trace_value v;
	char range[96];

	if (!trace_value_before(&v, &h->trace, h->last, 0) || !v.is_scalar)
		return;
	help_say(p, "%s returns %s here; what is returned is %s",
		strstr(p->detail, "program exit") ? "a program of this type"
		: strstr(p->detail, "callback") || strstr(p->detail, "async") ? "this callback"
									      : "this function",
		wanted, trace_range(range, sizeof(range), &v));
	if (o.step >= 0)
		help_say(p, ", from %s", o.where);
}

void help_about_returned(struct program_result *p, const struct help_case *c)
{
	struct help_trace h;
	char wanted[64];

	if (!help_trace_open(&h, p, c))
		return;
	const struct help_origin o = help_origin(&h.trace, h.last, 0);
	if (read_wanted(p->detail, wanted, sizeof(wanted)))
		say_returned(p, &h, wanted);
	else if (strstr(p->detail, "not a known value") && o.step >= 0)
		help_say(p, "a pointer is returned, from %s: return a number", o.where);
	trace_clear(&h.trace);
}
