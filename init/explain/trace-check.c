// SPDX-License-Identifier: GPL-2.0-only
#include "explain/trace-check.h"
#include "explain/number.h"

#include <stdio.h>
#include <string.h>

#define REGISTERS      11
#define SLOTS_MAX      16
#define PATH_MAX_STEPS 4096

/* What registers and slots have of the value: nothing, it, its lower 32 bits, a sum with it. */
enum part { NO, WHOLE, LOWER, DERIVED };

struct copies {
	enum part of[REGISTERS];
	struct {
		int64_t off;
		enum part part;
	} slots[SLOTS_MAX];
	size_t n_slots;
	bool is_all; /* no copy went where it is not followed */
};

static enum part lower(enum part part, bool whole)
{
	return part == WHOLE && !whole ? LOWER : part;
}

/* "*(u64 *)(r10 -8) = r3": the slot takes what the register has. */
static void store(struct copies *c, const char *text)
{
	const char *at = strstr(text, "(r10 "), *equals = strstr(text, ") = ");

	if (*text != '*' || !equals)
		return;
	size_t len;
	const int reg = trace_register(equals + 4, &len);
	const enum part part = reg >= 0 && reg < REGISTERS ? c->of[reg] : NO;
	if (!at) {
		if (part)
			c->is_all = false; /* to memory that is not followed */
		return;
	}
	int off;
	if (!number_int(at + 5, &off)) {
		c->is_all = false;
		return;
	}
	const bool whole = strncmp(text, "*(u64", 5) == 0;
	for (size_t i = 0; i < c->n_slots; i++)
		if (c->slots[i].off == off) {
			c->slots[i].part = lower(part, whole);
			return;
		}
	if (part && c->n_slots < SLOTS_MAX) {
		c->slots[c->n_slots].off = off;
		c->slots[c->n_slots++].part = lower(part, whole);
	} else if (part) {
		c->is_all = false;
	}
}

static enum part in_slot(const struct copies *c, int64_t off, int size)
{
	for (size_t i = 0; i < c->n_slots; i++)
		if (c->slots[i].off == off && c->slots[i].part)
			return lower(c->slots[i].part, size == 8);
	return NO;
}

/* What a step that is no comparison does to the copies. */
static void follow(struct copies *c, const struct trace_text *text)
{
	char line[128];

	snprintf(line, sizeof(line), "%.*s", (int)(text->len < 127 ? text->len : 127), text->at);
	if (*line == '*') {
		store(c, line);
		return;
	}
	enum part next[REGISTERS];
	memcpy(next, c->of, sizeof(next));
	for (int reg = 0; reg < REGISTERS; reg++) {
		const struct trace_deed d = trace_deed(text, reg);
		const enum part from = d.source >= 0 && d.source < REGISTERS ? c->of[d.source] : NO;
		if (d.act == ACT_NONE)
			continue;
		if (d.act == ACT_COPY)
			next[reg] = from;
		else if (d.act == ACT_COPY32)
			next[reg] = lower(from, false);
		else if (d.act == ACT_FILL)
			next[reg] = in_slot(c, d.off, d.size);
		else if (d.act == ACT_NUMBER || d.act == ACT_LOAD || d.act == ACT_CALL ||
			 d.act == ACT_CLOBBER)
			next[reg] = NO;
		else if (c->of[reg] || from)
			next[reg] = DERIVED; /* "r1 <<= 32" */
	}
	memcpy(c->of, next, sizeof(next));
}

/* "if w3 > 0x7 goto pc+1": the registers that are compared; -1: none. */
static bool comparison(const struct trace_text *text, int regs[2], bool *ret_32)
{
	char line[128];

	snprintf(line, sizeof(line), "%.*s", (int)(text->len < 127 ? text->len : 127), text->at);
	size_t len;
	if (strncmp(line, "if ", 3) != 0 || (regs[0] = trace_register(line + 3, &len)) < 0)
		return false;
	*ret_32 = line[3] == 'w';
	const char *other = strstr(line, " goto ");
	regs[1] = -1;
	while (other && other > line && other[-1] != ' ')
		other--;
	if (other)
		regs[1] = trace_register(other, &len);
	return true;
}

/* The steps between @origin and @at, in order; their number, -1: there is no such path. */
static int steps_between(const struct trace *t, int origin, int at, int steps[PATH_MAX_STEPS])
{
	int n = 0;

	for (int s = t->steps[at].prev; s != origin; s = t->steps[s].prev) {
		if (s < 0 || n == PATH_MAX_STEPS || t->steps[s].frame != t->steps[at].frame)
			return -1;
		steps[n++] = s;
	}
	for (int i = 0; i < n / 2; i++) {
		const int other = steps[i];
		steps[i] = steps[n - 1 - i];
		steps[n - 1 - i] = other;
	}
	return n;
}

struct trace_check trace_check(const struct trace *t, int origin, int made, int at, int reg)
{
	struct trace_check found = {.step = -1, .reg = -1};
	struct copies c = {.is_all = true};
	static int steps[PATH_MAX_STEPS];
	const int n = steps_between(t, origin, at, steps);

	if (n < 0 || made < 0 || made >= REGISTERS)
		return found;
	c.of[made] = WHOLE;
	for (int i = 0; i < n; i++) {
		const struct trace_text *text = &t->steps[steps[i]].text;
		int regs[2];
		bool is_32;
		if (!comparison(text, regs, &is_32)) {
			follow(&c, text);
			if (found.step >= 0 && trace_deed(text, found.reg).act != ACT_NONE)
				found.is_same = false;
			continue;
		}
		for (int k = 0; k < 2; k++) {
			const enum part part =
				regs[k] >= 0 && regs[k] < REGISTERS ? c.of[regs[k]] : NO;
			if (part == DERIVED) {
				c.is_all = false;
			} else if (part) {
				found.step = steps[i];
				found.reg = regs[k];
				found.is_32 = is_32;
				found.is_copy32 = part == LOWER;
				found.is_same = regs[k] == reg;
			}
		}
	}
	found.is_all = c.is_all;
	return found;
}
