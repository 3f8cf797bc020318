// SPDX-License-Identifier: GPL-2.0-only
#include "stream.h"
#include "clock.h"
#include "drain.h"
#include "verdict/frame.h"
#include "verdict/text.h"
#include "verdict/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define TICK_MS	    1000
#define ORDER_READS 8

static int stream_fd = -1;
static char stream_nonce[NONCE_SIZE];
static char order_line[ORDER_MAX], order_piece[256]; /* orders have the nonce too */
static uint64_t next_seq;
static int64_t last_tick, counts[RECORD_FAULT + 1];
static char stream_line[FRAME_MAX + 1]; /* the last one */

int64_t stream_count(enum record_kind kind)
{
	return counts[kind];
}

int stream_open(const char *device, const char *nonce)
{
	char path[64];
	struct termios t;

	if (!*device)
		return 0;
	snprintf(path, sizeof(path), "/dev/%s", device);
	stream_fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (stream_fd < 0)
		return -errno;
	/* a ttyS is not raw at first: ONLCR would change bytes that the checksum covers */
	if (tcgetattr(stream_fd, &t) == 0) {
		cfmakeraw(&t);
		t.c_cflag |= CLOCAL | CREAD;
		/* read() returns at once */
		t.c_cc[VMIN] = t.c_cc[VTIME] = 0;
		tcsetattr(stream_fd, TCSANOW, &t);
		ioctl(stream_fd, TIOCEXCL);
	}
	memcpy(stream_nonce, nonce, sizeof(stream_nonce));
	/*
	 * Ends a line that has begun: CONFIG_SERIAL_8250_DETECT_IRQ sends a 0xff to cause an
	 * interrupt (drivers/tty/serial/8250/8250_port.c, autoconfig_irq()).
	 */
	if (write(stream_fd, "\n", 1) != 1)
		return -errno;
	return 0;
}

static void write_line(const char *line, size_t len)
{
	while (len) {
		ssize_t n = write(stream_fd, line, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; /* the host sees the gap in the sequence numbers */
		line += n;
		len -= (size_t)n;
	}
}

void stream_send(struct record *r)
{
	static char json[JSON_MAX];
	int n;

	counts[r->kind]++;
	if (stream_fd < 0)
		return;
	while ((n = record_write(r, json, sizeof(json))) == -EMSGSIZE && record_shorten(r))
		;
	uint64_t seq = next_seq++;
	if (n < 0) /* the host sees the gap in the sequence numbers */
		return;
	n = frame_write(stream_line, stream_nonce, seq, json, (size_t)n);
	if (n > 0)
		write_line(stream_line, (size_t)n);
	last_tick = uptime_ms();
}

void stream_forget(void)
{
	stream_fd = -1;
	explicit_bzero(stream_nonce, sizeof(stream_nonce));
	explicit_bzero(stream_line, sizeof(stream_line));
	explicit_bzero(order_line, sizeof(order_line));
	explicit_bzero(order_piece, sizeof(order_piece));
}

void stream_drain(void)
{
	drain_queue(stream_fd);
}

void stream_finish(bool host)
{
	if (stream_fd < 0)
		return;
	/* what the port has sent is in the host's socket, safe from a reboot */
	drain_all(stream_fd);
	for (int64_t until = uptime_ms() + LAST_RECORD_WAIT_MS; host && uptime_ms() < until;)
		poll(NULL, 0, 100);
}

int stream_order_fd(void)
{
	struct pollfd p = {.fd = stream_fd, .events = POLLIN};
	int bytes = 0;

	/*
	 * One that is readable without a byte in it (a file, or its other end is closed) stays so:
	 * who waits for it would never sleep.
	 */
	if (stream_fd < 0 ||
		(poll(&p, 1, 0) == 1 && (ioctl(stream_fd, FIONREAD, &bytes) || bytes <= 0)))
		return -1;
	return stream_fd;
}

/*
 * A line that is longer than any order is skipped.  At most ORDER_READS reads a call: a host that
 * writes without end must not keep PID 1 from its work.
 */
bool stream_order(struct order *ret)
{
	static size_t len, at, got;
	static bool overlong;

	for (int reads = 0;; reads++) {
		while (at < got) {
			const char c = order_piece[at++];
			if (c != '\n') {
				if (len < sizeof(order_line))
					order_line[len++] = c;
				else
					overlong = true;
				continue;
			}
			const bool is = !overlong && order_read(ret, order_line, len, stream_nonce);
			len = 0;
			overlong = false;
			if (is)
				return true;
		}
		const ssize_t n = stream_fd < 0 || reads == ORDER_READS
					  ? 0
					  : read(stream_fd, order_piece, sizeof(order_piece));
		at = 0;
		got = n > 0 ? (size_t)n : 0;
		if (!got)
			return false;
	}
}

void stream_tick(void)
{
	struct record r;

	if (uptime_ms() - last_tick < TICK_MS)
		return;
	record_init(&r, RECORD_TICK);
	r.uptime_ms = last_tick = uptime_ms();
	stream_send(&r);
}
