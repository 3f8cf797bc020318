// SPDX-License-Identifier: GPL-2.0-only
#include "kmsg.h"
#include "verdict/splat.h"
#include "verdict/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int kmsg_fd = -1;
static bool lost;

int kmsg_open(void)
{
	kmsg_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return kmsg_fd < 0 ? -errno : kmsg_fd;
}

/* Documentation/ABI/testing/dev-kmsg: "prio,seq,usec,flags;text\n KEY=value…"; the text, in place. */
static char *message_of(char *entry)
{
	char *text = strchr(entry, ';');

	if (!text)
		return entry;
	text++;
	text[strcspn(text, "\n")] = '\0';
	return text;
}

bool kmsg_lost(void)
{
	bool was = lost;

	lost = false;
	return was;
}

bool kmsg_next_splat(char *title, size_t size)
{
	char entry[8192 + 1]; /* CONSOLE_EXT_LOG_MAX; a shorter buffer gets EINVAL, again and again */
	const char *at;

	/* bounded: a kernel that logs faster than we read must not keep PID 1 here */
	for (int lines = 0; kmsg_fd >= 0 && lines < 20000; lines++) {
		ssize_t n = read(kmsg_fd, entry, sizeof(entry) - 1);
		if (n < 0 && errno == EPIPE) /* overtaken: goes on at the oldest left */
			lost = true;
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			return false;
		entry[n] = '\0';
		if (splat_begins(message_of(entry), &at)) {
			text_set_size(title, size, at);
			return true;
		}
	}
	return false;
}
