// SPDX-License-Identifier: GPL-2.0-only
/*
 * Not tcdrain(), which has no deadline and sleeps in whole jiffies.  The deadline is for one step
 * of the queue, not for all of it, since the guest's clock may run too fast: as long as bytes
 * leave, somebody reads them.
 */
#include "drain.h"
#include "clock.h"

#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <termios.h>

#define STANDSTILL_MS 1000

#ifndef TIOCSER_TEMT
#define TIOCSER_TEMT 1 /* asm/ioctls.h */
#endif

void drain_queue(int fd)
{
	int64_t until = uptime_ms() + STANDSTILL_MS;
	int waiting, last = -1;

	while (fd >= 0 && ioctl(fd, TIOCOUTQ, &waiting) == 0 && waiting > 0) {
		if (waiting != last)
			until = uptime_ms() + STANDSTILL_MS;
		else if (uptime_ms() >= until)
			return;
		last = waiting;
		sched_yield();
	}
}

void drain_all(int fd)
{
	int64_t until;
	unsigned int status;

	drain_queue(fd);
	until = uptime_ms() + STANDSTILL_MS;
	/* a port that is no UART has no such register, and there is nothing to wait for */
	while (fd >= 0 && ioctl(fd, TIOCSERGETLSR, &status) == 0 && !(status & TIOCSER_TEMT) &&
		uptime_ms() < until)
		poll(NULL, 0, 1);
}
