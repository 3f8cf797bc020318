// SPDX-License-Identifier: GPL-2.0-only
#include "send.h"
#include "packet.h"
#include "verdict/limits.h"
#include "verdict/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of one log record: in JSON each byte may become two, and a line holds JSON_MAX of it. */
#define LOG_CHUNK 1960

static int pipe_fd, go_fd;

void send_open(int fd, int go)
{
	pipe_fd = fd;
	go_fd = go;
}

void send_record(struct record *r)
{
	static struct packet packet;
	const int len = packet_write(&packet, r);

	if (len < 0 || write(pipe_fd, &packet, (size_t)len) != len)
		_exit(1);
}

void send_begin(struct record *r)
{
	char go;

	send_record(r);
	if (read(go_fd, &go, 1) != 1)
		_exit(1);
}

/* Send @bytes in as many records as it takes. */
static void send_log_part(int64_t program, const char *bytes, size_t len)
{
	struct record r;

	while (len) {
		record_init(&r, RECORD_LOG);
		r.program = program;
		size_t piece = len <= LOG_CHUNK ? len : utf8_cut(bytes, LOG_CHUNK);
		size_t took = text_clean(r.text, LOG_CHUNK + 1, bytes, piece, 1);
		send_record(&r);
		bytes += took;
		len -= took;
	}
}

void send_log(int64_t program, const char *log, size_t len)
{
	const size_t head = LOG_KEPT_BYTES / 4, tail = LOG_KEPT_BYTES - head;
	char mark[96];

	if (len <= LOG_KEPT_BYTES) {
		send_log_part(program, log, len);
		return;
	}
	const char *head_end = log + head, *tail_start = log + len - tail;
	while (head_end > log && head_end[-1] != '\n')
		head_end--;
	const char *end = memchr(tail_start, '\n', tail);
	if (end)
		tail_start = end + 1;
	if (tail_start >= log + len) /* the tail has no line break */
		tail_start = log + len - tail;
	send_log_part(program, log, (size_t)(head_end - log));
	snprintf(mark, sizeof(mark), "[bpfjury: %td of %zu bytes cut here]\n",
		tail_start - head_end, len);
	send_log_part(program, mark, strlen(mark));
	send_log_part(program, tail_start, (size_t)(log + len - tail_start));
}

/* Whole lines, as many records of @kind as they need. */
static void send_lines(enum record_kind kind, int64_t program, const char *text)
{
	struct record r;

	for (size_t len = strlen(text), piece; len; text += piece, len -= piece) {
		piece = len;
		if (len > LOG_CHUNK) /* whole lines */
			for (piece = LOG_CHUNK; piece && text[piece - 1] != '\n';)
				piece--;
		if (!piece)
			return;
		record_init(&r, kind);
		r.program = program;
		memcpy(r.text, text, piece);
		r.text[piece] = '\0';
		send_record(&r);
	}
}

void send_unreached(int64_t program, const char *text)
{
	send_lines(RECORD_UNREACHED, program, text);
}

void send_hot(int64_t program, const char *text)
{
	send_lines(RECORD_HOT, program, text);
}

void send_needs(int64_t memory_bytes)
{
	struct record r;

	record_init(&r, RECORD_NEEDS);
	r.memory_bytes = memory_bytes;
	send_record(&r);
}

void send_object_begin(size_t programs, const char *producer)
{
	struct record r;

	record_init(&r, RECORD_OBJECT_BEGIN);
	r.programs = (int64_t)programs;
	snprintf(r.producer, sizeof(r.producer), "%s", producer);
	send_record(&r);
}

void send_object_end(int64_t programs, int status)
{
	struct record r;

	record_init(&r, RECORD_OBJECT);
	r.programs = programs;
	send_record(&r);
	_exit(status);
}
