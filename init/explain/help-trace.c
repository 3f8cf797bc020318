// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-trace.h"
#include "explain/number.h"
#include "verdict/text.h"

#include <stdio.h>
#include <string.h>

/* Whether the message follows the last step in the log: else the trace was left off before it. */
static bool has_message(const struct trace_step *last, const char *detail)
{
	char begin[33];

	snprintf(begin, sizeof(begin), "%.32s", detail);
	return *begin && strstr(last->text.at, begin);
}

/* The register of "R1 offset is …", alone or as the second of two lines; -1: none. */
static int register_of(const char *detail)
{
	const char *second = strstr(detail, "; R");
	const char *reg = second ? second + 2 : detail;

	return *reg == 'R' ? number_after(reg, "R") : -1;
}

bool help_trace_open(
	struct help_trace *ret, const struct program_result *p, const struct help_case *c)
{
	const char *log = c->answer->log;

	*ret = (struct help_trace){.reg = -1};
	if (!log || trace_read(&ret->trace, log, trace_says_places(c->version)))
		return false;
	ret->last = trace_last(&ret->trace);
	const struct trace_step *last = ret->last >= 0 ? &ret->trace.steps[ret->last] : NULL;
	if (!last || (c->answer->log_cut && !has_message(last, p->detail))) {
		trace_clear(&ret->trace);
		return false;
	}
	ret->reg = register_of(p->detail);
	trace_where(ret->where, sizeof(ret->where), last);
	trace_callee(ret->callee, sizeof(ret->callee), last);
	return true;
}

struct help_origin help_origin(const struct trace *t, int at, int reg)
{
	struct help_origin o = {.step = trace_origin(t, at, reg, &o.reg)};

	if (o.step < 0)
		return o;
	o.deed = trace_deed(&t->steps[o.step].text, o.reg);
	trace_where(o.where, sizeof(o.where), &t->steps[o.step]);
	trace_callee(o.callee, sizeof(o.callee), &t->steps[o.step]);
	return o;
}

const char *help_value(char *ret, size_t size, const struct trace_value *v)
{
	text_clean(ret, size, v->text.at, v->text.len, 0);
	return ret;
}

bool help_is_type(const struct trace_value *v, const char *word)
{
	const size_t len = strlen(word);

	return v->type.len >= len && memcmp(v->type.at, word, len) == 0 &&
	       (v->type.len == len || v->type.at[len] == '_');
}
