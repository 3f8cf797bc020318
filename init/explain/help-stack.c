// SPDX-License-Identifier: GPL-2.0-only
/*
 * The chain of calls whose stack frames are too large together.  check_max_stack_depth() runs when
 * the whole program was walked, and the log has no trace then.  Which function calls which is in
 * the instructions; the bytes of each are in "stack depth 96+320", in the order of the functions.
 */
#include "explain/help-limit.h"
#include "explain/help-trace.h"
#include "explain/number.h"
#include "verdict/text.h"

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS_MAX 64
#define DEPTH_MAX     16

struct functions {
	int entry[FUNCTIONS_MAX];     /* its first instruction, sorted */
	int stack[FUNCTIONS_MAX];     /* bytes */
	char name[FUNCTIONS_MAX][64]; /* "": not known */
	bool calls[FUNCTIONS_MAX][FUNCTIONS_MAX];
	int count;
};

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/*
 * The function that the instruction calls, or whose address it loads for a helper to call; -1:
 * none. The kernel counts both, in check_max_stack_depth().
 */
static int target_of(const struct refused_code *code, size_t i)
{
	const struct bpf_insn *insn = &code->insns[i];
	const bool call = insn->code == (BPF_JMP | BPF_CALL) && insn->src_reg == BPF_PSEUDO_CALL;
	const bool address =
		insn->code == (BPF_LD | BPF_IMM | BPF_DW) && insn->src_reg == BPF_PSEUDO_FUNC;
	const long target = (long)i + 1 + insn->imm;

	return (call || address) && target >= 0 && target < (long)code->count ? (int)target : -1;
}

static bool list_entries(struct functions *f, const struct refused_code *code)
{
	f->entry[f->count++] = 0;
	for (size_t i = 0; i < code->count; i++) {
		const int target = target_of(code, i);
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

static void list_calls(struct functions *f, const struct refused_code *code)
{
	for (size_t i = 0; i < code->count; i++) {
		const int target = target_of(code, i);
		if (target >= 0)
			f->calls[function_of(f, (int)i)][function_of(f, target)] = true;
	}
}

static void list_names(struct functions *f, const struct refused_code *code, const struct btf *btf)
{
	for (size_t i = 0; btf && i < code->n_functions; i++) {
		const struct btf_type *t = btf__type_by_id(btf, code->functions[i].type_id);
		const char *name = t ? btf__name_by_offset(btf, t->name_off) : NULL;
		const int k = function_of(f, (int)code->functions[i].insn_off);
		if (name && f->entry[k] == (int)code->functions[i].insn_off)
			text_set(f->name[k], name);
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
		const long depth = strtol(at, &end, 10);
		if (end == at || depth < 0 || depth > INT16_MAX ||
			(*end == '+') != (k + 1 < f->count))
			return false;
		f->stack[k] = (int)depth;
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
	int chain[DEPTH_MAX], n[2], largest = 0;

	if (!numbers_in(message, "ombined stack size of # calls is #", n))
		return;
	const int count = n[0], sum = n[1];
	if (!find_chain(f, count, sum, 32, chain) && !find_chain(f, count, sum, 16, chain))
		return;
	help_say(p, "the chain of calls has ");
	for (int i = 0; i < count; i++) {
		const int k = chain[i];
		help_say(p, "%s%d bytes in %s%s", i ? " + " : "", f->stack[k],
			*f->name[k] ? f->name[k] : "a function without a name",
			*f->name[k] ? "()" : "");
		if (f->stack[k] > f->stack[chain[largest]])
			largest = i;
	}
	help_say(p,
		", and 512 are allowed: move what is large in the one with %d bytes to a per-CPU array",
		f->stack[chain[largest]]);
}

void help_about_stack_limit(struct program_result *p, const struct help_case *c)
{
	const char *message = strstr(p->detail, "ombined stack size");
	const struct refused_code *code = &c->answer->code;
	const char *log = c->answer->brief ? c->answer->brief : c->answer->log;
	struct functions *f = calloc(1, sizeof(*f));

	if (f && message && log && code->count && list_entries(f, code) && read_stacks(f, log)) {
		list_calls(f, code);
		list_names(f, code, c->object ? bpf_object__btf(c->object) : NULL);
		say_chain(p, f, message);
	}
	free(f);
}
