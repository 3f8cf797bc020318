// SPDX-License-Identifier: GPL-2.0-only
#include "judge/refusal.h"
#include "explain/reason.h"
#include "explain/setting.h"
#include "probe/needs.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <linux/bpf_common.h>
#include <stdio.h>
#include <string.h>

/*
 * Kernels before 5.13 refuse the address of a callback before they reach the call of the helper
 * that takes it.  They do not have that helper either, and it is what the program lacks.
 */
static void name_callback_helper(struct program_result *p, const struct bpf_program *program)
{
	const char *helper = needs_unknown_helper(program);
	char line[DETAIL_SIZE];

	if (!helper)
		return;
	snprintf(line, sizeof(line), "this kernel has neither %s nor callbacks: %.*s", helper,
		(int)utf8_cut(p->detail, sizeof(line) / 2), p->detail);
	reason_set(p, REASON_HELPER_UNKNOWN);
	text_set(p->detail, line);
}

/*
 * A struct_ops program that is no member of a struct_ops map has no target.
 * check_struct_ops_btf_id() in kernel/bpf/verifier.c refuses it without a message since 6.9.
 */
static bool is_memberless(const struct program_result *p, const struct load_answer *a,
	const struct bpf_program *program)
{
	return a->reached && p->err == ENOTSUPP &&
	       bpf_program__type(program) == BPF_PROG_TYPE_STRUCT_OPS &&
	       reason_is(p, REASON_LOAD_REFUSED);
}

void refusal_judge(
	struct program_result *p, const struct load_answer *a, const struct bpf_program *program)
{
	const size_t insns = bpf_program__insn_cnt(program);
	char name[NAME_SIZE];

	reason_judge(p, a, a->err, a->warnings);
	if (is_memberless(p, a, program)) {
		p->verdict = VERDICT_ERROR;
		reason_set(p, REASON_TARGET_OF_LOADER);
		text_set(p->detail, "it is a struct_ops program, and no map of the object has it");
	}
	if (a->size_decides) {
		p->verdict = VERDICT_ERROR;
		reason_set(p, REASON_MAP_INCOMPLETE);
		text_set(name, a->sized_map);
		snprintf(p->detail, sizeof(p->detail),
			"refused or accepted by max_entries of map %.64s, which its loader sets",
			name);
		setting_propose(
			p, SETTING_OF_MAP, a->sized_map, "max-entries: N", "its loader sets it");
	}
	if (reason_is(p, REASON_CALLBACK_UNKNOWN))
		name_callback_helper(p, program);
	/* the count is checked before the verifier runs: kernel/bpf/syscall.c, bpf_prog_load() */
	if (a->reached && a->err == E2BIG && !a->log_len && insns > BPF_MAXINSNS) {
		p->verdict = VERDICT_REJECTED;
		reason_set(p, REASON_LIMIT_INSNS);
		snprintf(p->detail, sizeof(p->detail),
			"%zu instructions; the limit is %d without CAP_BPF, 1000000 with it", insns,
			BPF_MAXINSNS);
	}
}
