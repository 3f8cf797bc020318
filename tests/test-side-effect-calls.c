// SPDX-License-Identifier: GPL-2.0-only
/* Which calls have side effects. */
#include "probe/kfuncs.h"
#include "run/side-effects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* Kernel functions by BTF id. */
const char *__wrap_kfuncs_function_name(int number);
const char *__wrap_kfuncs_function_name(int number)
{
	static const char *const names[] = {
		"bpf_task_acquire", "crash_kexec", "bpf_send_signal_task"};

	return number >= 0 && number < 3 ? names[number] : NULL;
}

#define CALL(n)	      {.code = BPF_JMP | BPF_CALL, .imm = (n)}
#define KFUNC(n)      {.code = BPF_JMP | BPF_CALL, .src_reg = BPF_PSEUDO_KFUNC_CALL, .imm = (n)}
#define SUBPROGRAM(n) {.code = BPF_JMP | BPF_CALL, .src_reg = BPF_PSEUDO_CALL, .imm = (n)}
#define EXIT	      {.code = BPF_JMP | BPF_EXIT}
#define COUNT(a)      (sizeof(a) / sizeof(*(a)))

static void calls_with_side_effects_are_named(void **state)
{
	static const struct {
		struct bpf_insn insn;
		const char *name;
	} cases[] = {
		{CALL(BPF_FUNC_map_lookup_elem), NULL},
		{CALL(BPF_FUNC_trace_printk), NULL},
		{CALL(BPF_FUNC_override_return), "bpf_override_return"},
		{CALL(BPF_FUNC_probe_write_user), "bpf_probe_write_user"},
		{CALL(BPF_FUNC_send_signal), "bpf_send_signal"},
		{CALL(BPF_FUNC_send_signal_thread), "bpf_send_signal_thread"},
		{CALL(BPF_FUNC_sys_bpf), "bpf_sys_bpf"},
		{CALL(BPF_FUNC_sys_close), "bpf_sys_close"},
		{KFUNC(0), NULL},
		{KFUNC(1), "crash_kexec"},
		{KFUNC(2), "bpf_send_signal_task"},
		{KFUNC(77), NULL},
		/* the same number in a call of a subprogram or kfunc, or in another instruction */
		{SUBPROGRAM(BPF_FUNC_send_signal), NULL},
		{KFUNC(BPF_FUNC_send_signal), NULL},
		{{.code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = BPF_FUNC_send_signal}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct bpf_insn insns[] = {
			{.code = BPF_ALU64 | BPF_MOV | BPF_K}, cases[i].insn, EXIT};
		const char *name = side_effect_call(insns, COUNT(insns));
		if (!cases[i].name != !name || (name && strcmp(name, cases[i].name) != 0))
			fail_msg("%zu: %s", i, name ? name : "nothing");
		assert_null(side_effect_call(insns, 1));
		assert_null(side_effect_call(insns, 0));
	}
}

static void the_first_is_named(void **state)
{
	const struct bpf_insn insns[] = {
		CALL(1), CALL(BPF_FUNC_sys_close), CALL(BPF_FUNC_send_signal), EXIT};

	(void)state;
	assert_string_equal(side_effect_call(insns, COUNT(insns)), "bpf_sys_close");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_with_side_effects_are_named),
		cmocka_unit_test(the_first_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
