// SPDX-License-Identifier: GPL-2.0-only
#include "vm/channel.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "vm/boot-files.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Of 64 KiB.  A socket whose other end is gone holds less than that. */
#define READS_AT_ONCE 64

int channel_open(struct channel *c, const char *dir, const char *name)
{
	*c = CHANNEL_NONE;
	c->log_left_bytes = CHANNEL_LOG_BYTES;
	c->log = boot_open_log(dir, name);
	return c->log < 0 ? c->log : 0;
}

static void keep_bytes(struct channel *c, const char *bytes, size_t len)
{
	static const char cut[] = "\n[bpfjury: cut here: a log has 64 MiB at most]\n";
	const bool full = (int64_t)len > c->log_left_bytes;

	if (c->log < 0)
		return;
	if (full)
		len = (size_t)c->log_left_bytes;
	c->log_left_bytes -= (int64_t)len;
	int r = write_all(c->log, bytes, len);
	if (!r && full)
		r = write_all(c->log, cut, strlen(cut));
	if (r)
		diag_errno(r, "write a log, which ends here");
	if (r || full)
		close(steal_fd(&c->log));
}

void channel_read(struct channel *c,
	void (*each)(void *context, char *line, size_t len, bool overlong), void *context)
{
	char bytes[65536];

	for (int reads = 0; c->fd >= 0 && reads < READS_AT_ONCE; reads++) {
		ssize_t n = read(c->fd, bytes, sizeof(bytes));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			close(steal_fd(&c->fd));
			return;
		}
		c->anything = true;
		keep_bytes(c, bytes, (size_t)n);
		lines_feed(&c->lines, bytes, (size_t)n, each, context);
	}
}

void channel_close(struct channel *c)
{
	if (c->fd >= 0)
		close(steal_fd(&c->fd));
	if (c->log >= 0)
		close(steal_fd(&c->log));
}
