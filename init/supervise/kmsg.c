// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int kmsg_fd = -1;
static bool lost;
static struct splat_collector collector;
/* CONSOLE_EXT_LOG_MAX; read(2) into a shorter buffer fails with EINVAL each time */
static char entry[8192 + 1];
static char *rest; /* lines of the entry that were not read yet; NULL: none */

int kmsg_open(void)
{
	kmsg_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return kmsg_fd < 0 ? -errno : kmsg_fd;
}

void kmsg_forget(void)
{
	explicit_bzero(entry, sizeof(entry));
	explicit_bzero(&collector, sizeof(collector));
	rest = NULL;
}

/*
 * An entry is "prio,seq,usec,flags[,caller=T123];text\n KEY=value…"
 * (Documentation/ABI/testing/dev-kmsg).  Makes of it, in place, what the console would show:
 * "[T123] text".
 */
static char *message_of(char *from)
{
	char *text = strchr(from, ';');

	if (!text)
		return from;
	*text++ = '\0';
	char *caller = strstr(from, ",caller=");
	text[strcspn(text, "\n")] = '\0';
	if (caller) {
		caller += strlen(",caller=");
		size_t len = strcspn(caller, ",");
		/* ",caller=" and ";" make room for "[] " */
		text -= len + 3;
		memmove(text + 1, caller, len);
		text[0] = '[';
		text[len + 1] = ']';
		text[len + 2] = ' ';
	}
	return text;
}

/*
 * The next line of the entry, or NULL.  A newline within is "\x0a" there (kernel/printk/printk.c,
 * msg_add_ext_text()).
 */
static char *next_line(void)
{
	char *line = rest, *newline = rest ? strstr(rest, "\\x0a") : NULL;

	if (newline)
		*newline = '\0';
	rest = newline ? newline + strlen("\\x0a") : NULL;
	return line;
}

bool kmsg_lost(void)
{
	bool was = lost;

	lost = false;
	return was;
}

bool kmsg_next_report(struct splat_report *ret, bool all)
{
	/* a kernel that logs faster than this reads must not keep PID 1 here */
	for (int lines = 0; kmsg_fd >= 0 && lines < 20000; lines++) {
		char *line = next_line();
		if (line && splat_collect(&collector, line, ret))
			return true;
		if (line)
			continue;
		ssize_t n = read(kmsg_fd, entry, sizeof(entry) - 1);
		if (n < 0 &&
			errno == EPIPE) /* overwritten; the next read is of the oldest line left */
			lost = true;
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			break;
		entry[n] = '\0';
		rest = message_of(entry);
	}
	return all && splat_collect_flush(&collector, ret);
}
