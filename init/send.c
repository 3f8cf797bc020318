// SPDX-License-Identifier: GPL-2.0-only
#include "send.h"
#include "verdict/text.h"
#include "verdict/limits.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOG_CHUNK 2048

static int pipe_fd, go_fd;

void send_open(int fd, int go)
{
	pipe_fd = fd;
	go_fd = go;
}

void send_record(struct record *r)
{
	/* PID 1 writes it again with an object's index in place of our 0: room for its figures */
	static char json[JSON_MAX - 24];
	int n = record_write(r, json, sizeof(json));

	/* A log chunk of quotes and backslashes may double: halve it, it is sent in two. */
	if (n == -EMSGSIZE && r->kind == RECORD_LOG) {
		size_t half = utf8_cut(r->text, strlen(r->text) / 2);
		char *rest = strdup(r->text + half);
		r->text[half] = '\0';
		send_record(r);
		snprintf(r->text, sizeof(r->text), "%s", rest ? rest : "");
		free(rest);
		send_record(r);
		return;
	}
	while (n == -EMSGSIZE && record_shorten(r))
		n = record_write(r, json, sizeof(json));
	if (n < 0 || write(pipe_fd, json, (size_t)n) != n)
		_exit(1); /* PID 1 takes it from here */
}

void send_begin(struct record *r)
{
	char go;

	send_record(r);
	if (read(go_fd, &go, 1) != 1)
		_exit(1);
}

static void send_log_part(int64_t program, const char *bytes, size_t len)
{
	struct record r;

	while (len) {
		record_init(&r, RECORD_LOG);
		r.object = 0;
		r.program = program;
		size_t piece = len <= LOG_CHUNK ? len : utf8_cut(bytes, LOG_CHUNK);
		size_t took = text_clean(r.text, sizeof(r.text), bytes, piece, 1);
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
	if (tail_start >= log + len) /* one line longer than all that is kept */
		tail_start = log + len - tail;
	send_log_part(program, log, (size_t)(head_end - log));
	snprintf(mark, sizeof(mark), "[bpfjury: %td of %zu bytes cut here]\n",
		tail_start - head_end, len);
	send_log_part(program, mark, strlen(mark));
	send_log_part(program, tail_start, (size_t)(log + len - tail_start));
}

void send_object_begin(size_t programs, const char *producer)
{
	struct record r;

	record_init(&r, RECORD_OBJECT_BEGIN);
	r.object = 0;
	r.programs = (int64_t)programs;
	/* PID 1 puts the docket's own there */
	strcpy(r.path, "-");
	strcpy(r.sha256, "-");
	snprintf(r.producer, sizeof(r.producer), "%s", producer);
	send_record(&r);
}

void send_object_end(int64_t programs, int status)
{
	struct record r;

	record_init(&r, RECORD_OBJECT);
	r.object = 0;
	r.programs = programs;
	send_record(&r);
	_exit(status);
}
