// SPDX-License-Identifier: GPL-2.0-only
/* What the program uses as a pointer and the verifier takes for a number. */
#include "explain/help-pointer.h"
#include "explain/help-trace.h"
#include "verdict/releases.h"

#include <linux/bpf.h>
#include <stddef.h>
#include <string.h>

/* bpf_helper_changes_pkt_data(), net/core/filter.c of 6.12. */
static bool changes_packet(const char *helper)
{
	static const char *const helpers[] = {"bpf_clone_redirect", "bpf_l3_csum_replace",
		"bpf_l4_csum_replace", "bpf_lwt_push_encap", "bpf_lwt_seg6_action",
		"bpf_lwt_seg6_adjust_srh", "bpf_lwt_seg6_store_bytes", "bpf_msg_pop_data",
		"bpf_msg_pull_data", "bpf_msg_push_data", "bpf_reserve_hdr_opt",
		"bpf_skb_adjust_room", "bpf_skb_change_head", "bpf_skb_change_proto",
		"bpf_skb_change_tail", "bpf_skb_pull_data", "bpf_skb_store_bytes",
		"bpf_skb_vlan_pop", "bpf_skb_vlan_push", "bpf_store_hdr_opt", "bpf_xdp_adjust_head",
		"bpf_xdp_adjust_meta", "bpf_xdp_adjust_tail"};

	for (size_t i = 0; i < sizeof(helpers) / sizeof(*helpers); i++)
		if (strcmp(helper, helpers[i]) == 0)
			return true;
	return false;
}

/* Helpers and kfuncs after which what they were given is no pointer: they release it. */
static bool releases(const char *name)
{
	static const char *const words[] = {"_release", "_discard", "_submit", "_put", "_drop"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(name, words[i]))
			return true;
	return false;
}

/* A tail call or the call of a global function, which may change the packet (since 6.13). */
static bool is_global_call(const struct trace *t, int at, const char *callee)
{
	const struct trace_step *s = &t->steps[at];

	return strcmp(callee, "bpf_tail_call") == 0 ||
	       (s->text.len > 7 && memcmp(s->text.at, "call pc", 7) == 0 && at + 1 < t->count &&
		       s[1].insn == s->insn + 1 && s[1].prev == at);
}

/* Programs whose context has the packet's bounds: __sk_buff, with data at 76 to 140, and xdp_md. */
static bool has_packet(const struct help_case *c)
{
	switch (c->program ? (int)bpf_program__type(c->program) : -1) {
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_FLOW_DISSECTOR:
	case BPF_PROG_TYPE_LWT_IN:
	case BPF_PROG_TYPE_LWT_OUT:
	case BPF_PROG_TYPE_LWT_XMIT:
	case BPF_PROG_TYPE_SCHED_ACT:
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SK_SKB:
		return true;
	default:
		return false;
	}
}

/*
 * Whether the value is skb->data or xdp->data, which the log of a kernel before 5.17 does not show,
 * read from the context.
 */
static bool is_packet_field(
	const struct help_trace *h, const struct help_case *c, const struct help_origin *o)
{
	if (o->deed.act != ACT_LOAD ||
		trace_base(&h->trace, o->step, o->deed.source) != BASE_CONTEXT)
		return false;
	if (has_packet(c))
		return o->deed.off == offsetof(struct __sk_buff, data);
	return c->program && (int)bpf_program__type(c->program) == BPF_PROG_TYPE_XDP &&
	       o->deed.off == offsetof(struct xdp_md, data);
}

/* Whether the call at step @at is given the address of the stack at @off. */
static bool is_given_slot(const struct trace *t, int at, int64_t off)
{
	struct trace_value v;

	for (int reg = BPF_REG_1; reg <= BPF_REG_5; reg++)
		if (trace_value_before(&v, t, at, reg) && help_is_type(&v, "fp") && v.off == off)
			return true;
	return false;
}

/*
 * A pointer in a stack slot that a call was given as memory is a number from then on: @clobber of
 * check_stack_range_initialized() in kernel/bpf/verifier.c, since 37cce22dbd51 (6.14) where the
 * call writes to it only.
 */
static void say_slot(struct program_result *p, const struct help_trace *h,
	const struct help_case *c, const struct help_origin *o)
{
	const struct trace *t = &h->trace;
	bool complete;
	char callee[64], where[96];
	const int fill = trace_writer(t, h->last, h->reg, &complete);
	const struct trace_deed d =
		fill >= 0 ? trace_deed(&t->steps[fill].text, h->reg) : (struct trace_deed){0};
	int at = fill, given = -1;

	if (d.act != ACT_FILL)
		return;
	while ((at = t->steps[at].prev) >= 0 && at != o->step)
		if (*trace_callee(callee, sizeof(callee), &t->steps[at]) &&
			is_given_slot(t, at, d.off))
			given = at; /* the first of them is wanted */
	if (at < 0 || given < 0)
		return;
	help_say(p,
		"R%d was a pointer until %s() at %s was given the address of its place on the stack: "
		"give the call a copy, or read it again%s",
		h->reg, trace_callee(callee, sizeof(callee), &t->steps[given]),
		trace_where(where, sizeof(where), &t->steps[given]),
		releases_since(c->version, "6.14")
			? ""
			: " (6.14 and later keep it where the call only reads)");
}

/*
 * Whether the value was a pointer where it was made.  Then a call since is why it is none: say
 * which, if one is known to do that.
 */
static bool say_invalidated(struct program_result *p, const struct help_trace *h,
	const struct help_case *c, const struct help_origin *o)
{
	const struct trace *t = &h->trace;
	struct trace_value v;
	char callee[64], where[96];

	const bool known = trace_value_after(&v, t, o->step, o->reg);
	if (known ? v.is_scalar : !is_packet_field(h, c, o))
		return false;
	const bool packet = !known || help_is_type(&v, "pkt");
	for (int at = t->steps[h->last].prev; at >= 0 && at != o->step; at = t->steps[at].prev) {
		trace_callee(callee, sizeof(callee), &t->steps[at]);
		trace_where(where, sizeof(where), &t->steps[at]);
		if (packet && (changes_packet(callee) || is_global_call(t, at, callee))) {
			help_say(p,
				"R%d was a packet pointer until %s%s at %s, which makes all of them "
				"invalid: read data and data_end of the context again after it, and "
				"compare again",
				h->reg, *callee ? callee : "the call of a global function",
				*callee ? "()" : "", where);
			return true;
		}
		if (!packet && releases(callee)) {
			help_say(p, "R%d was a pointer until %s() at %s", h->reg, callee, where);
			return true;
		}
	}
	if (!packet)
		say_slot(p, h, c, o);
	return true;
}

/* What reads through a number, as far as this program may call it. */
static const char *how_to_read(const struct help_case *c)
{
	if (c->program && help_ask_kernel(c, "helper", "bpf_probe_read_kernel") == 1)
		return ": read through it with bpf_probe_read_kernel() (BPF_CORE_READ), or "
		       "bpf_probe_read_user() if it is an address of a process";
	return "";
}

/* Whether what was read from the context is a number: the log shows it, or it always is one. */
static bool gives_numbers(
	const struct help_trace *h, const struct help_case *c, const struct help_origin *o)
{
	struct trace_value v;

	if (trace_value_after(&v, &h->trace, o->step, o->reg))
		return v.is_scalar;
	switch (c->program ? (int)bpf_program__type(c->program) : -1) {
	case BPF_PROG_TYPE_KPROBE:
	case BPF_PROG_TYPE_PERF_EVENT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_TRACEPOINT:
		return true;
	default:
		return false;
	}
}

/* What the verifier takes for a number and the program for a pointer. */
static void say_number(struct program_result *p, const struct help_trace *h,
	const struct help_case *c, const struct help_origin *o)
{
	struct trace_value from;
	const enum trace_base base = o->deed.act == ACT_LOAD
					     ? trace_base(&h->trace, o->step, o->deed.source)
					     : BASE_UNKNOWN;

	if (o->deed.act == ACT_CALL && *o->callee) {
		if (trace_value_after(&from, &h->trace, o->step, o->reg) ||
			strcmp(o->callee, "bpf_get_current_task") == 0)
			help_say(p, "what %s() returned at %s is a number to the verifier%s",
				o->callee, o->where, how_to_read(c));
	} else if (base == BASE_CONTEXT && gives_numbers(h, c, o))
		help_say(p,
			"R%d was read from the context at %s, which is a number to this type of "
			"program%s",
			h->reg, o->where, how_to_read(c));
	else if (base == BASE_OTHER)
		help_say(p,
			"R%d was read from memory at %s, and what is read from there is a number to "
			"the verifier%s",
			h->reg, o->where, how_to_read(c));
	else if (o->deed.act == ACT_NUMBER)
		help_say(p, "R%d is %s since %s", h->reg,
			trace_value_after(&from, &h->trace, o->step, o->reg) && from.is_known &&
					from.smin == 0
				? "NULL"
				: "a constant, and no pointer,",
			o->where);
	else if ((o->deed.act == ACT_ARITHMETIC || o->deed.act == ACT_ADD) &&
		 trace_value_before(&from, &h->trace, o->step, o->reg) && !from.is_scalar)
		help_say(p, "R%d was a pointer until the arithmetic at %s", h->reg, o->where);
}

void help_about_memory_type(struct program_result *p, const struct help_case *c)
{
	struct help_trace h;
	const char *quoted = strchr(p->detail, '\'');

	if (!quoted || !help_trace_open(&h, p, c))
		return;
	const struct help_origin o = help_origin(&h.trace, h.last, h.reg < 0 ? 0 : h.reg);
	const bool number = strcmp(quoted, "'scalar'") == 0 || strcmp(quoted, "'inv'") == 0;
	if (h.reg >= 0 && o.step >= 0 && number) {
		if (!say_invalidated(p, &h, c, &o))
			say_number(p, &h, c, &o);
	}
	if (h.reg >= 0 && strcmp(quoted, "'pkt_end'") == 0)
		help_say(p, "R%d is data_end: it can be compared, and nothing can be read at it",
			h.reg);
	else if (h.reg >= 0 && o.step >= 0 && !number)
		help_say(p, "R%d has its value from %s", h.reg, o.where);
	trace_clear(&h.trace);
}
