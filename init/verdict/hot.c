// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/hot.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const kinds[] = {[HOT_LINE] = "line", [HOT_LOOP] = "loop", [HOT_IN] = "in"};

/* A number of at most 15 digits at *@text, which moves behind it; -1: there is none. */
static int64_t read_number(const char **text)
{
	const size_t digits = strspn(*text, "0123456789");
	int64_t n = 0;

	if (!digits || digits > 15)
		return -1;
	for (size_t i = 0; i < digits; i++)
		n = 10 * n + *(*text)++ - '0';
	return n;
}

/* The kind that *@text begins with, which moves to its blank; false: there is none. */
static bool read_kind(const char **text, enum hot_kind *ret)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const size_t len = strlen(kinds[i]);
		if (strncmp(*text, kinds[i], len) != 0 || (*text)[len] != ' ')
			continue;
		*ret = (enum hot_kind)i;
		*text += len;
		return true;
	}
	return false;
}

bool hot_next(const char **text, struct hot_entry *ret)
{
	const char *at = *text, *const end = strchr(at, '\n');

	*ret = (struct hot_entry){.kind = HOT_LINE};
	if (!end || !read_kind(&at, &ret->kind))
		return false;
	int64_t *const numbers[] = {&ret->insns, &ret->passes, &ret->turns, &ret->insn};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (*at++ != ' ' || (*numbers[i] = read_number(&at)) < 0)
			return false;
	}
	if (at < end && (*at++ != ' ' || at == end))
		return false;
	const char *tab = memchr(at, '\t', (size_t)(end - at));
	ret->at = at;
	ret->at_len = (size_t)((tab ? tab : end) - at);
	ret->source = tab ? tab + 1 : end;
	ret->source_len = (size_t)(end - ret->source);
	if (ret->at_len >= SOURCE_SIZE || ret->source_len >= HOT_SOURCE_SIZE ||
		(tab && (!ret->at_len || !ret->source_len)))
		return false;
	*text = end + 1;
	return true;
}

bool hot_put(char *text, size_t size, const struct hot_entry *e)
{
	const size_t len = strlen(text), room = size - len;
	const int n = snprintf(text + len, room,
		"%s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "%s%.*s%s%.*s\n", kinds[e->kind],
		e->insns, e->passes, e->turns, e->insn, e->at_len ? " " : "", (int)e->at_len,
		e->at_len ? e->at : "", e->at_len && e->source_len ? "\t" : "",
		e->at_len ? (int)e->source_len : 0, e->at_len && e->source_len ? e->source : "");

	if (n > 0 && (size_t)n < room)
		return true;
	text[len] = '\0';
	return false;
}

/* Whether the entry may follow those of @s, which then has it. */
static bool add_entry(struct hot_sum *s, const struct hot_entry *e)
{
	if (e->insns < 1 || e->passes < 1 || e->passes > e->insns ||
		(e->kind == HOT_LOOP) != (e->turns > 0) || e->turns > e->passes)
		return false;
	if (e->kind == HOT_IN) {
		s->inside -= e->insns;
		return s->inside >= 0;
	}
	if (s->insns && e->insns > s->last)
		return false;
	s->last = e->insns;
	s->insns += e->insns;
	s->inside = e->kind == HOT_LOOP ? e->insns : 0;
	return true;
}

bool hot_add(struct hot_sum *s, const char *text)
{
	struct hot_entry e;

	s->bytes += strlen(text);
	if (s->bytes > HOT_TEXT_MAX)
		return false;
	while (hot_next(&text, &e))
		if (!add_entry(s, &e))
			return false;
	return !*text;
}

bool hot_agrees(const struct hot_sum *s, const struct program_result *p)
{
	if (p->hot_insns < 0)
		return !s->bytes && !*p->hot_cut;
	if (*p->hot_cut && strcmp(p->hot_cut, HOT_CUT_TIME) != 0 &&
		strcmp(p->hot_cut, HOT_CUT_LOG) != 0)
		return false;
	return s->bytes <= HOT_TEXT_MAX && s->insns <= p->hot_insns;
}
