// SPDX-License-Identifier: GPL-2.0-only
#include "explain/trace-path.h"

#include <string.h>

/* How many copies and spills are followed. */
#define COPIES_MAX 32

int trace_writer(const struct trace *t, int at, int reg, bool *ret_complete)
{
	*ret_complete = false;
	for (int frame = t->steps[at].frame; at >= 0 && t->steps[at].frame == frame;) {
		*ret_complete = t->steps[at].is_begin;
		at = t->steps[at].prev;
		if (at < 0 || t->steps[at].frame != frame)
			return -1;
		if (trace_deed(&t->steps[at].text, reg).act != ACT_NONE)
			return at;
	}
	return -1;
}

/* Whether the pointer in @reg may be one to the stack. */
static bool may_be_stack(const struct trace *t, int at, int reg)
{
	struct trace_value v;

	return !trace_value_before(&v, t, at, reg) ||
	       (v.type.len == 2 && memcmp(v.type.at, "fp", 2) == 0);
}

int trace_spill(const struct trace *t, int at, int64_t off, int *ret_reg)
{
	const int frame = t->steps[at].frame;
	char line[TRACE_INSN_SIZE];
	size_t len;

	for (at = t->steps[at].prev; at >= 0 && t->steps[at].frame == frame;
		at = t->steps[at].prev) {
		struct trace_deed d = {.source = -1};
		const char *s = trace_insn(line, &t->steps[at].text), *equals;
		if (strncmp(s, "call ", 5) == 0 && strncmp(s, "call pc", 7) == 0)
			return -1; /* the function may store there */
		if (*s != '*' || !trace_access(&d, s + 1))
			continue;
		if (d.source != 10 && may_be_stack(t, at, d.source))
			return -1;
		if (d.source != 10 || d.off != off || !(equals = strstr(s, ") = ")))
			continue;
		*ret_reg = trace_register(equals + 4, &len);
		return at;
	}
	return -1;
}

int trace_origin(const struct trace *t, int at, int reg, int *ret_reg)
{
	bool complete;

	for (int n = 0; n < COPIES_MAX && at >= 0 && reg >= 0; n++) {
		const int writer = trace_writer(t, at, reg, &complete);
		if (writer < 0)
			return -1;
		const struct trace_deed d = trace_deed(&t->steps[writer].text, reg);
		*ret_reg = reg;
		if (d.act == ACT_COPY || d.act == ACT_COPY32) {
			at = writer;
			reg = d.source;
		} else if (d.act == ACT_FILL && d.size == 8) {
			at = trace_spill(t, writer, d.off, &reg);
			if (at < 0)
				return writer;
		} else {
			return writer;
		}
	}
	return -1;
}

enum trace_base trace_base(const struct trace *t, int at, int reg)
{
	struct trace_value v;
	bool complete;

	if (trace_value_before(&v, t, at, reg) && !v.is_scalar)
		return v.type.len == 3 && memcmp(v.type.at, "ctx", 3) == 0  ? BASE_CONTEXT
		       : v.type.len == 2 && memcmp(v.type.at, "fp", 2) == 0 ? BASE_STACK
									    : BASE_OTHER;
	for (int n = 0; n < COPIES_MAX; n++) {
		const int writer = reg == 10 ? -1 : trace_writer(t, at, reg, &complete);
		if (reg == 10)
			return BASE_STACK;
		if (writer < 0)
			return complete && reg == 1 && t->steps[at].frame == 0 ? BASE_CONTEXT
									       : BASE_UNKNOWN;
		const struct trace_deed d = trace_deed(&t->steps[writer].text, reg);
		if (d.act == ACT_LOAD || d.act == ACT_CALL)
			return BASE_OTHER;
		if (d.act != ACT_COPY && (d.act != ACT_ADD || d.source >= 0))
			return BASE_UNKNOWN;
		reg = d.act == ACT_COPY ? d.source : reg;
		at = writer;
	}
	return BASE_UNKNOWN;
}
