// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the children of PID 1 say, and what PID 1 makes of it.  The input is packets, a line each; a
 * line "!" is a child's death, after which the next one says the lines behind it.  Whatever they
 * say, what PID 1 writes is a sound stream in the eyes of the host's own reader, and nothing is met
 * that a child did not call met.
 */
#include "vm/gather.h"
#include "supervise/cell.h"
#include "supervise/child.h"
#include "judge/judge.h"
#include "ktap.h"
#include "supervise/leftover.h"
#include "load/deferred-free.h"
#include "supervise/splats.h"
#include "stream.h"
#include "supervise/supervise.h"
#include "probe/survey.h"
#include "verdict/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NONCE	 "0123456789abcdef"
#define DOCKET	 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define PACKETS	 64 /* of one child: a pipe holds them all */
#define PROGRAMS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *lines, *lines_end;
static struct gather g;
static struct result_kernel k;
static size_t said_met;

/* Stand-ins for the machine. */
void cell_make(void)
{
}

bool cell_ran_out_of_memory(void)
{
	return false;
}

void child_init(bool guest)
{
	(void)guest;
}

int splats_open(void)
{
	return -ENOENT;
}

void leftover_init(void)
{
}

void leftover_clear(void)
{
}

bool deferred_free_wait(bool sleepable)
{
	(void)sleepable;
	return true;
}

int stream_order_fd(void)
{
	return -1;
}

bool stream_order(struct order *ret)
{
	(void)ret;
	return false;
}

void splats_send_leaks(int64_t object, int from_pid)
{
	(void)from_pid;
	(void)object;
}

void splats_send(struct suspect *s, bool all)
{
	(void)s;
	(void)all;
}

void judge_object(const struct docket *docket, size_t index, size_t from, int64_t timeout_ms,
	int fd, int heard)
{
	(void)docket, (void)index, (void)from, (void)timeout_ms, (void)fd, (void)heard;
	abort();
}

void survey(int fd, int heard)
{
	(void)fd, (void)heard;
	abort();
}

void ktap_object_begin(const char *path, size_t programs)
{
	(void)path, (void)programs;
}

void ktap_program_begin(const char *name)
{
	if (!*name)
		abort();
}

void ktap_program(size_t number, const struct program_result *p, const char *log_tail)
{
	(void)number, (void)p;
	/* whole sequences of UTF-8, nothing that moves a cursor */
	for (const char *c = log_tail; *c; c += utf8_sequence(c, strlen(c)))
		if (!utf8_sequence(c, strlen(c)) || *c == '\x1b')
			abort();
}

void ktap_object(size_t number, const char *path)
{
	(void)number, (void)path;
}

int64_t uptime_ms(void)
{
	return 0;
}

void stream_drain(void)
{
}

void stream_tick(void)
{
}

void stream_send(struct record *r)
{
	char json[JSON_MAX], line[FRAME_MAX + 1];
	int n = record_write(r, json, sizeof(json));

	while (n == -EMSGSIZE && record_shorten(r))
		n = record_write(r, json, sizeof(json));
	if (n < 0)
		abort();
	n = frame_write(line, NONCE, g.next_seq, json, (size_t)n);
	if (n < 0)
		abort();
	gather_line(&g, line, (size_t)n - 1, false);
	if (*g.fault)
		abort();
}

/* The child, which has said all before anybody listens. */
int child_start(struct child *ret, child_work *work, const void *data)
{
	int records[2], heard[2];

	(void)work, (void)data;
	if (lines >= lines_end)
		return -EAGAIN;
	if (pipe2(records, O_CLOEXEC | O_DIRECT | O_NONBLOCK) ||
		pipe2(heard, O_CLOEXEC | O_NONBLOCK))
		abort();
	for (int packets = 0; lines < lines_end && packets < PACKETS; packets++) {
		size_t len = strcspn(lines, "\n");
		bool dies = len == 1 && *lines == '!';
		if (!dies && len && write(records[1], lines, len < 4096 ? len : 4096) < 0)
			break;
		lines += len + 1;
		if (dies)
			break;
	}
	close(records[1]);
	close(heard[0]);
	*ret = (struct child){.pid = 1, .pipe = records[0], .heard = heard[1]};
	return 0;
}

void child_end(struct child *c, bool by_itself)
{
	(void)by_itself;
	close(c->pipe);
	close(c->heard);
	c->pid = 0;
	c->status = 0;
}

/* Neither more programs than are quickly judged, nor what is no text. */
static bool is_small(const char *text)
{
	static struct record r;
	const char *why;
	bool small = true;

	said_met = 0;
	for (const char *at = text; *at && small; at += strcspn(at, "\n"), at += *at == '\n') {
		if (record_read(&r, at, strcspn(at, "\n"), &why) == 0) {
			small = r.kind != RECORD_OBJECT_BEGIN || r.programs <= PROGRAMS;
			said_met += r.kind == RECORD_PROGRAM && r.result.met == MET_MET;
		}
		record_clear(&r);
	}
	return small;
}

static void say(enum record_kind kind)
{
	static struct record r;

	record_init(&r, kind);
	r.protocol = STREAM_PROTOCOL;
	r.objects = 1;
	strcpy(r.tool, "0.1.0");
	strcpy(r.release, "6.12.1");
	strcpy(r.version, "6.12.1");
	strcpy(r.arch, "x86_64");
	strcpy(r.docket, DOCKET);
	if (kind == RECORD_PLAN)
		r.from_object = r.from_program = 0;
	stream_send(&r);
}

static void check(void)
{
	const struct result_object *o = &k.objects[0];
	size_t met = 0;

	if (!o->ended || o->announced < 1 || (int64_t)o->n_programs != o->announced || g.in_hand)
		abort();
	for (size_t i = 0; i < o->n_programs; i++) {
		if (!met_is_sound(&o->programs[i].result))
			abort();
		met += o->programs[i].result.met == MET_MET;
	}
	if (met > said_met)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct docket_entry entry = {
		.file = "/docket/000000.bpf.o", .path = "a", .sha256 = DOCKET};
	static const struct docket docket = {.entries = &entry, .count = 1, .sha256 = DOCKET};
	const struct settings settings = {.program_timeout_ms = 1000};
	char *text = malloc(size + 1);

	if (!text)
		abort();
	signal(SIGPIPE, SIG_IGN); /* as PID 1 does */
	memcpy(text, data, size);
	text[size] = '\0';
	if (strlen(text) == size && is_small(text)) {
		lines = text;
		lines_end = text + size;
		k = (struct result_kernel){
			.n_objects = 1, .objects = calloc(1, sizeof(*k.objects))};
		k.objects[0].announced = -1;
		k.objects[0].path = strdup("a");
		strcpy(k.objects[0].sha256, DOCKET);
		gather_init(&g, &k, DOCKET);
		gather_boot(&g, NONCE);
		supervise_init(&settings);
		say(RECORD_HELLO);
		say(RECORD_PLAN);
		supervise_object(&docket, 0, 0, -1);
		check();
		gather_clear(&g);
		result_kernel_clear(&k);
	}
	free(text);
	return 0;
}
