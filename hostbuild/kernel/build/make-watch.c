// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/make-watch.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "monotonic.h"
#include "process.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#define END_MS	   (30 * 1000) /* for make to delete its unfinished targets */
#define PRINT_STEP 10	       /* per cent between two printed lines of progress */
#define PRINT_MS   (10 * 1000) /* or this long */

/* "  CC      kernel/bpf/verifier.o".  `make -n` prints that line as an argument of echo. */
static bool is_object(const struct make_watch *m)
{
	const char *at = m->dry ? strstr(m->line, "echo '  ") : m->line;

	if (!at)
		return false;
	at += m->dry ? 6 : 0;
	return strncmp(at, "  CC ", 5) == 0 || strncmp(at, "  AS ", 5) == 0;
}

/* Without a terminal: a line every ten per cent, and at least every ten seconds. */
static void print_progress(struct make_watch *m, int64_t now, int64_t s, size_t percent)
{
	const bool step =
		m->expected && percent >= m->printed_percent + PRINT_STEP && percent < 100;

	if (!step && now - m->printed_ms < PRINT_MS)
		return;
	m->printed_ms = now;
	m->printed_percent = percent - percent % PRINT_STEP;
	if (m->expected && m->objects <= m->expected)
		diag_note("building %s: %zu of %zu objects, %" PRId64 " s", m->release, m->objects,
			m->expected, s);
	else
		diag_note("building %s: %zu objects, %" PRId64 " s", m->release, m->objects, s);
}

static void show_progress(struct make_watch *m)
{
	int64_t now = monotonic_ms(), s = (now - m->started_ms) / 1000;
	size_t percent = m->expected ? m->objects * 100 / m->expected : 0;

	if (m->dry)
		return;
	if (!diag_live()) {
		print_progress(m, now, s, percent);
		return;
	}
	if (now - m->drawn_ms < 100)
		return;
	m->drawn_ms = now;
	const char *name = strrchr(m->line, ' ');
	if (m->expected && m->objects <= m->expected)
		diag_live_line("building %s: %zu of %zu objects, %" PRId64 " s %.40s", m->release,
			m->objects, m->expected, s, name ? name + 1 : "");
	else
		diag_live_line("building %s: %zu objects, %" PRId64 " s %.40s", m->release,
			m->objects, s, name ? name + 1 : "");
}

static int read_output(struct make_watch *m, const char *bytes, size_t n)
{
	size_t keep = n < m->log_left ? n : m->log_left;

	m->log_left -= keep;
	if (m->log >= 0 && write_all(m->log, bytes, keep))
		return diag_errno(-errno, "write the build's log");
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] != '\n') {
			if (m->len < sizeof(m->line) - 1)
				m->line[m->len++] = bytes[i];
			continue;
		}
		m->line[m->len] = '\0';
		m->objects += is_object(m);
		m->len = 0;
		show_progress(m);
	}
	return 0;
}

/*
 * Returns 0 with the exit status once make ended, -EINTR once it ended after a signal to us,
 * -ETIMEDOUT if it was silent for too long or did not end in time.
 */
static int wait_for_make(struct make_watch *m, struct process *p, int out, int *ret_status)
{
	int64_t deadline = monotonic_ms() + MAKE_SILENCE_MS;
	char bytes[65536];
	int r = 0;

	for (;;) {
		struct pollfd fds[] = {
			{.fd = out, .events = POLLIN}, {.fd = stop_fd(), .events = POLLIN}};
		int64_t left = deadline - monotonic_ms();
		if (stop_signal() && !r) {
			r = -EINTR;
			kill(-p->pid, SIGTERM);
			deadline = monotonic_ms() + END_MS;
			diag_note("ending the build; the next one goes on from here");
		}
		if (left <= 0)
			return r ? r : -ETIMEDOUT;
		if (poll(fds, r ? 1 : 2, left > 500 ? 500 : (int)left) <= 0 || !fds[0].revents) {
			show_progress(m);
			continue;
		}
		ssize_t n = read(out, bytes, sizeof(bytes));
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		if (n == 0)
			break;
		if (n < 0)
			continue;
		if (!r) {
			deadline = monotonic_ms() + MAKE_SILENCE_MS;
			r = read_output(m, bytes, (size_t)n);
			if (r)
				return r;
		}
	}
	int ended = process_wait(p, monotonic_ms() + END_MS, ret_status);
	return r ? r : ended;
}

int make_watch_run(struct make_watch *m, char *const argv[], int *ret_status)
{
	cleanup_with(process_kill) struct process p = PROCESS_NONE;
	cleanup_close int in = -1, out = -1;
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC))
		return diag_errno(-errno, "pipe");
	in = pipes[0];
	out = pipes[1];
	fcntl(in, F_SETFL, O_NONBLOCK);
	m->started_ms = m->printed_ms = monotonic_ms();
	/*
	 * make inherits the lock.  If this process is killed, the lock stays held until the guard
	 * process has killed the last of make's children.
	 */
	const struct process_options o = {
		.in = -1,
		.out = out,
		.err = out,
		.keep = &m->lock,
		.n_keep = m->lock > 0,
		.with_group = true,
	};
	int r = process_start(&p, argv, &o);
	if (r)
		return r;
	close(steal_fd(&out));
	r = wait_for_make(m, &p, in, ret_status);
	diag_live_clear();
	return r;
}
