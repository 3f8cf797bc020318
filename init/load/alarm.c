// SPDX-License-Identifier: GPL-2.0-only
#include "load/alarm.h"

#include <signal.h>
#include <sys/time.h>

/* The interval of repeats: short against the smallest bound that is set (judge/verify.c). */
#define REPEAT_US 20000

static void on_alarm(int signal)
{
	(void)signal;
}

void alarm_after(int64_t ms)
{
	const struct itimerval timer = {
		.it_value = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000},
		.it_interval = {.tv_usec = ms ? REPEAT_US : 0},
	};
	/* ignored afterwards: a thread may still send one (load/log-reader.c) */
	const struct sigaction action = {.sa_handler = ms ? on_alarm : SIG_IGN};

	if (ms)
		sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	/*
	 * A signal that was pending was delivered on return from setitimer(), to the old handler.
	 */
	if (!ms)
		sigaction(SIGALRM, &action, NULL);
}
