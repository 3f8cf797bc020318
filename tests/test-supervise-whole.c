// SPDX-License-Identifier: GPL-2.0-only
/*
 * The load of a whole object, as PID 1 sees it: in its turn only, once, and with a verdict however
 * the child ends in it.
 */
#include "supervised.h"
#include "verdict/limits.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define ACCEPTED .verdict = VERDICT_ACCEPTED, .expected = VERDICT_ACCEPTED, .met = MET_MET

/* "(object)", or a program that is loaded and has no begin record. */
static void whole_begin(int fd, const char *name)
{
	struct packet p = {.kind = RECORD_WHOLE_BEGIN};

	program_result_init(&p.result);
	snprintf(p.result.name, sizeof(p.result.name), "%s", name);
	send_packet(fd, &p);
	wait_to_load();
}

static void whole(int fd, int64_t programs)
{
	struct packet p = {.kind = RECORD_WHOLE, .number = programs};

	program_result_init(&p.result);
	snprintf(p.result.name, sizeof(p.result.name), OBJECT_ITSELF);
	p.result.verdict = p.result.expected = VERDICT_ACCEPTED;
	p.result.met = MET_MET;
	send_packet(fd, &p);
}

static const struct program_result *whole_of(const struct trial *t)
{
	assert_non_null(t->kernel.objects[0].whole);
	return &t->kernel.objects[0].whole->load.result;
}

static void expect_whole(const struct trial *t, const char *name, enum verdict verdict,
	enum met met, const char *reason)
{
	const struct program_result *p = whole_of(t);

	assert_string_equal(p->name, name);
	assert_int_equal(p->verdict, verdict);
	assert_int_equal(p->met, met);
	assert_string_equal(p->reason, reason);
}

static void judges_whole(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	announce(fd, 3);
	whole_begin(fd, OBJECT_ITSELF);
	begin_and_wait(fd, 0);
	result(fd, 0);
	whole_begin(fd, "p2");
	begin_and_wait(fd, 1);
	result(fd, 1);
	send_log_text(fd, -1, "of the whole\n");
	whole(fd, 3);
	begin_and_wait(fd, 2);
	result(fd, 2);
	finish(fd);
}

static void a_whole_and_its_programs_are_passed_on(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, judges_whole, 0, false);
	assert_true(shared->whole);
	assert_int_equal(shared->children, 1);
	expect_whole(&t, OBJECT_ITSELF, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(t.kernel.objects[0].whole->programs, 3);
	assert_string_equal(t.kernel.objects[0].whole->load.log, "of the whole\n");
	for (size_t i = 0; i < 3; i++)
		expect_program(&t, i, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(result_status(&t.result), STATUS_MET);
	trial_close(&t);
}

static void resumes(int fd, int64_t from, int turn)
{
	(void)turn;
	judge_all(fd, from, 3);
}

static void a_resumed_object_is_not_loaded_as_a_whole(void **state)
{
	struct trial t;

	(void)state;
	reset();
	known_programs = 3;
	run(&t, resumes, 1, false);
	assert_false(shared->whole);
	trial_free(&t);
}

/* The first child ends in the whole: after @current of three programs has begun; -1: none has. */
static int64_t current;

static void end_now(void)
{
	if (ending > 0)
		kill(getpid(), ending);
	_exit(-ending);
}

static void ends_in_the_whole(int fd, int64_t from, int turn)
{
	announce(fd, 3);
	if (turn == 0) {
		whole_begin(fd, OBJECT_ITSELF);
		for (int64_t p = 0; p <= current; p++) {
			begin_and_wait(fd, p);
			if (p < current)
				result(fd, p);
		}
		if (current < 0)
			whole_begin(fd, "p2");
		end_now();
	}
	judge_rest(fd, from, 3);
}

static void run_dying(struct trial *t, int64_t at, int how)
{
	reset();
	current = at;
	ending = how;
	run(t, ends_in_the_whole, 0, false);
	assert_false(shared->whole); /* the second child's order */
	assert_int_equal(shared->children, 2);
	for (size_t i = 0; i < 3; i++)
		expect_program(t, i, VERDICT_ACCEPTED, MET_MET, "");
}

/*
 * What killed the process may be the whole's: the program has its verdict from a load of its own.
 */
static void a_child_that_dies_in_the_whole_costs_the_whole(void **state)
{
	struct trial t;

	(void)state;
	run_dying(&t, 1, SIGSEGV);
	expect_whole(&t, "p1", VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	assert_int_equal(result_status(&t.result), STATUS_UNMET);
	trial_close(&t);
	run_dying(&t, 0, -3);
	expect_whole(&t, "p0", VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	trial_close(&t);
}

static void a_child_that_dies_before_the_first_program_names_what_it_loaded(void **state)
{
	struct trial t;

	(void)state;
	run_dying(&t, -1, SIGSEGV);
	expect_whole(&t, "p2", VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	trial_close(&t);
}

static void out_of_memory_in_the_whole_is_unknown(void **state)
{
	struct trial t;

	(void)state;
	reset();
	current = 1;
	ending = SIGKILL;
	shared->oom = 1;
	run(&t, ends_in_the_whole, 0, false);
	expect_whole(&t, "p1", VERDICT_ERROR, MET_UNKNOWN, "memory");
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
	trial_close(&t);
}

static void hangs_in_the_whole(int fd, int64_t from, int turn)
{
	announce(fd, 3);
	if (turn == 0) {
		whole_begin(fd, OBJECT_ITSELF);
		if (current >= 0)
			begin_and_wait(fd, 0);
		pause();
	}
	judge_rest(fd, from, 3);
}

static void a_whole_that_takes_too_long_is_unknown(void **state)
{
	struct trial t;

	(void)state;
	reset();
	timeout_ms = SHORT_MS;
	current = -1;
	run(&t, hangs_in_the_whole, 0, false);
	expect_whole(&t, OBJECT_ITSELF, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
	reset();
	timeout_ms = SHORT_MS;
	current = 0;
	run(&t, hangs_in_the_whole, 0, false);
	expect_whole(&t, "p0", VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
	expect_program(&t, 0, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
}

static void oopses_in_the_whole(int fd, int64_t from, int turn)
{
	announce(fd, 3);
	if (turn == 0) {
		whole_begin(fd, OBJECT_ITSELF);
		if (current >= 0)
			begin_and_wait(fd, 0);
		else
			whole_begin(fd, "p1");
		shared->splats++;
		kill(getpid(), SIGKILL);
	}
	judge_rest(fd, from, 3);
}

static void an_oops_in_the_whole_is_a_crash(void **state)
{
	struct trial t;

	(void)state;
	reset();
	current = -1;
	run(&t, oopses_in_the_whole, 0, false);
	expect_whole(&t, "p1", VERDICT_CRASHED, MET_UNMET, "kernel-crash");
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
	reset();
	current = 0;
	run(&t, oopses_in_the_whole, 0, false);
	expect_whole(&t, "p0", VERDICT_CRASHED, MET_UNMET, "kernel-crash");
	expect_program(&t, 0, VERDICT_CRASHED, MET_UNMET, "kernel-crash");
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
}

/* What the first child sends after the whole of three programs, of which it judged one. */
static struct packet lie;
static bool within; /* … or within the whole */

static void lies(int fd, int64_t from, int turn)
{
	announce(fd, 3);
	if (turn == 0) {
		whole_begin(fd, OBJECT_ITSELF);
		begin_and_wait(fd, 0);
		result(fd, 0);
		if (!within)
			whole(fd, 3);
		send_packet(fd, &lie);
		judge_rest(fd, 1, 3);
	}
	judge_rest(fd, from, 3);
}

static void expect_refused(const struct packet *p, bool in_whole)
{
	struct trial t;

	reset();
	lie = *p;
	within = in_whole;
	run(&t, lies, 0, false);
	assert_int_equal(shared->children, 2);
	if (in_whole)
		expect_whole(&t, OBJECT_ITSELF, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	else
		expect_program(&t, 1, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	assert_int_equal(result_status(&t.result), STATUS_UNMET);
	trial_close(&t);
}

static void what_is_out_of_turn_is_a_lie(void **state)
{
	static const struct packet after[] = {
		{.kind = RECORD_WHOLE_BEGIN, .result = {.name = OBJECT_ITSELF}},
		{.kind = RECORD_WHOLE, .number = 3, .result = {.name = OBJECT_ITSELF, ACCEPTED}},
		{.kind = RECORD_LOG, .number = -1, .text = "x"},
	};
	static const struct packet in_it[] = {
		{.kind = RECORD_OBJECT, .number = 3},
		{.kind = RECORD_LOG, .number = 0, .text = "x"},
		{.kind = RECORD_BEGIN, .number = 2, .result = {.name = "p2"}},
		{.kind = RECORD_WHOLE,
			.number = 3,
			.result = {.name = OBJECT_ITSELF,
				.verdict = VERDICT_REJECTED,
				.expected = VERDICT_ACCEPTED,
				.met = MET_MET}},
		{.kind = RECORD_WHOLE, .number = -2, .result = {.name = OBJECT_ITSELF, ACCEPTED}},
		{.kind = RECORD_WHOLE, .number = 0, .result = {.name = OBJECT_ITSELF, ACCEPTED}},
		{.kind = RECORD_WHOLE, .number = 4, .result = {.name = OBJECT_ITSELF, ACCEPTED}},
		{.kind = RECORD_WHOLE,
			.number = 3,
			.result = {.name = OBJECT_ITSELF,
				.verdict = VERDICT_REJECTED,
				.expected = VERDICT_REJECTED,
				.met = MET_MET}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(after); i++)
		expect_refused(&after[i], false);
	for (size_t i = 0; i < ARRAY_SIZE(in_it); i++)
		expect_refused(&in_it[i], true);
}

static void begins_late(int fd, int64_t from, int turn)
{
	announce(fd, 3);
	if (turn == 0) {
		begin_and_wait(fd, 0);
		result(fd, 0);
		whole_begin(fd, OBJECT_ITSELF); /* nobody answers */
		judge_rest(fd, 1, 3);
	}
	judge_rest(fd, from, 3);
}

static void a_whole_after_a_program_is_a_lie(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, begins_late, 0, false);
	assert_null(t.kernel.objects[0].whole);
	expect_program(&t, 1, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	trial_close(&t);
}

/* How the first child goes wrong in the whole. */
static enum wrong { LOG_THEN_WHOLE_BEGIN, LOG_THEN_BEGIN, NO_END, WRONG_NAME } wrong;

static void goes_wrong(int fd, int64_t from, int turn)
{
	announce(fd, 3);
	if (turn == 0) {
		whole_begin(fd, wrong == WRONG_NAME ? "p1" : OBJECT_ITSELF);
		if (wrong != NO_END)
			send_log_text(fd, -1, "of the whole\n");
		if (wrong == LOG_THEN_BEGIN)
			begin_and_wait(fd, 0);
		for (int i = 0; wrong == NO_END || i == 0; i++)
			whole_begin(fd, "p1");
		whole(fd, 3);
	}
	judge_rest(fd, from, 3);
}

/* The host would take none of these, and lose what follows of other objects. */
static void what_the_host_would_not_take_is_a_lie(void **state)
{
	struct trial t;

	(void)state;
	for (wrong = LOG_THEN_WHOLE_BEGIN; wrong <= WRONG_NAME; wrong++) {
		reset();
		run(&t, goes_wrong, 0, false);
		assert_int_equal(shared->children, 2);
		assert_int_equal(result_status(&t.result), STATUS_UNMET);
		if (wrong != WRONG_NAME)
			expect_whole(&t, wrong == NO_END ? "p1" : OBJECT_ITSELF, VERDICT_UNLOADABLE,
				MET_UNMET, "loader-crashed");
		expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
		trial_close(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_and_its_programs_are_passed_on),
		cmocka_unit_test(a_resumed_object_is_not_loaded_as_a_whole),
		cmocka_unit_test(a_child_that_dies_in_the_whole_costs_the_whole),
		cmocka_unit_test(a_child_that_dies_before_the_first_program_names_what_it_loaded),
		cmocka_unit_test(out_of_memory_in_the_whole_is_unknown),
		cmocka_unit_test(a_whole_that_takes_too_long_is_unknown),
		cmocka_unit_test(an_oops_in_the_whole_is_a_crash),
		cmocka_unit_test(what_is_out_of_turn_is_a_lie),
		cmocka_unit_test(a_whole_after_a_program_is_a_lie),
		cmocka_unit_test(what_the_host_would_not_take_is_a_lie),
	};

	/* child_end() would kill every process of this PID namespace */
	if (getpid() == 1)
		return 77;
	return cmocka_run_group_tests(tests, share, NULL);
}
