// SPDX-License-Identifier: GPL-2.0-only
#include "run/side-effects.h"
#include "probe/kfuncs.h"

#include <string.h>

/* As side_effect_call(), of one instruction. */
static const char *insn_side_effect(const struct bpf_insn *insn)
{
	static const char *const kfuncs[] = {"bpf_send_signal_task", "crash_kexec"};
	static const struct {
		int number;
		const char *name;
	} helpers[] = {
		{BPF_FUNC_override_return, "bpf_override_return"},
		{BPF_FUNC_probe_write_user, "bpf_probe_write_user"},
		{BPF_FUNC_send_signal, "bpf_send_signal"},
		{BPF_FUNC_send_signal_thread, "bpf_send_signal_thread"},
		{BPF_FUNC_sys_bpf, "bpf_sys_bpf"},
		{BPF_FUNC_sys_close, "bpf_sys_close"},
	};

	if (insn->code != (BPF_JMP | BPF_CALL))
		return NULL;
	for (size_t i = 0; insn->src_reg == 0 && i < sizeof(helpers) / sizeof(*helpers); i++)
		if (helpers[i].number == insn->imm)
			return helpers[i].name;
	const char *kfunc =
		insn->src_reg == BPF_PSEUDO_KFUNC_CALL ? kfuncs_function_name(insn->imm) : NULL;
	for (size_t i = 0; kfunc && i < sizeof(kfuncs) / sizeof(*kfuncs); i++)
		if (strcmp(kfuncs[i], kfunc) == 0)
			return kfuncs[i];
	return NULL;
}

const char *side_effect_call(const struct bpf_insn *insns, size_t count)
{
	const char *name = NULL;

	for (size_t i = 0; !name && i < count; i++)
		name = insn_side_effect(&insns[i]);
	return name;
}

static bool has_tail_call(const struct bpf_insn *insns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (insns[i].code == (BPF_JMP | BPF_CALL) && insns[i].src_reg == 0 &&
			insns[i].imm == BPF_FUNC_tail_call)
			return true;
	return false;
}

void side_effects_add(struct side_effects *s, const struct bpf_insn *insns, size_t count,
	enum bpf_prog_type type, bool own)
{
	const bool entered = own || type == BPF_PROG_TYPE_STRUCT_OPS;
	const char **call = own ? &s->own : entered ? &s->struct_ops : &s->others;

	if (!*call)
		*call = side_effect_call(insns, count);
	s->tail_calls |= entered && has_tail_call(insns, count);
}

const char *side_effects_of_run(const struct side_effects *s, bool *ret_own)
{
	*ret_own = s->own;
	if (s->own)
		return s->own;
	return s->struct_ops ? s->struct_ops : s->tail_calls ? s->others : NULL;
}
