// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/apt/run.h"
#include "cleanup.h"
#include "diag.h"
#include "monotonic.h"
#include "process.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>

#define STALL_MS      (3 * 60 * 1000)
#define OUT_MAX	      ((size_t)32 << 20)
#define ERR_MAX	      ((size_t)256 << 10)
#define ARGS_MAX      24
#define TERM_GRACE_MS 3000

int64_t apt_end_ms;

enum { OUT, ERR, PROGRESS, STREAMS };

struct stream {
	int fd;
	char *bytes;
	size_t len, max;
};

struct run {
	struct stream streams[STREAMS];
	struct process process;
	const char *doing;
	char percent[16]; /* as apt last reported it */
	int64_t deadline;
};

void apt_output_clear(struct apt_output *o)
{
	free(o->out);
	free(o->err);
	*o = (struct apt_output){0};
}

static void run_clear(struct run *r)
{
	diag_live_clear();
	/* ended by SIGINT, apt keeps a partial download that it can continue */
	if (r->process.pid > 0) {
		kill(-r->process.pid, SIGINT);
		struct pollfd ended = {.fd = r->process.pidfd, .events = POLLIN};
		poll(&ended, 1, TERM_GRACE_MS);
	}
	process_kill(&r->process);
	for (int i = 0; i < STREAMS; i++) {
		if (r->streams[i].fd >= 0)
			close(r->streams[i].fd);
		free(r->streams[i].bytes);
	}
}

/* Lines as "dlstatus:1:45.30:Retrieving file 1 of 1"; only a change is progress. */
static void read_progress(struct run *r)
{
	struct stream *s = &r->streams[PROGRESS];
	char *line = s->bytes, *end;

	while ((end = memchr(line, '\n', s->len - (size_t)(line - s->bytes)))) {
		char percent[sizeof(r->percent)];
		*end = '\0';
		if (sscanf(line, "%*[a-z]:%*[^:]:%15[0-9.]", percent) == 1 &&
			strcmp(percent, r->percent)) {
			snprintf(r->percent, sizeof(r->percent), "%s", percent);
			r->deadline = monotonic_ms() + STALL_MS;
			diag_live_line("%s: %.0f%%", r->doing, strtod(percent, NULL));
		}
		line = end + 1;
	}
	s->len -= (size_t)(line - s->bytes);
	memmove(s->bytes, line, s->len);
	if (s->len > 4096) /* not a status line */
		s->len = 0;
}

/* What exceeds the limit of a stream is read and discarded. */
static int drain(struct stream *s)
{
	char buf[65536];
	ssize_t n = read(s->fd, buf, sizeof(buf));

	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : -errno;
	if (n == 0) {
		close(steal_fd(&s->fd));
		return 0;
	}
	size_t kept = (size_t)n > s->max - s->len ? s->max - s->len : (size_t)n;
	char *more = realloc(s->bytes, s->len + kept + 1);
	if (!more)
		return -ENOMEM;
	s->bytes = more;
	memcpy(s->bytes + s->len, buf, kept);
	s->len += kept;
	s->bytes[s->len] = '\0';
	return 0;
}

static int pump(struct run *r)
{
	while (r->streams[OUT].fd >= 0 || r->streams[ERR].fd >= 0) {
		struct pollfd fds[STREAMS + 1];
		for (int i = 0; i < STREAMS; i++)
			fds[i] = (struct pollfd){.fd = r->streams[i].fd, .events = POLLIN};
		fds[STREAMS] = (struct pollfd){.fd = stop_fd(), .events = POLLIN};
		const int64_t end =
			apt_end_ms && apt_end_ms < r->deadline ? apt_end_ms : r->deadline;
		int64_t left = end - monotonic_ms();
		int n = poll(fds, STREAMS + 1, left > 0 ? (int)left : 0);
		if (stop_signal())
			return -EINTR;
		if (n == 0) {
			if (end == apt_end_ms)
				diag_error("%s: did not end in time", r->doing);
			else
				diag_error("%s: no progress for %d s; given up", r->doing,
					STALL_MS / 1000);
			return -ETIMEDOUT;
		}
		for (int i = 0; n > 0 && i < STREAMS; i++) {
			int err = fds[i].revents ? drain(&r->streams[i]) : 0;
			if (err)
				return diag_errno(err, "%s", r->doing);
		}
		if (r->streams[PROGRESS].len)
			read_progress(r);
	}
	return 0;
}

/* env(1) finds the tool in PATH and sets a locale whose messages can be parsed. */
static int start(struct run *r, const char *tool, const char *config, const char *directory,
	const char *const args[])
{
	char status_fd[48];
	const char *argv[ARGS_MAX + 8] = {
		"env", "LC_ALL=C", tool, "-c", config, "-q", "-o", status_fd};
	int ends[STREAMS] = {-1, -1, -1}, pair[2], err = 0;
	size_t n = 8;

	for (int i = 0; i < STREAMS && !err; i++) {
		if (pipe2(pair, O_CLOEXEC)) {
			err = diag_errno(-errno, "%s", r->doing);
			break;
		}
		r->streams[i].fd = pair[0];
		ends[i] = pair[1];
	}
	snprintf(status_fd, sizeof(status_fd), "APT::Status-Fd=%d", ends[PROGRESS]);
	for (size_t i = 0; args[i] && i < ARGS_MAX - 1; i++)
		argv[n++] = args[i];
	const struct process_options options = {
		.in = -1,
		.out = ends[OUT],
		.err = ends[ERR],
		.keep = &ends[PROGRESS],
		.n_keep = 1,
		.directory = directory,
		.with_group = true,
	};
	if (!err)
		err = process_start(&r->process, (char *const *)argv, &options);
	for (int i = 0; i < STREAMS; i++)
		if (ends[i] >= 0)
			close(ends[i]);
	return err;
}

int apt_run(struct apt_output *ret, const char *tool, const char *config, const char *directory,
	const char *const args[], const char *doing)
{
	cleanup_with(run_clear) struct run r = {
		.streams = {{-1, .max = OUT_MAX}, {-1, .max = ERR_MAX}, {-1, .max = 65536}},
		.process = PROCESS_NONE,
		.doing = doing,
		.deadline = monotonic_ms() + STALL_MS,
	};
	int status = 0;
	int err = start(&r, tool, config, directory, args);

	if (!err)
		err = pump(&r);
	if (!err)
		err = process_wait(&r.process, r.deadline, &status);
	if (err)
		return err;
	*ret = (struct apt_output){
		.out = steal(&r.streams[OUT].bytes),
		.out_len = r.streams[OUT].len,
		.err = steal(&r.streams[ERR].bytes),
		.err_len = r.streams[ERR].len,
		.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
	};
	return 0;
}
