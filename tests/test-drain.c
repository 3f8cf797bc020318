// SPDX-License-Identifier: GPL-2.0-only
/* Waiting for a serial port: until its last bit, even if it is slow, but not for ever. */
#include "clock.h"
#include "drain.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <cmocka.h>

/* The port.  The clock advances by @step_ms each time that the port is looked at. */
static struct port {
	bool terminal, uart;
	int queued;	    /* bytes in its queue */
	int each_ms;	    /* for a byte; 0: it is stuck */
	int shifting_ms;    /* how long the last one is in the transmitter; -1: for ever */
	int64_t now, moved; /* ms */
	int step_ms, looks;
} port;

int64_t uptime_ms(void)
{
	return port.now;
}

static void pass(int64_t ms)
{
	port.now += ms;
	while (port.queued && port.each_ms && port.now - port.moved >= port.each_ms) {
		port.queued--;
		port.moved += port.each_ms;
	}
	if (!port.queued && port.shifting_ms > 0)
		port.shifting_ms = port.shifting_ms > ms ? port.shifting_ms - (int)ms : 0;
}

int __wrap_ioctl(int fd, unsigned long request, void *ret);
int __wrap_ioctl(int fd, unsigned long request, void *ret)
{
	assert_int_equal(fd, 7);
	assert_true(++port.looks < 10000000);
	pass(port.step_ms);
	if (request == TIOCOUTQ && port.terminal) {
		*(int *)ret = port.queued;
		return 0;
	}
	if (request == TIOCSERGETLSR && port.uart) {
		*(unsigned int *)ret = !port.queued && !port.shifting_ms;
		return 0;
	}
	errno = ENOTTY;
	return -1;
}

int __wrap_poll(struct pollfd *fds, nfds_t n, int ms);
int __wrap_poll(struct pollfd *fds, nfds_t n, int ms)
{
	assert_null(fds);
	assert_int_equal(n, 0);
	pass(ms);
	return 0;
}

int __wrap_sched_yield(void);
int __wrap_sched_yield(void)
{
	return 0;
}

static const struct port sound = {.terminal = true,
	.uart = true,
	.queued = 4000,
	.each_ms = 1,
	.shifting_ms = 3,
	.step_ms = 1};

static void the_last_bit_is_waited_for(void **state)
{
	(void)state;
	port = sound;
	drain_queue(7);
	assert_int_equal(port.queued, 0);
	assert_true(port.shifting_ms > 0);
	port = sound;
	drain_all(7);
	assert_int_equal(port.queued, 0);
	assert_int_equal(port.shifting_ms, 0);
}

/* With a clock 20 times too fast the port seems slow: it is waited for while bytes leave. */
static void a_slow_port_is_not_cut_short(void **state)
{
	(void)state;
	port = sound;
	port.each_ms = 900;
	drain_all(7);
	assert_int_equal(port.queued, 0);
	assert_int_equal(port.shifting_ms, 0);
	assert_true(port.now >= 4000 * 900LL);
}

static void a_stuck_port_is_given_up(void **state)
{
	(void)state;
	port = sound;
	port.each_ms = 0;
	drain_queue(7);
	assert_int_equal(port.queued, 4000);
	assert_in_range(port.now, 1000, 1100);
	/* nor for a bit that never leaves */
	port = sound;
	port.queued = 0;
	port.shifting_ms = -1;
	drain_all(7);
	assert_in_range(port.now, 1000, 1100);
}

static void a_file_that_is_not_a_port_is_not_waited_for(void **state)
{
	(void)state;
	port = sound;
	port.terminal = port.uart = false;
	port.each_ms = 0;
	drain_all(7);
	assert_int_equal(port.queued, 4000);
	assert_in_range(port.now, 0, 10);
	/* a terminal that is not a UART has only a queue */
	port = sound;
	port.uart = false;
	drain_all(7);
	assert_int_equal(port.queued, 0);
	assert_true(port.shifting_ms > 0);
	drain_all(-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_bit_is_waited_for),
		cmocka_unit_test(a_slow_port_is_not_cut_short),
		cmocka_unit_test(a_stuck_port_is_given_up),
		cmocka_unit_test(a_file_that_is_not_a_port_is_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
