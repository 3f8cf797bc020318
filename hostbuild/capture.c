// SPDX-License-Identifier: GPL-2.0-only
#include "capture.h"
#include "cleanup.h"
#include "diag.h"
#include "monotonic.h"
#include "process.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>

static int read_output(int fd, int64_t deadline, size_t max, char **ret, size_t *ret_len)
{
	cleanup_free char *buf = NULL;
	size_t len = 0, room = 0;

	for (;;) {
		struct pollfd fds[] = {
			{.fd = fd, .events = POLLIN}, {.fd = stop_fd(), .events = POLLIN}};
		int64_t left = deadline - monotonic_ms();
		int n = poll(fds, 2, left > 0 ? (int)left : 0);
		if (stop_signal())
			return -EINTR;
		if (n == 0)
			return -ETIMEDOUT;
		if (n < 0 || !fds[0].revents)
			continue;
		if (room - len < 4096) {
			room = room ? room * 2 : 16384;
			char *more = realloc(buf, room + 1);
			if (!more)
				return -ENOMEM;
			buf = more;
		}
		ssize_t got = read(fd, buf + len, room - len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		len += (size_t)got;
		if (len > max)
			return -EFBIG;
	}
	buf[len] = '\0';
	*ret = steal(&buf);
	if (ret_len)
		*ret_len = len;
	return 0;
}

static int capture(char *const argv[], int timeout_ms, size_t max, char **ret_out, size_t *ret_len,
	int *ret_status, int err)
{
	int64_t deadline = monotonic_ms() + timeout_ms;
	cleanup_with(process_kill) struct process p = PROCESS_NONE;
	cleanup_free char *out = NULL;
	cleanup_close int in = -1;
	int pipes[2] = {-1, -1};

	if (ret_out && pipe2(pipes, O_CLOEXEC))
		return diag_errno(-errno, "start %s", argv[0]);
	in = pipes[0];
	const struct process_options o = {
		.in = -1, .out = ret_out ? pipes[1] : 1, .err = err, .with_group = true};
	int r = process_start(&p, argv, &o);
	if (pipes[1] >= 0)
		close(pipes[1]);
	if (!r && ret_out)
		r = read_output(in, deadline, max, &out, ret_len);
	if (!r)
		r = process_wait(&p, deadline, ret_status);
	if (!r && ret_out)
		*ret_out = steal(&out);
	return r;
}

int process_capture(char *const argv[], int timeout_ms, size_t max, char **ret_out, size_t *ret_len,
	int *ret_status)
{
	return capture(argv, timeout_ms, max, ret_out, ret_len, ret_status, 2);
}

int process_ask(char *const argv[], int timeout_ms, size_t max, char **ret_out, size_t *ret_len,
	int *ret_status)
{
	return capture(argv, timeout_ms, max, ret_out, ret_len, ret_status, -1);
}
