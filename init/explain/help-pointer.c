// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-pointer.h"
#include "explain/help-trace.h"
#include "explain/number.h"

#include <ctype.h>
#include <stdio.h>
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
		return number_after(reg, " R");
	const int n = arg ? number_after(arg, " arg") : -1;
	return n < 0 || n > 10 ? -1 : strstr(detail, "helper arg") ? n : n + 1;
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

/* What the argument is, by the registers or else by the message, "type=inv expected=…". */
static void say_argument(struct program_result *p, const struct help_trace *h)
{
	const struct help_origin o = help_origin(&h->trace, h->last, h->reg);
	const char *type = strstr(p->detail, " type="), *words;
	struct trace_value v;
	char text[128];

	if (trace_value_before(&v, &h->trace, h->last, h->reg)) {
		words = words_of(v.type.at, v.type.len);
		if (v.is_known)
			snprintf(text, sizeof(text), "the number %lld", (long long)v.smin);
		else
			help_value(text, sizeof(text), &v);
		words = words && !v.is_known ? words : text;
	} else {
		words = type ? words_of(type + 6, strcspn(type + 6, " ")) : NULL;
	}
	if (!words)
		return;
	help_say(p, "argument %d of %s() at %s is %s", h->reg, h->callee, h->where, words);
	if (o.step >= 0 && strcmp(o.where, h->where) != 0)
		help_say(p, ", from %s", o.where);
}

void help_about_argument(struct program_result *p, const struct help_case *c)
{
	struct help_trace h;

	if (!help_trace_open(&h, p, c))
		return;
	if (strstr(p->detail, "_or_null") && strstr(p->detail, " expected=") && h.reg > 0) {
		say_null(p, &h, h.reg);
	} else if (h.reg > 0 && h.reg <= 5 && *h.callee) {
		say_argument(p, &h);
	}
	trace_clear(&h.trace);
}
