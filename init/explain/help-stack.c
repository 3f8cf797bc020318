// SPDX-License-Identifier: GPL-2.0-only
/*
 * The chain of calls whose stack frames are too large together.  check_max_stack_depth() runs when
 * the whole program was walked, so the trace has every call: which function calls which follows
 * from the steps, and the bytes of each from "stack depth 96+320", in the order of the functions.
 */
#include "explain/help-limit.h"
#include "explain/help-trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS_MAX 64
#define DEPTH_MAX     16

struct functions {
	int entry[FUNCTIONS_MAX];		       /* its first instruction, sorted */
	int stack[FUNCTIONS_MAX];		       /* bytes */
	const struct trace_step *begin[FUNCTIONS_MAX]; /* a step of it, the first that is known */
	bool calls[FUNCTIONS_MAX][FUNCTIONS_MAX];
	int count;
};

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* The instruction that "call pc+5" goes to; -1: the step is no such call. */
static int target_of(const struct trace_step *s)
{
	if (s->text.len < 8 || memcmp(s->text.at, "call pc", 7) != 0)
		return -1;
	return s->insn + 1 + (int)strtol(s->text.at + 7, NULL, 10);
}

static bool list_entries(struct functions *f, const struct trace *t)
{
	f->entry[f->count++] = 0;
	for (int i = 0; i < t->count; i++) {
		const int target = target_of(&t->steps[i]);
		int k;
		for (k = 0; k < f->count && f->entry[k] != target;)
			k++;
		if (target < 0 || k < f->count)
			continue;
		if (f->count == FUNCTIONS_MAX)
			return false;
		f->entry[f->count++] = target;
	}
	qsort(f->entry, (size_t)f->count, sizeof(*f->entry), compare);
	return true;
}

/* The function that instruction @insn is in. */
static int function_of(const struct functions *f, int insn)
{
	int k = f->count - 1;

	while (k > 0 && f->entry[k] > insn)
		k--;
	return k;
}

static void list_calls(struct functions *f, const struct trace *t)
{
	for (int i = 0; i < t->count; i++) {
		const struct trace_step *s = &t->steps[i];
		const int in = function_of(f, s->insn), target = target_of(s);
		if (!f->begin[in] && s->source.len)
			f->begin[in] = s;
		if (target >= 0)
			f->calls[in][function_of(f, target)] = true;
	}
}

/* "stack depth 96+320+160": as many numbers as there are functions. */
static bool read_stacks(struct functions *f, const char *log)
{
	const char *at = NULL;

	for (const char *s = log; (s = strstr(s, "stack depth ")); s++)
		at = s + 12;
	for (int k = 0; at && k < f->count; k++) {
		char *end;
		f->stack[k] = (int)strtol(at, &end, 10);
		if (end == at || (*end == '+') != (k + 1 < f->count))
			return false;
		at = end + 1;
	}
	return at;
}

/* What a function adds to the chain: round_up_stack_depth() rounds to 16 with the JIT since 6.8 */
static int rounded(int bytes, int to)
{
	return bytes < 1 ? to : (bytes + to - 1) / to * to;
}

/*
 * The chain of @count functions from the main one on whose frames are @sum bytes together, rounded
 * to @to, in @ret; false where the largest one is another.
 */
static bool find_chain(const struct functions *f, int count, int sum, int to, int *ret)
{
	int most[DEPTH_MAX + 1][FUNCTIONS_MAX], next[DEPTH_MAX + 1][FUNCTIONS_MAX];

	if (count < 1 || count > DEPTH_MAX)
		return false;
	/* of chains of n functions that begin with k: the largest sum, -1 where there is none */
	for (int n = 1; n <= count; n++)
		for (int k = 0; k < f->count; k++) {
			int best = n == 1 ? 0 : -1;
			for (int called = 0; n > 1 && called < f->count; called++)
				if (f->calls[k][called] && most[n - 1][called] > best) {
					best = most[n - 1][called];
					next[n][k] = called;
				}
			most[n][k] = best < 0 ? -1 : best + rounded(f->stack[k], to);
		}
	if (most[count][0] != sum)
		return false;
	for (int n = count, k = 0; n > 0; n--) {
		ret[count - n] = k;
		k = n > 1 ? next[n][k] : k;
	}
	return true;
}

static void say_chain(struct program_result *p, const struct functions *f, const char *message)
{
	int chain[DEPTH_MAX], count, sum, largest = 0;
	char where[96];

	if (sscanf(message, "ombined stack size of %d calls is %d", &count, &sum) != 2 ||
		(!find_chain(f, count, sum, 32, chain) && !find_chain(f, count, sum, 16, chain)))
		return;
	for (int i = 0; i < count; i++) {
		const int k = chain[i];
		help_say(p, "%s%d bytes in %s%s", i ? " + " : "the chain of calls has ",
			f->stack[k], i ? "the function at " : "the program itself, at ",
			f->begin[k] ? trace_where(where, sizeof(where), f->begin[k])
				    : "its beginning");
		if (f->stack[k] > f->stack[chain[largest]])
			largest = i;
	}
	help_say(p, "; 512 are allowed: move what is large in the %d bytes to a per-CPU array",
		f->stack[chain[largest]]);
}

void help_about_stack_limit(struct program_result *p, const struct help_case *c)
{
	const char *message = strstr(p->detail, "ombined stack size");
	struct functions *f = calloc(1, sizeof(*f));
	struct trace t = {0};

	if (f && message && c->answer->log && !c->answer->log_cut &&
		trace_read(&t, c->answer->log, help_says_places(c)) == 0 && !t.is_cut &&
		list_entries(f, &t) && read_stacks(f, c->answer->log)) {
		list_calls(f, &t);
		say_chain(p, f, message);
	}
	trace_clear(&t);
	free(f);
}
