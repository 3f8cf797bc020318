// SPDX-License-Identifier: GPL-2.0-only
/*
 * To which program or object a splat belongs, if any; a splat is never green.
 */
#include "supervised.h"
#include "send.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static void splat_in_the_first(int fd, int64_t from, int turn)
{
	announce(fd, 2);
	if (turn == 0) {
		begin_and_wait(fd, 0);
		shared->splats = ending;
		if (ending == 2)
			_exit(1);
		result(fd, 0);
	}
	judge_rest(fd, turn == 0 ? 1 : from, 2);
}

static void a_splat_is_never_green(void **state)
{
	struct trial t;

	(void)state;
	/* of a program that is accepted */
	reset();
	ending = 1;
	run(&t, splat_in_the_first, 0, false);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_UNMET, "splat");
	assert_string_equal(program(&t, 0)->detail, "BUG: number 1");
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(t.kernel.splats[0].program, 0);
	assert_int_equal(result_status(&t.result), STATUS_UNMET);
	trial_close(&t);
	/* of one whose process dies of it */
	reset();
	ending = 2;
	run(&t, splat_in_the_first, 0, false);
	assert_int_equal(program(&t, 0)->verdict, VERDICT_CRASHED);
	assert_int_equal(program(&t, 0)->met, MET_UNMET);
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
	/* of one without end */
	reset();
	ending = -1;
	run(&t, splat_in_the_first, 0, false);
	assert_int_equal(program(&t, 0)->met, MET_UNMET);
	assert_int_equal(program(&t, 1)->met, MET_UNMET);
	assert_true(t.took_ms < PATIENT_MS);
	assert_int_equal(result_status(&t.result), STATUS_UNMET);
	trial_close(&t);
}

/* The splat appears while the second of three programs is judged. */
static void splat_in_the_second(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	announce(fd, 3);
	begin_and_wait(fd, 0);
	result(fd, 0);
	begin_and_wait(fd, 1);
	shared->splats = 1;
	result(fd, 1);
	judge_rest(fd, 2, 3);
}

static void a_splat_of_another_process_is_the_objects(void **state)
{
	struct trial t;

	(void)state;
	for (int who = 0; who < 3; who++) {
		reset();
		shared->by_worker = who == 1;
		shared->in_interrupt = who == 2;
		run(&t, splat_in_the_second, 0, false);
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		expect_program(
			&t, 1, VERDICT_ACCEPTED, who ? MET_MET : MET_UNMET, who ? "" : "splat");
		expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
		assert_int_equal(t.kernel.n_splats, 1);
		assert_int_equal(t.kernel.splats[0].object, 0);
		assert_int_equal(t.kernel.splats[0].program, who ? -1 : 1);
		assert_int_equal(result_status(&t.result), STATUS_UNMET);
		trial_close(&t);
	}
}

static void dies_of_its_only_program(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	announce(fd, 1);
	begin_and_wait(fd, 0);
	shared->late_in_settling = true;
	_exit(1);
}

/* PID 1 settles after a dead child; a splat meanwhile is that child's current program's. */
static void a_splat_while_settling_is_the_programs(void **state)
{
	struct trial t;

	(void)state;
	reset();
	shared->by_worker = true;
	run(&t, dies_of_its_only_program, 0, false);
	assert_int_equal(shared->settled, 1);
	expect_program(&t, 0, VERDICT_CRASHED, MET_UNMET, "kernel-crash");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(t.kernel.splats[0].program, 0);
	assert_string_equal(
		t.kernel.splats[0].report, "BUG: as the kernel says it\nCPU: 0 PID: 2\n");
	trial_close(&t);
}

/* The first object's child ends with status @ending; the splat appears during the second. */
static void splat_in_the_next_object(int fd, int64_t from, int turn)
{
	(void)from;
	announce(fd, 1);
	begin_and_wait(fd, 0);
	if (turn == 1)
		shared->splats = 1;
	result(fd, 0);
	finish(fd);
	_exit(turn == 0 ? ending : 0);
}

/*
 * While programs of the first object may not be freed, a splat is the second object's only where
 * its own process ran into it.
 */
static void programs_not_freed_yet_are_not_the_next_objects(void **state)
{
	const struct {
		int status;
		bool never_settles, by_worker;
		int64_t object, program;
	} rows[] = {
		{0, false, true, 1, 0},
		{CHILD_NOT_SETTLED, false, true, 1, 0}, /* settled before the second object */
		{CHILD_NOT_SETTLED, true, true, -1, -1},
		{CHILD_NOT_SETTLED, true, false, 1, 0},
		{1, true, true, -1, -1},
	};
	struct trial t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		reset();
		n_objects = 2;
		ending = rows[i].status;
		shared->never_settles = rows[i].never_settles;
		shared->by_worker = rows[i].by_worker;
		run(&t, splat_in_the_next_object, 0, false);
		assert_int_equal(t.kernel.n_splats, 1);
		assert_int_equal(t.kernel.splats[0].object, rows[i].object);
		assert_int_equal(t.kernel.splats[0].program, rows[i].program);
		assert_int_equal(t.kernel.objects[0].programs[0].result.met, MET_MET);
		assert_int_equal(t.kernel.objects[1].programs[0].result.met,
			rows[i].object < 0 ? MET_MET : MET_UNMET);
		assert_int_equal(result_status(&t.result),
			rows[i].object < 0 ? STATUS_UNKNOWN : STATUS_UNMET);
		trial_free(&t);
	}
	n_objects = 1;
}

/* A splat during a program that is refused, as expected. */
static void refused_with_a_splat(int fd, int64_t from, int turn)
{
	const struct packet refused = {.kind = RECORD_PROGRAM,
		.result = {.name = "p0",
			.verdict = VERDICT_REJECTED,
			.expected = VERDICT_REJECTED,
			.met = MET_MET,
			.err = EINVAL,
			.reason = "core-relocation",
			.detail = "invalid CO-RE relocation"}};

	(void)from;
	(void)turn;
	announce(fd, 1);
	begin_and_wait(fd, 0);
	shared->splats = 1;
	send_packet(fd, &refused);
	finish(fd);
	_exit(0);
}

static void a_splat_keeps_the_reason_of_a_refusal(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, refused_with_a_splat, 0, false);
	expect_program(&t, 0, VERDICT_REJECTED, MET_UNMET, "core-relocation");
	assert_string_equal(program(&t, 0)->detail, "invalid CO-RE relocation");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(t.kernel.splats[0].program, 0);
	assert_int_equal(result_status(&t.result), STATUS_UNMET);
	trial_close(&t);
}

/* A leak is the only object's where its process allocated the memory; it is reported once. */
static void leaks_belong_to_who_allocated(void **state)
{
	const struct {
		enum kmemleak search;
		int leaks;
		pid_t leaker;
		bool counted; /* the kernel log has the count of leaks */
		size_t splats;
		int64_t object;
		const char *title;
	} rows[] = {
		{KMEMLEAK_SEARCHED, 1, 0, true, 1, 0, "memory leak in f"},
		{KMEMLEAK_SEARCHED, 1, -1, true, 1, -1, "memory leak in f"},
		{KMEMLEAK_SEARCHED, 1, 1, true, 1, -1, "memory leak in f"},
		{KMEMLEAK_SEARCHED, 0, 0, true, 0, -1, NULL}, /* of the boot */
		{KMEMLEAK_ABSENT, 0, 0, false, 0, -1, NULL},
		{KMEMLEAK_ABSENT, 0, 0, true, 1, -1, "BUG: number 1"},
		{KMEMLEAK_FAILED, 0, 0, false, 1, -1, "memory leaks could not be looked for"},
	};
	struct trial t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		reset();
		shared->search = rows[i].search;
		shared->leaks = rows[i].leaks;
		shared->leaker = rows[i].leaker;
		shared->leak_counted = rows[i].counted;
		run(&t, judges_three, 0, false);
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		assert_int_equal(t.kernel.n_splats, rows[i].splats);
		for (size_t n = 0; n < rows[i].splats; n++) {
			assert_string_equal(t.kernel.splats[n].title, rows[i].title);
			assert_int_equal(t.kernel.splats[n].object, rows[i].object);
		}
		assert_int_equal(result_status(&t.result), !rows[i].splats	? STATUS_MET
							   : rows[i].object < 0 ? STATUS_UNKNOWN
										: STATUS_UNMET);
		trial_free(&t);
	}
}

/* The count of a scan that ends while a program is judged says not whose the leak is. */
static void a_count_of_leaks_blames_nobody(void **state)
{
	struct trial t;

	(void)state;
	reset();
	shared->leak_counted = true;
	ending = 1;
	run(&t, splat_in_the_first, 0, false);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(t.kernel.splats[0].object, -1);
	assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
	trial_free(&t);
}

/* The splat begins while the first program is current, and its last lines come later. */
static void splat_ends_late(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	announce(fd, 2);
	begin_and_wait(fd, 0);
	shared->late = true;
	shared->splats = 1;
	result(fd, 0);
	judge_rest(fd, 1, 2);
}

static void an_unfinished_splat_is_the_programs(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, splat_ends_late, 0, false);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_UNMET, "splat");
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(t.kernel.splats[0].program, 0);
	assert_string_equal(t.kernel.splats[0].title, "BUG: number 1");
	assert_string_equal(t.kernel.splats[0].line, "BUG: as the kernel says it");
	trial_close(&t);
}

static void loses_the_log(int fd, int64_t from, int turn)
{
	(void)turn;
	shared->lost = true;
	judge_all(fd, from, 1);
}

static void a_lost_kernel_log_is_not_green(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, loses_the_log, 0, false);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
	trial_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_splat_is_never_green),
		cmocka_unit_test(a_splat_of_another_process_is_the_objects),
		cmocka_unit_test(a_splat_while_settling_is_the_programs),
		cmocka_unit_test(programs_not_freed_yet_are_not_the_next_objects),
		cmocka_unit_test(a_splat_keeps_the_reason_of_a_refusal),
		cmocka_unit_test(leaks_belong_to_who_allocated),
		cmocka_unit_test(a_count_of_leaks_blames_nobody),
		cmocka_unit_test(an_unfinished_splat_is_the_programs),
		cmocka_unit_test(a_lost_kernel_log_is_not_green),
	};

	/* child_end() would kill every process of this PID namespace */
	if (getpid() == 1)
		return 77;
	return cmocka_run_group_tests(tests, share, NULL);
}
