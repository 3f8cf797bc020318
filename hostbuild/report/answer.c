// SPDX-License-Identifier: GPL-2.0-only
#include "report/answer.h"
#include "report/supplied.h"
#include "report/wrap.h"

#include <limits.h>
#include <inttypes.h>
#include <string.h>

int answer_compare(const struct program_result *a, const struct program_result *b)
{
	const int figures[][2] = {{(int)a->verdict, (int)b->verdict},
		{(int)a->expected, (int)b->expected}, {(int)a->met, (int)b->met}, {a->err, b->err}};
	const char *const texts[][2] = {{a->reason, b->reason}, {a->detail, b->detail},
		{a->help, b->help}, {a->erratum, b->erratum}};
	int order = 0;

	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures) && !order; i++)
		order = (figures[i][0] > figures[i][1]) - (figures[i][0] < figures[i][1]);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts) && !order; i++)
		order = strcmp(texts[i][0], texts[i][1]);
	return order;
}

const char *answer_words(const struct program_result *p, char ret[ANSWER_WORDS_SIZE])
{
	const char *verdict = verdict_word(p->verdict), *symbol = errno_symbol(p->err);

	snprintf(ret, ANSWER_WORDS_SIZE, "%s%s%s%s%s", verdict ? verdict : "no verdict",
		symbol ? " " : "", symbol ? symbol : "", *p->reason ? " " : "", p->reason);
	return ret;
}

void answer_put(const struct screen *s, const struct program_result *p, int at)
{
	const char *verdict = verdict_word(p->verdict), *symbol = errno_symbol(p->err);
	char line[DETAIL_SIZE + 64], supplied[SUPPLIED_SIZE];

	supplied_count(p, supplied);
	snprintf(line, sizeof(line), ": %s%s%s%s%s%s",
		verdict ? verdict : "begun, but no verdict came", symbol ? " " : "",
		symbol ? symbol : "", *p->reason ? " " : "", p->reason, supplied);
	at = wrap_put(s, STYLE_PLAIN, line, at, WRAP_INDENT);
	if (*p->detail) {
		snprintf(line, sizeof(line), " %s %s", s->utf8 ? "—" : "--", p->detail);
		wrap_put(s, STYLE_PLAIN, line, at, WRAP_INDENT);
	}
	fputc('\n', s->out);
}

void answer_place(const struct program_result *p, char ret[PLACE_SIZE])
{
	*ret = '\0';
	if (*p->source || *p->source_at)
		snprintf(ret, PLACE_SIZE, "at instruction %" PRId64 "%s%s%s%s", p->insn,
			*p->source_at ? ", " : "", p->source_at, *p->source ? ": " : "", p->source);
}

const char *answer_crossed(const struct result_crossed *c, char ret[CROSSED_SIZE])
{
	const int name = (int)strcspn(c->limit, ">");

	if (c->value < 0)
		snprintf(ret, CROSSED_SIZE, "the kernel gave no figure for the limit %s", c->limit);
	else if (!c->limit[name]) /* no figure crosses it: "reason" */
		snprintf(ret, CROSSED_SIZE, "another %s than that of the other build", c->limit);
	else
		snprintf(ret, CROSSED_SIZE, "%" PRId64 " %.*s, over the limit %s", c->value, name,
			c->limit, c->limit);
	return ret;
}

void answer_put_repeat(const struct screen *s, const struct result_object *o)
{
	if (!o || !o->repeat)
		return;
	screen_pad(s, WRAP_INDENT);
	screen_put(s, STYLE_DIM, CUT_END, "repeat: ", INT_MAX);
	screen_put(s, STYLE_DIM, CUT_END, o->repeat, INT_MAX);
	fputc('\n', s->out);
}
