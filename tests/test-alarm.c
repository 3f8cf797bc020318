// SPDX-License-Identifier: GPL-2.0-only
/* alarm_after() interrupts a system call, even if the first signal comes before the call. */
#include "load/alarm.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static void nap(long ms)
{
	struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

static void a_call_is_interrupted(void **state)
{
	int fds[2];
	char byte;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	alarm_after(30);
	assert_int_equal(read(fds[0], &byte, 1), -1);
	assert_int_equal(errno, EINTR);
	alarm_after(0);
	close(fds[0]);
	close(fds[1]);
}

/*
 * The process may be descheduled between setting the alarm and the call.  With a single signal this
 * read would never return.
 */
static void an_early_signal_is_not_the_last(void **state)
{
	int fds[2];
	char byte;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	alarm_after(1);
	nap(100);
	assert_int_equal(read(fds[0], &byte, 1), -1);
	assert_int_equal(errno, EINTR);
	alarm_after(0);
	close(fds[0]);
	close(fds[1]);
}

/* The timer sends none after alarm_after(0), and one that a thread sends then ends nobody. */
static void no_signal_comes_late(void **state)
{
	struct itimerval left;
	struct sigaction action;

	(void)state;
	for (int i = 0; i < 200; i++) {
		alarm_after(1);
		nap(i % 3);
		alarm_after(0);
		nap(0);
	}
	nap(60);
	assert_int_equal(getitimer(ITIMER_REAL, &left), 0);
	assert_int_equal(
		left.it_value.tv_sec + left.it_value.tv_usec + left.it_interval.tv_usec, 0);
	assert_int_equal(sigaction(SIGALRM, NULL, &action), 0);
	assert_ptr_equal(action.sa_handler, SIG_IGN);
	raise(SIGALRM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_is_interrupted),
		cmocka_unit_test(an_early_signal_is_not_the_last),
		cmocka_unit_test(no_signal_comes_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
