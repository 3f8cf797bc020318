// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-pointer.h"
#include "explain/help-trace.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The kernel's type that the value points to: "struct sock" of "trusted_ptr_or_null_sock(id=1)".
 * "": none.  Returns @ret.
 */
static const char *pointed_to(char *ret, size_t size, const struct trace_value *v)
{
	char text[96];
	const char *name = help_value(text, sizeof(text), v);

	*ret = '\0';
	if ((name = strstr(text, "ptr_or_null_")))
		name += 12;
	else if ((name = strstr(text, "ptr_")))
		name += 4;
	const size_t len = name ? strcspn(name, "(") : 0;
	if (len && name[len] == '(')
		snprintf(ret, size, ", a struct %.*s,", (int)len, name);
	return ret;
}

/*
 * The register that the message is about: "R2 type=…", "… passed to helper arg2" (from 1: the
 * register's number), "… passed to trusted arg0" (from 0).  -1: it does not say.
 */
static int register_of(const struct help_trace *h, const char *detail)
{
	const char *arg = strstr(detail, " arg"), *reg = strstr(detail, "passed to ");

	if (h->reg >= 0)
		return h->reg;
	reg = reg ? strstr(reg, " R") : NULL; /* 7.2 */
	if (reg && isdigit((unsigned char)reg[2]))
		return (int)strtol(reg + 2, NULL, 10);
	if (!arg || !isdigit((unsigned char)arg[4]))
		return -1;
	const int n = (int)strtol(arg + 4, NULL, 10);
	return strstr(detail, "helper arg") ? n : n + 1;
}

/* "f.c:14", or "R2 is passed to bpf_x() at f.c:14". */
static const char *use_of(char *ret, size_t size, const struct help_trace *h, int reg)
{
	if (*h->callee)
		snprintf(ret, size, "it is passed to %s() as argument %d at %s", h->callee, reg,
			h->where);
	else
		snprintf(ret, size, "it is used at %s", h->where);
	return ret;
}

static void say_null(struct program_result *p, const struct help_trace *h, int reg)
{
	const struct help_origin o = help_origin(&h->trace, h->last, reg);
	struct trace_value v;
	char type[128] = "", use[224];

	use_of(use, sizeof(use), h, reg);
	if (trace_value_before(&v, &h->trace, h->last, reg)) {
		if (v.is_known && v.smin == 0) {
			help_say(p, "R%d is NULL where %s", reg, use);
			return;
		}
		pointed_to(type, sizeof(type), &v);
	}
	if (o.step >= 0 && o.deed.act == ACT_CALL && *o.callee)
		help_say(p, "%s() at %s may return NULL: test its result before %s", o.callee,
			o.where, use);
	else if (o.step >= 0 && o.deed.act == ACT_LOAD)
		help_say(p,
			"the pointer that is read at %s%s may be NULL on this kernel: test it before %s",
			o.where, type, use);
	else
		help_say(p, "R%d%s may be NULL: test it before %s", reg, type, use);
}

void help_about_null(struct program_result *p, const struct help_case *c)
{
	struct help_trace h;

	if (!help_trace_open(&h, p, c))
		return;
	const int reg = register_of(&h, p->detail);
	if (reg >= 0 && reg <= 10)
		say_null(p, &h, reg);
	trace_clear(&h.trace);
}

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

/*
 * Whether the value was a pointer where it was made.  Then a call since is why it is none: say
 * which, if one is known to do that.
 */
static bool say_invalidated(
	struct program_result *p, const struct help_trace *h, const struct help_origin *o)
{
	const struct trace *t = &h->trace;
	struct trace_value v;
	char callee[64], where[96];

	if (!trace_value_after(&v, t, o->step, o->reg) || v.is_scalar)
		return false;
	const bool packet = help_is_type(&v, "pkt");
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
	} else if (base == BASE_CONTEXT)
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
		if (!say_invalidated(p, &h, &o))
			say_number(p, &h, c, &o);
	}
	if (h.reg >= 0 && strcmp(quoted, "'pkt_end'") == 0)
		help_say(p, "R%d is data_end: it can be compared, and nothing can be read at it",
			h.reg);
	else if (h.reg >= 0 && o.step >= 0 && !number)
		help_say(p, "R%d has its value from %s", h.reg, o.where);
	trace_clear(&h.trace);
}

/* The verifier's word for a type → what it is: reg_type_str() in kernel/bpf/log.c. */
static const char *words_of(const char *type, size_t len)
{
	static const struct {
		const char *type, *words;
	} rows[] = {
		{"scalar", "a number"},
		{"inv", "a number"},
		{"ctx", "the context"},
		{"fp", "a pointer to the stack"},
		{"map_ptr", "a map"},
		{"map_value", "a pointer into a map's value"},
		{"pkt", "a packet pointer"},
		{"pkt_end", "data_end"},
		{"pkt_meta", "a pointer to the packet's metadata"},
		{"mem", "a pointer to memory"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strlen(rows[i].type) == len && memcmp(rows[i].type, type, len) == 0)
			return rows[i].words;
	return NULL;
}

void help_about_argument(struct program_result *p, const struct help_case *c)
{
	struct help_trace h;
	struct trace_value v;
	char text[128];

	if (!help_trace_open(&h, p, c))
		return;
	if (strstr(p->detail, "_or_null") && strstr(p->detail, " expected=") && h.reg > 0) {
		say_null(p, &h, h.reg);
	} else if (h.reg > 0 && h.reg <= 5 && *h.callee &&
		   trace_value_before(&v, &h.trace, h.last, h.reg)) {
		const struct help_origin o = help_origin(&h.trace, h.last, h.reg);
		const char *words = words_of(v.type.at, v.type.len);
		if (v.is_known)
			snprintf(text, sizeof(text), "the number %lld", (long long)v.smin);
		help_say(p, "argument %d of %s() at %s is %s", h.reg, h.callee, h.where,
			v.is_known ? text
			: words	   ? words
				   : help_value(text, sizeof(text), &v));
		if (o.step >= 0 && strcmp(o.where, h.where) != 0)
			help_say(p, ", from %s", o.where);
	}
	trace_clear(&h.trace);
}
