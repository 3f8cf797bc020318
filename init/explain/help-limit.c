// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-limit.h"
#include "explain/help-trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Instructions beyond this index are not counted. */
#define INSNS_MAX 65536
/* Fewer turns of a loop, or of a branch, are not worth a word. */
#define TURNS_MIN 8

/* Lines of source beyond this number are not counted. */
#define LINES_MAX 256

/* How often the trace has each instruction, and each jump back; arrays by instruction, owned. */
struct counts {
	const struct trace *trace;
	int *steps;
	int *first;   /* the first step with it */
	int *rounds;  /* how often a jump back went to it */
	int *resumed; /* how often the other way of this branch was taken up */
};

static bool is_jump_back(const struct trace_step *from, const struct trace_step *to)
{
	return from->frame == to->frame && from->insn >= to->insn &&
	       strncmp(from->text.at, "call", 4) != 0 && strncmp(from->text.at, "exit", 4) != 0;
}

static bool count(struct counts *c, const struct trace *t)
{
	*c = (struct counts){
		.trace = t,
		.steps = calloc(INSNS_MAX, sizeof(int)),
		.first = calloc(INSNS_MAX, sizeof(int)),
		.rounds = calloc(INSNS_MAX, sizeof(int)),
		.resumed = calloc(INSNS_MAX, sizeof(int)),
	};
	if (!c->steps || !c->first || !c->rounds || !c->resumed)
		return false;
	for (int i = 0; i < t->count; i++) {
		const struct trace_step *s = &t->steps[i];
		if (s->insn >= INSNS_MAX)
			continue;
		if (!c->steps[s->insn]++)
			c->first[s->insn] = i;
		c->resumed[s->insn] += s->is_resumed;
		c->rounds[s->insn] += s->prev >= 0 && is_jump_back(&t->steps[s->prev], s);
	}
	return true;
}

static void clear(struct counts *c)
{
	free(c->steps);
	free(c->first);
	free(c->rounds);
	free(c->resumed);
}

/* The instruction with the largest number in @of; -1: all are 0. */
static int largest(const int *of)
{
	int found = 0;

	for (int i = 1; i < INSNS_MAX; i++)
		if (of[i] > of[found])
			found = i;
	return of[found] ? found : -1;
}

static const char *where_is(char *ret, size_t size, const struct counts *c, int insn)
{
	return trace_where(ret, size, &c->trace->steps[c->first[insn]]);
}

static bool same_line(const struct trace_step *a, const struct trace_step *b)
{
	const struct trace_text *x = a->place.at ? &a->place : &a->source;
	const struct trace_text *y = b->place.at ? &b->place : &b->source;

	return x->len == y->len && memcmp(x->at, y->at, x->len) == 0;
}

/* Say which line of source most steps are of, if lines are known. */
static void say_hottest(struct program_result *p, const struct counts *c)
{
	const struct trace_step *lines[LINES_MAX];
	int steps[LINES_MAX] = {0}, n = 0, best = 0, i;
	char where[96];

	for (int insn = 0; insn < INSNS_MAX; insn++) {
		const struct trace_step *s = &c->trace->steps[c->first[insn]];
		if (!c->steps[insn] || !s->source.len)
			continue;
		for (i = 0; i < n && !same_line(lines[i], s);)
			i++;
		if (i == LINES_MAX)
			continue;
		if (i == n)
			lines[n++] = s;
		steps[i] += c->steps[insn];
		if (steps[i] > steps[best])
			best = i;
	}
	if (n)
		help_say(p, "; %d %% of the %d steps that the log shows are at %s",
			(int)(steps[best] * 100LL / c->trace->count), c->trace->count,
			trace_where(where, sizeof(where), lines[best]));
}

/* What cuts the work down, as far as this kernel has it. */
static void say_advice(struct program_result *p, const struct help_case *c, bool loops)
{
	const int has_loop = loops && c->program ? help_ask_kernel(c, "helper", "bpf_loop") : -1;

	help_say(p,
		loops ? ": give the loop fewer turns, or put its body into a global (__noinline) "
			"function, which is verified once"
		      : ": put parts of it into global (__noinline) functions, which are verified once");
	if (has_loop == 1)
		help_say(p, ", or call it by bpf_loop()");
	else if (has_loop == 0)
		help_say(p, "; bpf_loop() comes with 5.17");
}

static void say_work(
	struct program_result *p, const struct counts *counts, const struct help_case *c)
{
	const int loop = largest(counts->rounds), branch = largest(counts->resumed);
	const bool loops = loop >= 0 && counts->rounds[loop] >= TURNS_MIN;
	char where[96];

	if (loops)
		help_say(p,
			"the loop through %s went round %d times in the part that the log shows",
			where_is(where, sizeof(where), counts, loop), counts->rounds[loop]);
	else if (branch >= 0 && counts->resumed[branch] >= TURNS_MIN)
		help_say(p, "the branch at %s was walked both ways %d times",
			where_is(where, sizeof(where), counts, branch), counts->resumed[branch]);
	else
		return;
	say_hottest(p, counts);
	say_advice(p, c, loops);
}

void help_about_limit(struct program_result *p, const struct help_case *c)
{
	struct counts counts = {0};
	struct trace t;

	if (!c->answer->log || trace_read(&t, c->answer->log, trace_says_places(c->version)))
		return;
	if (t.count && count(&counts, &t))
		say_work(p, &counts, c);
	clear(&counts);
	trace_clear(&t);
	/* the log shows too little: it was stopped early, which hangs on the machine's load */
	if (!*p->help && strstr(p->detail, "program is too large. Processed")) {
		help_say(p, "each turn of a loop and each path counts");
		say_advice(p, c, true);
	}
}
