// SPDX-License-Identifier: GPL-2.0-only
/* Which programs may be run, by what they call and what the programs call that they can enter. */
#include "run/side-effects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CALL(number) {.code = BPF_JMP | BPF_CALL, .imm = (number)}
#define EXIT	     {.code = BPF_JMP | BPF_EXIT}

static const struct bpf_insn harmless[] = {CALL(BPF_FUNC_ktime_get_ns), EXIT};
static const struct bpf_insn tail_call[] = {
	CALL(BPF_FUNC_ktime_get_ns), CALL(BPF_FUNC_tail_call), EXIT};
static const struct bpf_insn writes[] = {CALL(BPF_FUNC_probe_write_user), EXIT};
static const struct bpf_insn signals[] = {
	CALL(BPF_FUNC_send_signal), CALL(BPF_FUNC_tail_call), EXIT};

#define TC  BPF_PROG_TYPE_SCHED_CLS
#define OPS BPF_PROG_TYPE_STRUCT_OPS
#define LOOK(insns, type, own)                                                                     \
	side_effects_add(&s, insns, sizeof(insns) / sizeof(*(insns)), type, own)

static void own_calls_count(void **state)
{
	struct side_effects s = {0};
	bool own;

	(void)state;
	LOOK(harmless, TC, true);
	assert_null(side_effects_of_run(&s, &own));
	s = (struct side_effects){0};
	LOOK(harmless, TC, false);
	LOOK(writes, TC, true);
	LOOK(signals, OPS, false);
	assert_string_equal(side_effects_of_run(&s, &own), "bpf_probe_write_user");
	assert_true(own);
}

static void calls_of_others_count_if_they_can_be_entered(void **state)
{
	struct side_effects s = {0};
	bool own;

	(void)state;
	/* in either order: libbpf loads them in the order of the object */
	LOOK(writes, TC, false);
	LOOK(harmless, TC, true);
	LOOK(signals, TC, false);
	assert_null(side_effects_of_run(&s, &own));
	s = (struct side_effects){0};
	LOOK(writes, TC, false);
	LOOK(tail_call, TC, true);
	assert_string_equal(side_effects_of_run(&s, &own), "bpf_probe_write_user");
	assert_false(own);
	s = (struct side_effects){0};
	LOOK(tail_call, TC, true);
	LOOK(harmless, TC, false);
	assert_null(side_effects_of_run(&s, &own));
}

static void the_kernel_enters_struct_ops(void **state)
{
	struct side_effects s = {0};
	bool own;

	(void)state;
	LOOK(harmless, TC, true);
	LOOK(writes, OPS, false);
	assert_string_equal(side_effects_of_run(&s, &own), "bpf_probe_write_user");
	assert_false(own);
	/* and a struct_ops program may enter any other by a tail call */
	s = (struct side_effects){0};
	LOOK(harmless, TC, true);
	LOOK(writes, TC, false);
	LOOK(tail_call, OPS, false);
	assert_string_equal(side_effects_of_run(&s, &own), "bpf_probe_write_user");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_calls_count),
		cmocka_unit_test(calls_of_others_count_if_they_can_be_entered),
		cmocka_unit_test(the_kernel_enters_struct_ops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
