// SPDX-License-Identifier: GPL-2.0-only
#include "vm/monitor.h"
#include "monotonic.h"
#include "stop.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FLAG_INTERRUPTS (1 << 9) /* RFLAGS.IF */

static bool read_hex(uint64_t *ret, const char *text, const char *name)
{
	const char *at = strstr(text, name);
	char *end;

	if (!at)
		return false;
	at += strlen(name);
	errno = 0;
	*ret = strtoull(at, &end, 16);
	return end != at && !errno;
}

bool registers_read(struct registers *ret, const char *text)
{
	uint64_t flags, ring, halted;
	struct registers r;

	if (!read_hex(&r.rip, text, "RIP=") || !read_hex(&r.rsp, text, "RSP=") ||
		!read_hex(&flags, text, "RFL=") || !read_hex(&ring, text, "CPL=") ||
		!read_hex(&halted, text, "HLT="))
		return false;
	r.kernel = ring == 0;
	r.interrupts = flags & FLAG_INTERRUPTS;
	r.halted = halted != 0;
	*ret = r;
	return true;
}

/* Read one line into @m->text, NUL-terminated, without its newline. */
static int read_line(struct monitor *m, int64_t until_ms)
{
	for (;;) {
		const int64_t left = until_ms - monotonic_ms();
		struct pollfd p = {.fd = m->fd, .events = POLLIN};
		char c;
		if (stop_signal())
			return -EINTR;
		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			return -ETIMEDOUT;
		ssize_t n = read(m->fd, &c, 1);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EPIPE;
		if (c == '\n') {
			m->text[m->len] = '\0';
			m->len = 0;
			return 0;
		}
		if (m->len == sizeof(m->text) - 1)
			return -EMSGSIZE;
		m->text[m->len++] = c;
	}
}

/* The next message that has @key; others (events) are passed over. */
static int read_until(struct monitor *m, const char *key, json_t **ret, int64_t until_ms)
{
	for (;;) {
		int r = read_line(m, until_ms);
		if (r)
			return r;
		json_t *json = json_loads(m->text, 0, NULL);
		if (json_object_get(json, key)) {
			*ret = json;
			return 0;
		}
		const bool refused = json_object_get(json, "error");
		json_decref(json);
		if (refused)
			return -EPROTO;
	}
}

static int send_command(struct monitor *m, const char *command)
{
	size_t len = strlen(command);

	return write(m->fd, command, len) == (ssize_t)len ? 0 : -EPIPE;
}

static int execute(struct monitor *m, const char *command, json_t **ret, int64_t until_ms)
{
	json_t *json;
	int r = m->fd < 0 ? -ENOTCONN : 0;

	if (!r && !m->greeted) {
		r = read_until(m, "QMP", &json, until_ms);
		if (!r) {
			json_decref(json);
			r = send_command(m, "{\"execute\":\"qmp_capabilities\"}\n");
		}
		if (!r)
			r = read_until(m, "return", &json, until_ms);
		if (!r) {
			json_decref(json);
			m->greeted = true;
		}
	}
	if (!r)
		r = send_command(m, command);
	return r ? r : read_until(m, "return", ret, until_ms);
}

int monitor_registers(
	struct monitor *m, struct registers *ret, char *text, size_t size, int64_t until_ms)
{
	json_t *json;
	int r = execute(m,
		"{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"info registers\"}}\n",
		&json, until_ms);

	if (r)
		return r;
	const char *answer = json_string_value(json_object_get(json, "return"));
	snprintf(text, size, "%s", answer ? answer : "");
	json_decref(json);
	return registers_read(ret, text) ? 0 : -EPROTO;
}

int monitor_words(struct monitor *m, uint64_t at, uint64_t *words, size_t count, int64_t until_ms)
{
	char command[160];
	json_t *json;

	snprintf(command, sizeof(command),
		"{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"x/%zugx 0x%" PRIx64
		"\"}}\n",
		count, at);
	int r = execute(m, command, &json, until_ms);
	if (r)
		return r;
	/* "ffffffff82a03e20: 0x0000000000000000 0xffffffff81040fda" a line */
	const char *answer = json_string_value(json_object_get(json, "return"));
	size_t n = 0;
	while (answer && n < count && (answer = strstr(answer, " 0x")))
		words[n++] = strtoull(++answer, NULL, 16);
	json_decref(json);
	return (int)n;
}

int monitor_nmi(struct monitor *m, int64_t until_ms)
{
	json_t *json;
	int r = execute(m, "{\"execute\":\"inject-nmi\"}\n", &json, until_ms);

	if (!r)
		json_decref(json);
	return r;
}
