// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 and an object whose maps do not fit: where the host has a larger guest, the boot ends
 * before the object, and nothing of it is judged; where not, it is judged.
 */
#include "supervised.h"
#include "verdict/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static int64_t says; /* what the child says that its maps take */

static void send_need(int fd, int64_t bytes)
{
	struct packet p = {.kind = RECORD_NEEDS, .number = bytes};

	send_packet(fd, &p);
}

static void needs_memory_and_judges(int fd, int64_t from, int turn)
{
	(void)turn;
	send_need(fd, says);
	judge_all(fd, from, 3);
}

static void a_larger_guest_is_asked_for(void **state)
{
	struct trial t;

	(void)state;
	reset();
	says = MAPS_BYTES_MAX / 2;
	memory_max_mib = GUEST_MEMORY_MIB_MAX;
	run(&t, needs_memory_and_judges, 0, false);
	assert_int_equal(gather_outcome(&t.gather), OUTCOME_MEMORY);
	assert_int_equal(t.gather.needs_bytes, says);
	assert_true(t.gather.needs_mib > says >> 20);
	assert_int_equal(t.gather.object, 0);
	assert_int_equal(t.kernel.objects[0].n_programs, 0);
	assert_int_equal(shared->children, 1);
	assert_non_null(strstr(shared->console, "# needs a guest of"));
	assert_null(strstr(shared->console, "judging"));
	trial_free(&t);
}

/* It fits, the host has no larger guest, or one that would not hold it either. */
static void without_a_larger_guest_it_is_judged(void **state)
{
	static const struct {
		int64_t says, max;
	} rows[] = {{1 << 20, GUEST_MEMORY_MIB_MAX}, {MAPS_BYTES_MAX / 2, 0},
		{MAPS_BYTES_MAX / 2, 16384}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct trial t;
		reset();
		says = rows[i].says;
		memory_max_mib = rows[i].max;
		run(&t, needs_memory_and_judges, 0, false);
		assert_int_equal(gather_outcome(&t.gather), OUTCOME_COMPLETE);
		assert_int_equal(t.kernel.objects[0].memory_bytes, says);
		assert_int_equal(t.kernel.objects[0].n_programs, 3);
		trial_close(&t);
	}
}

/* The first program's child dies twice. */
static void runs_out_of_memory(int fd, int64_t from, int turn)
{
	send_need(fd, says);
	announce(fd, 3);
	if (turn < 2) {
		begin(fd, from);
		_exit(0);
	}
	judge_rest(fd, from, 3);
}

/* Where it is the maps that do not fit. */
static void the_help_says_how_much_would_do(void **state)
{
	struct trial t;

	(void)state;
	reset();
	says = MAPS_BYTES_MAX / 2;
	shared->oom = 2;
	run(&t, runs_out_of_memory, 0, false);
	expect_program(&t, 0, VERDICT_ERROR, MET_UNKNOWN, "memory");
	assert_non_null(
		strstr(program(&t, 0)->help, "the maps take 536870912 MiB, and this guest has "));
	trial_free(&t);
}

static void says_it_twice(int fd, int64_t from, int turn)
{
	if (turn == 0)
		send_need(fd, 1);
	send_need(fd, 1);
	judge_all(fd, from, 3);
}

static void says_it_late(int fd, int64_t from, int turn)
{
	announce(fd, 3);
	if (turn == 0)
		send_need(fd, 1);
	judge_rest(fd, from, 3);
}

static void says_too_much(int fd, int64_t from, int turn)
{
	send_need(fd, turn == 0 ? MAPS_BYTES_MAX + 1 : 1);
	judge_all(fd, from, 3);
}

/* Said twice, after the announcement, or beyond the bound, it is a lie; the next child goes on. */
static void a_lie_about_memory_is_one(void **state)
{
	child_fn *const lies[] = {says_it_twice, says_it_late, says_too_much};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		struct trial t;
		reset();
		known_programs = 3;
		run(&t, lies[i], 0, false);
		expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
		assert_int_equal(t.kernel.objects[0].n_programs, 3);
		trial_free(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_larger_guest_is_asked_for),
		cmocka_unit_test(without_a_larger_guest_it_is_judged),
		cmocka_unit_test(the_help_says_how_much_would_do),
		cmocka_unit_test(a_lie_about_memory_is_one),
	};

	return cmocka_run_group_tests(tests, share, NULL);
}
