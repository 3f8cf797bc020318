// SPDX-License-Identifier: GPL-2.0-only
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <unistd.h>

#define SYSLOG_ACTION_CONSOLE_LEVEL 8 /* syslog(2) */

static char block[16384];
static size_t filled;

void console_open(void)
{
	/* The kernel opened 0, 1 and 2 if the archive has /dev/console and a console= took. */
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
			return; /* no console is no reason to stop */
		bytes += n;
		len -= (size_t)n;
	}
}

/* The console log level now, so that it can be put back: /proc/sys/kernel/printk's first figure. */
static int log_level(void)
{
	char text[64] = "";
	int fd = open("/proc/sys/kernel/printk", O_RDONLY | O_CLOEXEC), level = 7;

	if (fd >= 0) {
		if (read(fd, text, sizeof(text) - 1) > 0)
			sscanf(text, "%d", &level);
		close(fd);
	}
	return level;
}

void console_flush(void)
{
	static int level;

	if (!filled)
		return;
	if (!level)
		level = log_level();
	klogctl(SYSLOG_ACTION_CONSOLE_LEVEL, NULL, 1);
	put(block, filled);
	klogctl(SYSLOG_ACTION_CONSOLE_LEVEL, NULL, level);
	filled = 0;
}

void console_add(const char *format, ...)
{
	va_list args;

	for (int tries = 0; tries < 2; tries++) {
		va_start(args, format);
		int n = vsnprintf(block + filled, sizeof(block) - filled, format, args);
		va_end(args);
		if (n >= 0 && (size_t)n < sizeof(block) - filled) {
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
