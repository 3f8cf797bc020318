// SPDX-License-Identifier: GPL-2.0-only
/* What a step does to a register, by the text of its instruction: print_bpf_insn(), disasm.c. */
#include "explain/trace-deed.h"
#include "verdict/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *trace_insn(char out[TRACE_INSN_SIZE], const struct trace_text *text)
{
	snprintf(out, TRACE_INSN_SIZE, "%.*s",
		(int)(text->len < TRACE_INSN_SIZE ? text->len : TRACE_INSN_SIZE - 1), text->at);
	return out;
}

int trace_register(const char *s, size_t *ret_len)
{
	char *end;

	if ((*s != 'r' && *s != 'w') || !isdigit((unsigned char)s[1]))
		return -1;
	const long n = strtol(s + 1, &end, 10);
	*ret_len = (size_t)(end - s);
	return n >= 0 && n <= 11 ? (int)n : -1;
}

bool trace_access(struct trace_deed *d, const char *s)
{
	size_t len;

	if (*s != '(' || (s[1] != 'u' && s[1] != 's'))
		return false;
	d->size = (int)strtol(s + 2, NULL, 10) / 8;
	const char *reg = strstr(s, ")(");
	d->source = reg ? trace_register(reg + 2, &len) : -1;
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
		if (trace_access(&d, s + 1))
			d.act = d.source == 10 ? ACT_FILL : ACT_LOAD;
	} else if (isdigit((unsigned char)*s) || (*s == '-' && isdigit((unsigned char)s[1]))) {
		d.act = ACT_NUMBER;
	} else if ((d.source = trace_register(s, &len)) >= 0 && !s[len]) {
		d.act = *s == 'w' ? ACT_COPY32 : ACT_COPY;
	}
	return d;
}

struct trace_deed trace_deed(const struct trace_text *text, int reg)
{
	struct trace_deed none = {.act = ACT_NONE, .source = -1};
	char line[TRACE_INSN_SIZE];
	const char *s = trace_insn(line, text);
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
	if (trace_register(s, &len) != reg || s[len] != ' ')
		return none;
	const bool is_32 = *s == 'w';
	s += len + 1;
	if (s[0] == '=' && s[1] == ' ')
		return assignment(s + 2, is_32);
	none.act = s[0] == '+' && s[1] == '=' ? ACT_ADD : ACT_ARITHMETIC;
	none.is_32 = is_32;
	const char *operand = strstr(s, "= ");
	if (operand)
		none.source = trace_register(operand + 2, &len);
	return none;
}

const char *trace_callee(char *ret, size_t size, const struct trace_step *s)
{
	char line[TRACE_INSN_SIZE];
	const char *text = trace_insn(line, &s->text);

	*ret = '\0';
	if (strncmp(text, "call ", 5) != 0 || strncmp(text, "call pc", 7) == 0)
		return ret;
	const size_t len = strcspn(text + 5, "#");
	if (text[5 + len] == '#' && strncmp(text + 5, "unknown", 7) != 0)
		text_clean(ret, size, text + 5, len, 0);
	return ret;
}
