// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/settling.h"
#include "clock.h"
#include "load/deferred-free.h"
#include "send.h"
#include "stream.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

static bool due;       /* the kernel may not have freed all that ended children loaded */
static bool sleepable; /* programs that may sleep can be among it */
static bool held;      /* a child could not be killed: what it holds is never freed */

/* A child that did not settle says so by its exit status. */
static bool has_settled(const struct child *c)
{
	return !c->pid && WIFEXITED(c->status) && !WEXITSTATUS(c->status);
}

void settling_note_end(const struct child *c, bool finished)
{
	held |= c->pid > 0;
	due |= !finished || !has_settled(c);
	sleepable |= due;
}

void settling_note_survey(void)
{
	due = sleepable = true;
}

bool settling_is_due(void)
{
	return due;
}

static void settle(const void *data, int fd, int go) __attribute__((noreturn));
static void settle(const void *data, int fd, int go)
{
	(void)data;
	(void)fd;
	(void)go;
	_exit(deferred_free_wait(sleepable) ? 0 : CHILD_NOT_SETTLED);
}

void settling_run(struct suspect *s)
{
	const int64_t until = uptime_ms() + 2 * DEFERRED_FREE_WAIT_MS;
	struct child child;
	bool ended = false;

	due = true;
	if (child_start(&child, settle, NULL))
		return;
	while (!ended && uptime_ms() < until) {
		struct pollfd fds[] = {{.fd = child.pipe, .events = POLLIN},
			{.fd = splats_fd(), .events = POLLIN}};
		poll(fds, 2, 500);
		stream_tick();
		if (fds[1].revents & POLLIN)
			splats_send(s, false);
		ended = fds[0].revents;
	}
	child_end(&child, ended);
	due = held || !has_settled(&child);
}
