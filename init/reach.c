// SPDX-License-Identifier: GPL-2.0-only
#include "reach.h"
#include "needs.h"

#include <string.h>

static const char *insn_reaches(const struct bpf_insn *insn)
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
	const char *kfunc = insn->src_reg == BPF_PSEUDO_KFUNC_CALL ? needs_kernel_function(insn->imm) : NULL;
	for (size_t i = 0; kfunc && i < sizeof(kfuncs) / sizeof(*kfuncs); i++)
		if (strcmp(kfuncs[i], kfunc) == 0)
			return kfuncs[i];
	return NULL;
}

const char *reach_of(const struct bpf_insn *insns, size_t count)
{
	const char *name = NULL;

	for (size_t i = 0; !name && i < count; i++)
		name = insn_reaches(&insns[i]);
	return name;
}
