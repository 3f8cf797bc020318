// SPDX-License-Identifier: GPL-2.0-only
#include "console.h"
#include "drain.h"
#include "verdict/splat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <unistd.h>

#define SYSLOG_ACTION_CONSOLE_LEVEL 8 /* syslog(2) */
/*
 * KERN_CRIT and worse.  "kernel BUG at …" (lib/bug.c) is KERN_CRIT, and is printed before an oops
 * raises the level itself.
 */
#define CONSOLE_LEVEL 3

static char block[16384];
static size_t filled;

void console_open(void)
{
	/* The kernel opened 0, 1 and 2 where the archive has /dev/console and a console works. */
	if (fcntl(STDOUT_FILENO, F_GETFD) >= 0)
		return;
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);
	if (fd < 0)
		fd = open("/dev/null", O_RDWR);
	for (int i = 0; i < 3 && fd >= 0; i++)
		if (fd != i)
			dup2(fd, i);
}

static void put(const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(STDOUT_FILENO, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; /* without a console the records still go out */
		bytes += n;
		len -= (size_t)n;
	}
}

/*
 * Once and for good.  The tty sends what write() took later, while printk() writes to the port at
 * once: after a level that is restored after write() the kernel's messages would still appear in
 * the middle of a block, and tcdrain() costs tens of milliseconds a block.  An oops or a panic
 * raises the level itself (console_verbose()).
 */
static void quieten_printk(void)
{
	static bool done;

	if (!done)
		klogctl(SYSLOG_ACTION_CONSOLE_LEVEL, NULL, CONSOLE_LEVEL);
	done = true;
}

void console_flush(void)
{
	if (!filled)
		return;
	quieten_printk();
	put(block, filled);
	filled = 0;
}

void console_finish(void)
{
	console_flush();
	drain_all(STDOUT_FILENO);
}

void console_add(const char *format, ...)
{
	va_list args;

	for (int tries = 0; tries < 2; tries++) {
		va_start(args, format);
		int n = vsnprintf(block + filled, sizeof(block) - filled, format, args);
		va_end(args);
		if (n >= 0 && (size_t)n < sizeof(block) - filled) {
			splat_hide_stamps(block + filled);
			filled += (size_t)n;
			return;
		}
		console_flush();
	}
}

void console_say(const char *line)
{
	put(line, strlen(line));
}
