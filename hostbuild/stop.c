// SPDX-License-Identifier: GPL-2.0-only
#include "stop.h"
#include "cleanup.h"
#include "diag.h"
#include "monotonic.h"

#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
#define NOTICE_SECONDS 10 /* until work must have called stop_signal() */
#define TIDY_SECONDS   60 /* from that call until the tool must have ended */
/* A second signal kills, but timeout(1) and a terminal may send the same one twice at once. */
#define AGAIN_MS 1000

static volatile sig_atomic_t caught, noticed;
static volatile int64_t caught_ms;
static pid_t owner;
static int event_fd = -1;

void stop_die_of(int number)
{
	const struct rlimit none = {0, 0};
	sigset_t set;

	/* SIGQUIT would dump core */
	setrlimit(RLIMIT_CORE, &none); /* NOLINT(bugprone-signal-handler): a system call, no more */
	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	_exit(128 + number);
}

static void on_stop(int number)
{
	int saved = errno;

	/* a child before exec(2) still has this handler, and nothing to clean up */
	if (getpid() != owner || (caught && monotonic_ms() - caught_ms >= AGAIN_MS))
		stop_die_of(number);
	if (!caught) {
		caught = number;
		caught_ms = monotonic_ms();
		alarm(NOTICE_SECONDS);
		if (write(event_fd, &(uint64_t){1}, sizeof(uint64_t)) < 0)
			stop_die_of(number);
	}
	errno = saved;
}

static void on_alarm(int number)
{
	stop_die_of(caught ? caught : number);
}

static void handle(int number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART}, was;

	/* a signal that nohup or a shell's "&" set to be ignored stays ignored */
	if (sigaction(number, NULL, &was) == 0 && was.sa_handler != SIG_IGN)
		sigaction(number, &action, NULL);
}

int stop_catch(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* write(2) fails with EFBIG instead */
	owner = getpid();
	event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (event_fd < 0)
		return diag_errno(-errno, "eventfd");
	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(stop_signals); i++) {
		handle(stop_signals[i], on_stop);
		sigaddset(&set, stop_signals[i]);
	}
	signal(SIGALRM, on_alarm);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return 0;
}

int stop_fd(void)
{
	return event_fd;
}

int stop_signal(void)
{
	if (caught && !noticed) {
		noticed = 1;
		alarm(TIDY_SECONDS);
	}
	return caught;
}

void stop_ignore(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(stop_signals); i++)
		signal(stop_signals[i], SIG_IGN);
}
