// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/turn.h"
#include "clock.h"
#include "packet.h"
#include "stream.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define POLL_MS 500 /* how often at least ticks are sent and unfinished splats end */

static int64_t program_timeout_ms;
static bool host_deadline;

void turn_init(const struct settings *settings)
{
	program_timeout_ms = settings->program_timeout_ms;
	host_deadline = settings->host_deadline;
}

/* The guest's clock may be wrong: it counts only where the host keeps no deadline. */
static int64_t next_deadline(void)
{
	return host_deadline ? INT64_MAX : uptime_ms() + program_timeout_ms;
}

/* Whether the host ordered to stop what is current.  An order for anything else came too late. */
static bool is_ordered_to_stop(const struct suspect *s)
{
	struct order o;

	while (stream_order(&o))
		if (s ? o.object == s->object && o.program == s->program : o.object < 0)
			return true;
	return false;
}

/*
 * Wait for the child, the kernel log or the host.  Returns whether the child's pipe has something,
 * its end included.
 */
static bool wait_for_child(const struct turn *t, int64_t left_ms)
{
	struct pollfd fds[] = {{.fd = t->child.pipe, .events = POLLIN},
		{.fd = splats_fd(), .events = POLLIN},
		{.fd = host_deadline ? stream_order_fd() : -1, .events = POLLIN}};
	const int ready = poll(fds, 3, left_ms < POLL_MS ? (int)left_ms : POLL_MS);

	stream_tick();
	/* a splat whose last lines have not come by now has no others */
	if (fds[1].revents & POLLIN || ready == 0)
		splats_send(t->suspect, ready == 0);
	return fds[0].revents;
}

static enum turn_end listen_to_child(struct turn *t)
{
	static struct record r;
	struct packet packet;
	int64_t deadline = next_deadline();

	for (;;) {
		const int64_t left = deadline - uptime_ms();
		if (left <= 0 || (host_deadline && is_ordered_to_stop(t->suspect)))
			return TURN_TIMED_OUT;
		if (!wait_for_child(t, left))
			continue;
		const ssize_t n = read(t->child.pipe, &packet, sizeof(packet));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return t->finished ? TURN_FINISHED : TURN_DIED;
		const bool may = !t->finished &&
				 !packet_read(&r, &packet, (size_t)n, t->suspect == NULL) &&
				 t->accept(t, &r);
		/* a log that never ends is no progress */
		if (may && r.kind != RECORD_LOG && r.kind != RECORD_UNREACHED &&
			r.kind != RECORD_HOT)
			deadline = next_deadline();
		record_clear(&r);
		if (!may)
			return TURN_LIED;
		if (t->stopped)
			return TURN_STOPPED;
	}
}

enum turn_end turn_run(struct turn *t)
{
	t->finished = t->stopped = false;
	if (child_start(&t->child, t->work, t->data))
		return TURN_NOT_STARTED;
	if (t->suspect)
		t->suspect->pid = t->child.pid;
	const enum turn_end end = listen_to_child(t);
	/* one that closed its pipe is about to end: how it does so says more than our signal */
	child_end(&t->child, end == TURN_DIED || end == TURN_FINISHED);
	return end;
}
