// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 after any end of a child: every program has a result, a program that was not judged is
 * never met, and the next child continues.
 */
#include "supervised.h"
#include "cleanup.h"
#include "files.h"
#include "skipping.h"
#include "format.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cmocka.h>

static void an_honest_child_is_believed(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, judges_three, 0, false);
	assert_int_equal(shared->children, 1);
	assert_int_equal(t.kernel.objects[0].n_programs, 3);
	for (size_t i = 0; i < 3; i++)
		expect_program(&t, i, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(result_status(&t.result), STATUS_MET);
	assert_true(t.took_ms < PATIENT_MS);
	trial_close(&t);
}

static void a_resumed_boot_starts_at_its_program(void **state)
{
	(void)state;
	for (int64_t from = 1; from <= 3; from++) {
		struct trial t;
		reset();
		run(&t, judges_three, from, false);
		assert_int_equal(t.kernel.objects[0].n_programs, 3 - from);
		assert_int_equal(t.kernel.objects[0].announced, 3);
		trial_free(&t);
	}
}

static void always_ends_at_the_second(int fd, int64_t from, int turn)
{
	if (turn < 2) {
		announce(fd, 3);
		if (turn == 0) {
			begin(fd, 0);
			result(fd, 0);
		}
		begin(fd, 1);
		raise(ending);
	}
	judge_all(fd, from, 3);
}

static void a_death_costs_the_current_program(void **state)
{
	static const int signals[] = {
		SIGHUP,
		SIGINT,
		SIGQUIT,
		SIGILL,
		SIGTRAP,
		SIGABRT,
		SIGBUS,
		SIGFPE,
		SIGUSR1,
		SIGSEGV,
		SIGUSR2,
		SIGPIPE,
		SIGALRM,
		SIGTERM,
		SIGXCPU,
		SIGXFSZ,
		SIGVTALRM,
		SIGPROF,
		SIGIO,
		SIGPWR,
		SIGSYS,
		-1,
		-3,
		-255,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct trial t;
		reset();
		ending = signals[i];
		run(&t, ends_in_the_middle, 0, false);
		assert_int_equal(shared->children, 2);
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		expect_program(&t, 1, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
		expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
		cleanup_free char *how = ending < 0 ? format_string("status %d", -ending)
						    : format_string("SIG%s", sigabbrev_np(ending));
		assert_non_null(strstr(program(&t, 1)->detail, how));
		assert_int_equal(result_status(&t.result), STATUS_UNMET);
		trial_close(&t);
	}
}

/* Only the OOM killer sends it. */
static void a_sigkill_counts_as_out_of_memory(void **state)
{
	struct trial t;

	(void)state;
	reset();
	ending = SIGKILL;
	run(&t, always_ends_at_the_second, 0, false);
	expect_program(&t, 1, VERDICT_ERROR, MET_UNKNOWN, "memory");
	expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
	assert_int_equal(shared->children, 3);
	trial_close(&t);
	reset();
	shared->oom = 2;
	ending = SIGSEGV;
	run(&t, always_ends_at_the_second, 0, false);
	expect_program(&t, 1, VERDICT_ERROR, MET_UNKNOWN, "memory");
	assert_string_equal(program(&t, 1)->help, "more memory for the guest: --memory");
	trial_close(&t);
	/* the second child has the memory that earlier programs held */
	reset();
	ending = SIGKILL;
	run(&t, ends_in_the_middle, 0, false);
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(result_status(&t.result), STATUS_MET);
	trial_close(&t);
}

/* The child dies before it announces: the object gets one result. */
static void an_object_without_records_has_a_result(void **state)
{
	struct trial t;

	(void)state;
	reset();
	ending = -5;
	run(&t, sends_nothing, 0, false);
	assert_int_equal(t.kernel.objects[0].n_programs, 1);
	assert_string_equal(program(&t, 0)->name, OBJECT_ITSELF);
	expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	assert_int_equal(result_status(&t.result), STATUS_UNMET);
	trial_close(&t);
	reset();
	timeout_ms = SHORT_MS;
	ending = SIGCHLD;
	run(&t, sends_nothing, 0, false);
	expect_program(&t, 0, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
	trial_close(&t);
}

/* In a resumed boot the number is known: each program that is left gets a result. */
static void a_resumed_object_without_records_has_its_results(void **state)
{
	(void)state;
	for (int64_t from = 1; from <= 3; from++) {
		struct trial t;
		reset();
		known_programs = 3;
		ending = -5;
		run(&t, sends_nothing, from, false);
		assert_int_equal(t.kernel.objects[0].n_programs, 3 - from);
		for (size_t i = 0; (int64_t)i < 3 - from; i++)
			expect_program(&t, i, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
		trial_free(&t);
	}
	/* a child that announces another number than before lies */
	struct trial t;
	reset();
	known_programs = 2;
	run(&t, judges_three, 1, false);
	assert_int_equal(t.kernel.objects[0].n_programs, 1);
	expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	trial_free(&t);
	/* booted by hand, the number is not known */
	reset();
	ending = -5;
	run(&t, sends_nothing, 2, false);
	assert_int_equal(t.kernel.objects[0].n_programs, 1);
	expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	trial_free(&t);
}

static void judges_and_then(int fd, int64_t from, int turn)
{
	(void)turn;
	announce(fd, 2);
	for (int64_t p = from; p < 2; p++) {
		begin(fd, p);
		result(fd, p);
	}
	switch (ending) {
	case 0: /* no end of the object */
		_exit(0);
	case 1: /* it does not end */
		finish(fd);
		pause();
		break;
	case 2: /* a process that it started keeps the pipe open */
		finish(fd);
		if (fork() == 0)
			pause();
		_exit(0);
	case 3: /* garbage at the end */
		send_bytes(fd, "garbage", 7);
		_exit(0);
	case 4: /* more than it announced */
		begin(fd, 2);
		_exit(0);
	case 5: /* a second end */
		finish(fd);
		finish(fd);
		_exit(0);
	}
}

/* What a child does after its last result changes no result. */
static void results_stay_whatever_the_child_does_next(void **state)
{
	(void)state;
	for (ending = 0; ending <= 5; ending++) {
		struct trial t;
		reset();
		timeout_ms = ending == 1 || ending == 2 ? SHORT_MS : PATIENT_MS;
		run(&t, judges_and_then, 0, false);
		assert_int_equal(t.kernel.objects[0].n_programs, 2);
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
		assert_int_equal(shared->children, 1);
		trial_close(&t);
	}
}

/* Begins many programs without reading a byte. */
static void begins_in_haste(int fd, int64_t from, int turn)
{
	(void)turn;
	announce(fd, 20);
	for (int64_t p = from; p < 20; p++) {
		begin(fd, p);
		result(fd, p);
	}
	stop_reading();
	finish(fd);
}

static void a_child_that_does_not_read_does_not_block_pid_1(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, begins_in_haste, 0, false);
	assert_int_equal(t.kernel.objects[0].n_programs, 20);
	assert_int_equal(result_status(&t.result), STATUS_MET);
	trial_close(&t);
}

/* When the child may load, its begin record must be in the stream. */
static void reads_the_stream(int fd, int64_t from, int turn)
{
	cleanup_free char *text = NULL;
	size_t len;

	(void)from;
	(void)turn;
	announce(fd, 1);
	begin_and_wait(fd, 0);
	if (files_read(stream_path, 1 << 20, &text, &len) || !strstr(text, "\"record\":\"begin\""))
		_exit(1);
	result(fd, 0);
	finish(fd);
	_exit(0);
}

static void a_begin_is_in_the_stream_before_its_program_is_loaded(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, reads_the_stream, 0, false);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
}

static void survey_ends(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	send_features(fd, "{\"map_types\":[\"hash\"]}");
	send_features(fd, "{\"map_types\":[\"array\"]}");
	send_features(fd, "{\"survey\":\"whole\"}");
}

static void survey_dies(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	send_features(fd, "{\"map_types\":[\"hash\"]}");
	raise(SIGKILL);
}

static void survey_sends_verdicts(int fd, int64_t from, int turn)
{
	(void)turn;
	announce(fd, 1);
	judge_rest(fd, from, 1);
}

static void survey_goes_on_after_its_end(int fd, int64_t from, int turn)
{
	survey_ends(fd, from, turn);
	send_features(fd, "{\"map_types\":[\"queue\"]}");
}

static void survey_never_ends(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	for (;;)
		send_features(fd, "{\"map_types\":[\"hash\"]}");
}

static void survey_stops(int fd, int64_t from, int turn)
{
	(void)fd;
	(void)from;
	(void)turn;
	for (;;)
		pause();
}

/*
 * Whatever a survey does, the object is judged after it; and only a complete survey says that it is
 * complete.
 */
static void features_of_a_survey_are_passed_on(void **state)
{
	const struct {
		child_fn *surveyor;
		size_t found, most;
		bool whole;
	} rows[] = {{survey_ends, 2, 2, true}, {survey_dies, 1, 1, false},
		{survey_sends_verdicts, 0, 0, false}, {survey_goes_on_after_its_end, 2, 2, true},
		{survey_never_ends, 1000, 4096, false}, {survey_stops, 0, 0, false}};
	struct trial t;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		reset();
		timeout_ms = rows[i].surveyor == survey_stops ? SHORT_MS : PATIENT_MS;
		surveyor = rows[i].surveyor;
		run(&t, judges_three, 0, false);
		surveyor = NULL;
		size_t found = json_array_size(json_object_get(t.kernel.features, "map_types"));
		if (found < rows[i].found || found > rows[i].most)
			fail_msg("survey %zu: %zu found", i, found);
		assert_true(
			rows[i].whole == (json_object_get(t.kernel.features, "survey") != NULL));
		assert_int_equal(shared->settled, 1); /* for what the survey loaded */
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		trial_close(&t);
	}
}

static void closes_its_pipe(int fd, int64_t from, int turn)
{
	announce(fd, 2);
	if (turn == 0) {
		begin(fd, 0);
		close(fd);
		for (;;)
			pause();
	}
	judge_rest(fd, from, 2);
}

static void a_child_that_closes_its_pipe_is_ended(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, closes_its_pipe, 0, false);
	expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	assert_non_null(strstr(program(&t, 0)->detail, "closed its pipe"));
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
}

/* With so few descriptors that there is no pipe. */
static void a_child_that_cannot_start_is_out_of_memory(void **state)
{
	struct rlimit was, few;
	struct trial t;

	(void)state;
	reset();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	/* the file, the stream, the signalfd and the kernel log take these four */
	int next = open("/dev/null", O_RDONLY);
	assert_true(next >= 0);
	close(next);
	few = was;
	few.rlim_cur = (rlim_t)next + 4;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	run(&t, judges_three, 0, false);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
	assert_int_equal(shared->children, 0);
	expect_program(&t, 0, VERDICT_ERROR, MET_UNKNOWN, "memory");
	assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
	trial_close(&t);
}

static void hides_a_process(int fd, int64_t from, int turn)
{
	(void)turn;
	if (fork() == 0) {
		setsid();
		signal(SIGTERM, SIG_IGN);
		close(fd);
		for (;;)
			pause();
	}
	judge_all(fd, from, 1);
}

/* Run as PID 1: a process that is left would keep the PID namespace from ending. */
static void pid_1_leaves_no_process(void **state)
{
	struct trial t;

	(void)state;
	reset();
	if (!run(&t, hides_a_process, 0, true))
		skip_because("no PID namespace can be made");
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	assert_true(t.took_ms < PATIENT_MS);
	trial_close(&t);
}

/* A child that cannot be confined gets no object, and the result says so. */
static void an_unconfined_child_judges_nothing(void **state)
{
	struct trial t;

	(void)state;
	reset();
	shared->unconfined = true;
	run(&t, judges_three, 0, false);
	shared->unconfined = false;
	assert_int_equal(shared->children, 0);
	expect_program(&t, 0, VERDICT_ERROR, MET_UNKNOWN, "not-confined");
	assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
	trial_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_honest_child_is_believed),
		cmocka_unit_test(a_resumed_boot_starts_at_its_program),
		cmocka_unit_test(a_death_costs_the_current_program),
		cmocka_unit_test(a_sigkill_counts_as_out_of_memory),
		cmocka_unit_test(an_object_without_records_has_a_result),
		cmocka_unit_test(a_resumed_object_without_records_has_its_results),
		cmocka_unit_test(results_stay_whatever_the_child_does_next),
		cmocka_unit_test(a_child_that_does_not_read_does_not_block_pid_1),
		cmocka_unit_test(a_begin_is_in_the_stream_before_its_program_is_loaded),
		cmocka_unit_test(features_of_a_survey_are_passed_on),
		cmocka_unit_test(a_child_that_closes_its_pipe_is_ended),
		cmocka_unit_test(a_child_that_cannot_start_is_out_of_memory),
		cmocka_unit_test(pid_1_leaves_no_process),
		cmocka_unit_test(an_unconfined_child_judges_nothing),
	};

	/* child_end() would kill every process of this PID namespace */
	if (getpid() == 1)
		return 77;
	return cmocka_run_group_tests(tests, share, NULL);
}
