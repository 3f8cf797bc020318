// SPDX-License-Identifier: GPL-2.0-only
/*
 * Children that stop: PID 1 ends them by its own clock, or when the host orders it.
 */
#include "supervised.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static void a_child_that_stops_is_timed_out(void **state)
{
	static const int signals[] = {SIGSTOP, SIGCHLD};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct trial t;
		reset();
		timeout_ms = SHORT_MS;
		ending = signals[i];
		run(&t, ends_in_the_middle, 0, false);
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		expect_program(&t, 1, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
		expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
		assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
		assert_true(t.took_ms >= SHORT_MS && t.took_ms < PATIENT_MS);
		trial_close(&t);
	}
}

static void survey_stops(int fd, int64_t from, int turn)
{
	(void)fd;
	(void)from;
	(void)turn;
	for (;;)
		pause();
}

static void a_hosts_stop_order_is_obeyed(void **state)
{
	struct trial t;

	(void)state;
	/* by the guest's clock the time would be up at once */
	reset();
	timeout_ms = 1;
	ending = SIGSTOP;
	run_with_host(&t, ends_in_the_middle, "stop " NONCE " 0 1\n", 3);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	expect_program(&t, 1, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
	expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
	/* before the first program begins */
	reset();
	timeout_ms = 1;
	ending = SIGSTOP;
	run_with_host(&t, sends_nothing, "stop " NONCE " 0 -\n", 2);
	expect_program(&t, 0, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
	trial_close(&t);
	/* a survey */
	reset();
	timeout_ms = 1;
	surveyor = survey_stops;
	run_with_host(&t, judges_three, "stop " NONCE " - -\n", 2);
	surveyor = NULL;
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_that_stops_is_timed_out),
		cmocka_unit_test(a_hosts_stop_order_is_obeyed),
	};

	/* child_end() would kill every process of this PID namespace */
	if (getpid() == 1)
		return 77;
	return cmocka_run_group_tests(tests, share, NULL);
}
