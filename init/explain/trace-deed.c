// SPDX-License-Identifier: GPL-2.0-only
/* What a step does to a register, by the text of its instruction: print_bpf_insn(), disasm.c. */
#include "explain/trace-value.h"
#include "verdict/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many copies and spills are followed. */
#define COPIES_MAX 32
/* An instruction's text is shorter. */
#define INSN_TEXT_SIZE 128

static const char *text_of(char out[INSN_TEXT_SIZE], const struct trace_text *text)
{
	snprintf(out, INSN_TEXT_SIZE, "%.*s",
		(int)(text->len < INSN_TEXT_SIZE ? text->len : INSN_TEXT_SIZE - 1), text->at);
	return out;
}

/* The register that @s begins with, "r10" or "w3"; -1: none.  *ret_len: how long it is. */
static int register_at(const char *s, size_t *ret_len)
{
	char *end;

	if ((*s != 'r' && *s != 'w') || !isdigit((unsigned char)s[1]))
		return -1;
	const long n = strtol(s + 1, &end, 10);
	*ret_len = (size_t)(end - s);
	return n >= 0 && n <= 11 ? (int)n : -1;
}

/* "(u32 *)(r2 +4)" and, since 6.6, "(s8 *)(r2 +4)". */
static bool read_access(struct trace_deed *d, const char *s)
{
	size_t len;

	if (*s != '(' || (s[1] != 'u' && s[1] != 's'))
		return false;
	d->size = (int)strtol(s + 2, NULL, 10) / 8;
	const char *reg = strstr(s, ")(");
	d->source = reg ? register_at(reg + 2, &len) : -1;
	if (d->source < 0 || reg[2 + len] != ' ')
		return false;
	d->off = strtol(reg + 3 + len, NULL, 10);
	return true;
}

/* "= …" of "r1 = …". */
static struct trace_deed assignment(const char *s, bool is_32)
{
	struct trace_deed d = {.act = ACT_ARITHMETIC, .source = -1, .is_32 = is_32};
	size_t len;

	if (*s == '*') {
		if (read_access(&d, s + 1))
			d.act = d.source == 10 ? ACT_FILL : ACT_LOAD;
	} else if (isdigit((unsigned char)*s) || (*s == '-' && isdigit((unsigned char)s[1]))) {
		d.act = ACT_NUMBER;
	} else if ((d.source = register_at(s, &len)) >= 0 && !s[len]) {
		d.act = *s == 'w' ? ACT_COPY32 : ACT_COPY;
	}
	return d;
}

struct trace_deed trace_deed(const struct trace_text *text, int reg)
{
	struct trace_deed none = {.act = ACT_NONE, .source = -1};
	char line[INSN_TEXT_SIZE];
	const char *s = text_of(line, text);
	size_t len;

	/* loads by "r0 = *(u8 *)skb[12]" are calls inside: they spoil r1 to r5 too */
	if (strncmp(s, "call ", 5) == 0 || strstr(s, " *)skb[")) {
		if (reg > 5)
			return none;
		none.act = reg == 0 ? ACT_CALL : ACT_CLOBBER;
		return none;
	}
	if (strncmp(s, "lock ", 5) == 0 || *s == '*') {
		/* cmpxchg sets r0: "r0 = atomic64_cmpxchg(…)" begins with it; others set none */
		return none;
	}
	if (register_at(s, &len) != reg || s[len] != ' ')
		return none;
	const bool is_32 = *s == 'w';
	s += len + 1;
	if (s[0] == '=' && s[1] == ' ')
		return assignment(s + 2, is_32);
	none.act = s[0] == '+' && s[1] == '=' ? ACT_ADD : ACT_ARITHMETIC;
	none.is_32 = is_32;
	const char *operand = strstr(s, "= ");
	if (operand)
		none.source = register_at(operand + 2, &len);
	return none;
}

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
	char line[INSN_TEXT_SIZE];
	size_t len;

	for (at = t->steps[at].prev; at >= 0 && t->steps[at].frame == frame;
		at = t->steps[at].prev) {
		struct trace_deed d = {.source = -1};
		const char *s = text_of(line, &t->steps[at].text), *equals;
		if (strncmp(s, "call ", 5) == 0 && strncmp(s, "call pc", 7) == 0)
			return -1; /* the function may store there */
		if (*s != '*' || !read_access(&d, s + 1))
			continue;
		if (d.source != 10 && may_be_stack(t, at, d.source))
			return -1;
		if (d.source != 10 || d.off != off || !(equals = strstr(s, ") = ")))
			continue;
		*ret_reg = register_at(equals + 4, &len);
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

const char *trace_callee(char *ret, size_t size, const struct trace_step *s)
{
	char line[INSN_TEXT_SIZE];
	const char *text = text_of(line, &s->text);

	*ret = '\0';
	if (strncmp(text, "call ", 5) != 0 || strncmp(text, "call pc", 7) == 0)
		return ret;
	const size_t len = strcspn(text + 5, "#");
	if (text[5 + len] == '#' && strncmp(text + 5, "unknown", 7) != 0)
		text_clean(ret, size, text + 5, len, 0);
	return ret;
}
