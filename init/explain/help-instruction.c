// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-instruction.h"
#include "explain/where.h"
#include "probe/has.h"
#include "probe/isa.h"
#include "probe/kfuncs.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the instructions of a set are, and how to do without. */
static const struct {
	const char *what, *instead;
} sets[ISA_COUNT] = {
	[ISA_V4] =
		{"instructions of clang's -mcpu=v4 (sign extension, signed division, bswap, gotol)",
			"compile with -mcpu=v3"},
	[ISA_ATOMICS] =
		{"atomic instructions with a value (BPF_FETCH), xchg, cmpxchg, and, or, xor",
			"before it: bpf_spin_lock(), or a per-CPU map"},
	[ISA_MAY_GOTO] = {"may_goto (can_loop, cond_break)",
		"before it: bpf_loop() (5.17), or a loop with a constant bound"},
	[ISA_LOAD_ACQUIRE] = {"load-acquire and store-release",
		"before it: __sync_fetch_and_add() and __sync_lock_test_and_set() (5.12) order more"},
	[ISA_CALLBACKS] = {"the address of a function, for a callback",
		"before it: a loop with a constant bound"},
	[ISA_ADDRESS_CAST] = {"addr_space_cast, for pointers into an arena",
		"before it: a map and its helpers"},
	[ISA_GOTOX] = {"gotox, an indirect jump", "compile with -fno-jump-tables"},
};

/*
 * An add has the old instruction where its result is not used.  clang 20 uses that for a relaxed
 * add, and for others at -mcpu=v1 and v2 (llvm/llvm-project pull requests 101428 and 106494).
 */
static const char *instead_of(const struct bpf_insn *insn, enum isa set)
{
	if (set == ISA_ATOMICS && insn->imm == (BPF_ADD | BPF_FETCH))
		return "before it: __atomic_fetch_add(p, n, __ATOMIC_RELAXED) whose result is not "
		       "used; of __sync_fetch_and_add() clang 20 and later make the same with "
		       "-mcpu=v2 alone";
	return sets[set].instead;
}

/* 0: not asked; 1: the kernel has the set; -1: it does not, or cannot be asked */
typedef signed char answers[ISA_COUNT];

/* Whether @insn is of a set that the kernel does not have.  The refusal stands for an answer. */
static bool is_unknown(const struct bpf_insn *insn, answers known, enum isa *ret)
{
	*ret = isa_of(insn);
	if (*ret == ISA_COUNT)
		return false;
	if (!known[*ret])
		known[*ret] = isa_has(*ret) == 1 ? 1 : -1;
	return known[*ret] < 0;
}

/*
 * The instruction that was refused: the last one of the trace, or where there is none the first one
 * that the kernel does not know: resolve_pseudo_ldimm64() in kernel/bpf/verifier.c goes through all
 * of them before the walk.  False: none is known to be why.
 */
static bool find_insn(const struct refused_code *code, const char *log, size_t *ret, enum isa *set)
{
	static struct program_result last;
	answers known = {0};

	program_result_init(&last);
	where_refused(&last, log, false);
	if (last.insn >= 0) {
		*ret = (size_t)last.insn;
		return *ret < code->count && is_unknown(&code->insns[*ret], known, set);
	}
	for (size_t i = 0; i < code->count; i++) {
		if (is_unknown(&code->insns[i], known, set)) {
			*ret = i;
			return true;
		}
		/* the second slot is no instruction */
		i += code->insns[i].code == (BPF_LD | BPF_IMM | BPF_DW);
	}
	return false;
}

/* Set insn and its line of source; the log without a trace has neither. */
static void set_place(struct program_result *p, const struct help_case *c, size_t insn)
{
	const struct refused_code *code = &c->answer->code;
	const struct btf *btf = c->object ? bpf_object__btf(c->object) : NULL;
	const struct bpf_line_info *line = NULL;

	p->insn = (int64_t)insn;
	for (size_t i = 0; i < code->n_lines && code->lines[i].insn_off <= insn; i++)
		line = &code->lines[i];
	if (!btf || !line)
		return;
	const char *text = btf__str_by_offset(btf, line->line_off);
	if (text) {
		text += strspn(text, " \t");
		text_clean(p->source, sizeof(p->source), text, strlen(text), 1);
	}
	const char *path = btf__str_by_offset(btf, line->file_name_off);
	const char *slash = path ? strrchr(path, '/') : NULL;
	char name[SOURCE_SIZE - 16];
	text_set(name, slash ? slash + 1 : path ? path : "");
	if (*name && BPF_LINE_INFO_LINE_NUM(line->line_col))
		snprintf(p->source_at, sizeof(p->source_at), "%s:%u", name,
			BPF_LINE_INFO_LINE_NUM(line->line_col));
}

/*
 * libbpf resolves a kfunc to any function of that name in the kernel's BTF.  5.10 has such
 * functions, but takes the call for an instruction with a reserved field set.
 */
static bool is_kfunc_call(struct program_result *p, const struct help_case *c)
{
	if (!strstr(p->detail, "BPF_CALL uses reserved fields") || has_kfunc_calls() != 0)
		return false;
	/* the number is the function's id in the kernel's BTF, from libbpf */
	const char *call = strstr(c->answer->log, "(85) call unknown#");
	const char *name =
		call ? kfuncs_function_name((int)strtol(strchr(call, '#') + 1, NULL, 10)) : NULL;
	reason_set(p, REASON_KFUNC_MISSING);
	help_add_detail(p, "this kernel knows no calls of its functions");
	if (name)
		help_set_release(p, c, RELEASE_KFUNC, name);
	if (!*p->help)
		text_set(p->help, "calls of kernel functions: 5.13 and later"); /* e6ac2450d6de */
	return true;
}

void help_about_instruction(struct program_result *p, const struct help_case *c)
{
	size_t insn;
	enum isa set;

	if (is_kfunc_call(p, c) || !find_insn(&c->answer->code, c->answer->log, &insn, &set) ||
		!sets[set].what)
		return;
	set_place(p, c, insn);
	help_add(p, "%s: %s and later; %s", sets[set].what, isa_first(set),
		instead_of(&c->answer->code.insns[insn], set));
}
