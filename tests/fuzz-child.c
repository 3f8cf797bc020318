// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets of the children of PID 1.  Whatever they are, PID 1 writes a stream that the host's
 * reader accepts, and a program is met only if a child reported it as met.
 *
 * The input, which is short, is a list of packets: two bytes of length, little-endian, then the
 * bytes; a zero byte is followed by the number of zeros after it.  A length of 0xffff is a child's
 * death: the next child sends what follows.
 */
#include "clock.h"
#include "vm/gather.h"
#include "supervise/cell.h"
#include "supervise/child.h"
#include "judge/judge.h"
#include "ktap.h"
#include "packet.h"
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
#define PACKETS	 16 /* of one child: a pipe holds them all */
#define PROGRAMS 64
#define DEATH	 0xffff

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *input, *input_end;
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

void splats_open(void)
{
}

int splats_fd(void)
{
	return -1;
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

void judge_object(const struct docket *docket, size_t index, size_t from, bool whole,
	int64_t timeout_ms, int fd, int go)
{
	(void)docket, (void)index, (void)from, (void)whole, (void)timeout_ms, (void)fd, (void)go;
	abort();
}

void survey(int fd, int go)
{
	(void)fd, (void)go;
	abort();
}

void ktap_object_begin(const struct ktap_object *o)
{
	(void)o;
}

void ktap_program_begin(const char *name)
{
	if (!*name)
		abort();
}

void ktap_program(size_t number, const struct program_result *p, const char *log_tail)
{
	(void)number, (void)p;
	/* complete UTF-8 sequences, no control characters */
	for (const char *c = log_tail; *c; c += utf8_sequence(c, strlen(c)))
		if (!utf8_sequence(c, strlen(c)) || *c == '\x1b')
			abort();
}

void ktap_whole(const struct program_result *p, int64_t programs)
{
	(void)p, (void)programs;
}

void ktap_needs(const char *path, int64_t mib)
{
	(void)path, (void)mib;
}

void ktap_object_end(size_t number, const char *path)
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

/*
 * The next packet of the input: its length, 0 at a child's death or the input's end.  Longer ones
 * than a struct packet have zeros after it.
 */
static size_t next_packet(struct packet *ret)
{
	uint8_t *bytes = (uint8_t *)ret;
	size_t len, at = 0;

	if (input_end - input < 2) {
		input = input_end;
		return 0;
	}
	len = (size_t)(input[0] | input[1] << 8);
	input += 2;
	if (len == DEATH)
		return 0;
	len %= PIPE_BUF + 1;
	memset(ret, 0, sizeof(*ret));
	while (at < len && input < input_end) {
		const uint8_t byte = *input++;
		if (!byte)
			at += 1 + (input < input_end ? *input++ : 0U);
		else if (at++ < sizeof(*ret))
			bytes[at - 1] = byte;
	}
	return len;
}

/* The child sends everything before PID 1 reads. */
int child_start(struct child *ret, child_work *work, const void *data)
{
	static union {
		struct packet packet;
		char bytes[PIPE_BUF];
	} u;
	int records[2], go[2];
	size_t len;

	(void)work, (void)data;
	if (input >= input_end)
		return -EAGAIN;
	if (pipe2(records, O_CLOEXEC | O_DIRECT | O_NONBLOCK) || pipe2(go, O_CLOEXEC | O_NONBLOCK))
		abort();
	for (int n = 0; n < PACKETS && (len = next_packet(&u.packet)); n++)
		if (write(records[1], &u, len) != (ssize_t)len)
			abort();
	close(records[1]);
	close(go[0]);
	*ret = (struct child){.pid = 1, .pipe = records[0], .go = go[1]};
	return 0;
}

void child_end(struct child *c, bool by_itself)
{
	(void)by_itself;
	close(c->pipe);
	close(c->go);
	c->pid = 0;
	c->status = 0;
}

/* Whether no child announces more programs than are judged quickly; counts those called met. */
static bool is_small(void)
{
	static struct packet packet;
	static struct record r;
	bool small = true;

	said_met = 0;
	while (input < input_end && small) {
		const size_t len = next_packet(&packet);
		if (len && !packet_read(&r, &packet, len < sizeof(packet) ? len : sizeof(packet),
				   false)) {
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
		r.from_object = r.from_program = r.from_whole = 0;
	stream_send(&r);
}

static void check(void)
{
	const struct result_object *o = &k.objects[0];
	size_t met = 0;

	if (!o->ended || o->announced < 1 || (int64_t)o->n_programs != o->announced ||
		g.program_open)
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

	signal(SIGPIPE, SIG_IGN); /* as PID 1 does */
	input = data;
	input_end = data + size;
	if (is_small()) {
		input = data;
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
		supervise_object(&docket, 0, 0, true, -1);
		check();
		gather_clear(&g);
		result_kernel_clear(&k);
	}
	return 0;
}
