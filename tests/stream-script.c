// SPDX-License-Identifier: GPL-2.0-only
#include "stream-script.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "verdict/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

const int64_t programs_of[OBJECTS] = {3, 1, 2};

struct record *script_add(struct script *s, enum record_kind kind, struct where where)
{
	struct record *r = malloc(sizeof(*r));

	assert_non_null(r);
	assert_true(s->n < RECORDS_MAX);
	record_init(r, kind);
	s->where[s->n] = where;
	s->records[s->n++] = r;
	return r;
}

void script_clear(struct script *s)
{
	for (size_t i = 0; i < s->n; i++) {
		record_clear(s->records[i]);
		free(s->records[i]);
	}
	s->n = 0;
}

void script_cut(struct script *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		free(s->records[i]);
	memmove(s->records + from, s->records + to, (s->n - to) * sizeof(*s->records));
	s->n -= to - from;
}

void name_program(struct record *r, int64_t object, int64_t program)
{
	r->object = object;
	r->program = program;
	snprintf(
		r->result.name, sizeof(r->result.name), "program_%d_%d", (int)object, (int)program);
	text_set(r->result.section, "xdp");
	r->result.expected = program == 1 ? VERDICT_REJECTED : VERDICT_ACCEPTED;
}

static void add_log(struct script *s, struct where where, const char *text)
{
	struct record *r = script_add(s, RECORD_LOG, where);

	r->object = where.object;
	r->program = where.program_open ? where.program : -1;
	text_set(r->text, text);
}

static void add_program(struct script *s, int64_t object, int64_t program, bool whole)
{
	const struct where open = {object, program, true, whole};
	struct record *r = script_add(s, RECORD_BEGIN, open);
	bool refused = program == 1;

	name_program(r, object, program);
	script_add(s, RECORD_TICK, open)->uptime_ms = 1234;
	for (int i = 0; refused && i < 2; i++)
		add_log(s, open, i ? "R0 !read_ok" : "0: (95) exit / ");
	r = script_add(s, RECORD_PROGRAM, (struct where){object, program + 1, false, whole});
	name_program(r, object, program);
	r->result.verdict = refused ? VERDICT_REJECTED : VERDICT_ACCEPTED;
	r->result.err = refused ? EACCES : 0;
	r->result.met = MET_MET;
	r->result.insns = 10 * object + program;
}

static void add_whole_begin(struct script *s, struct where where, const char *name)
{
	struct record *r = script_add(s, RECORD_WHOLE_BEGIN, where);

	r->object = where.object;
	text_set(r->result.name, name);
}

/* Programs 0 to @n of the object, and one that is only named. */
static void add_whole(struct script *s, int64_t object, int64_t n)
{
	const struct where end = {object, n, false, true};

	add_whole_begin(s, (struct where){object, 0, false, true}, OBJECT_ITSELF);
	for (int64_t p = 0; p < n; p++)
		add_program(s, object, p, true);
	add_whole_begin(s, end, "aside");
	add_log(s, end, "together / ");
	add_log(s, end, "refused");
	struct record *r = script_add(s, RECORD_WHOLE, (struct where){object, n, false, false});
	r->object = object;
	r->programs = n;
	text_set(r->result.name, OBJECT_ITSELF);
	r->result.verdict = r->result.expected = VERDICT_ACCEPTED;
	r->result.met = MET_MET;
}

static void add_object(struct script *s, int64_t object, int64_t from, int64_t whole)
{
	struct record *r =
		script_add(s, RECORD_OBJECT_BEGIN, (struct where){object, from, false, false});

	r->object = object;
	r->programs = programs_of[object];
	snprintf(r->path, sizeof(r->path), "object-%d.bpf.o", (int)object);
	text_set(r->sha256, SHA);
	text_set(r->producer, "clang version 14");
	if (whole)
		add_whole(s, object, whole);
	for (int64_t p = whole ? whole : from; p < programs_of[object]; p++)
		add_program(s, object, p, false);
	r = script_add(s, RECORD_OBJECT, (struct where){object + 1, 0, false, false});
	r->object = object;
	r->programs = programs_of[object] - from;
}

static void add_start(struct script *s, int64_t object, int64_t program, bool whole_done)
{
	const struct where start = {object, program, false, false};

	s->n = 0;
	struct record *r = script_add(s, RECORD_HELLO, start);
	r->protocol = STREAM_PROTOCOL;
	text_set(r->tool, "0.1.0");
	text_set(r->release, "6.12.43+deb12-cloud-amd64");
	text_set(r->version, "6.12.43");
	text_set(r->arch, "x86_64");
	script_add(s, RECORD_FEATURES, start)->features = json_pack("{sb}", "bpf", 1);
	r = script_add(s, RECORD_PLAN, start);
	r->objects = OBJECTS;
	text_set(r->docket, DOCKET);
	r->from_object = object;
	r->from_program = program;
	r->from_whole = whole_done || program;
}

static void add_end(struct script *s, int64_t object, int64_t programs, int64_t splats)
{
	struct record *r = script_add(s, RECORD_END, (struct where){OBJECTS, 0, false, false});

	r->objects = (int64_t)OBJECTS - object;
	r->programs = programs;
	r->splats = splats;
}

void script_make(struct script *s, int64_t object, int64_t program, bool splats)
{
	const struct where start = {object, program, false, false};
	int64_t programs = 0;

	add_start(s, object, program, false);
	if (splats)
		text_set(script_add(s, RECORD_SPLAT, start)->text, "WARNING: at boot");
	for (int64_t o = object; o < (int64_t)OBJECTS; o++) {
		size_t first = s->n + 1;
		add_object(s, o, o == object ? program : 0, 0);
		programs += programs_of[o] - (o == object ? program : 0);
		if (splats && o == object && first < s->n &&
			s->records[first]->kind == RECORD_BEGIN) {
			/* in place of the tick */
			struct record *r = s->records[first + 1];
			record_init(r, RECORD_SPLAT);
			r->object = o;
			r->program = program;
			text_set(r->text, "BUG: while a program ran");
		}
	}
	add_end(s, object, programs, splats ? 2 : 0);
}

void script_make_whole(struct script *s, int64_t object, int64_t program, bool whole_done)
{
	static const int64_t wholes[OBJECTS] = {2, 0, 1};
	int64_t programs = 0;

	add_start(s, object, program, whole_done);
	for (int64_t o = object; o < (int64_t)OBJECTS; o++) {
		const int64_t from = o == object ? program : 0;
		add_object(s, o, from, from || (o == object && whole_done) ? 0 : wholes[o]);
		programs += programs_of[o] - from;
	}
	add_end(s, object, programs, 0);
}

char *frames(const struct script *s, size_t from, size_t to, uint64_t seq, const char *nonce)
{
	char *text = NULL, line[FRAME_MAX + 1], json[JSON_MAX];
	size_t len;
	FILE *f = open_memstream(&text, &len);

	assert_non_null(f);
	for (size_t i = from; i < to; i++) {
		int n = record_write(s->records[i], json, sizeof(json));
		if (n <= 0)
			fail_msg("record %zu: %d", i, n);
		assert_true(frame_write(line, nonce, seq++, json, (size_t)n) > 0);
		fputs(line, f);
	}
	fclose(f);
	return text;
}

void bench_open(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	b->kernel = (struct result_kernel){.outcome = OUTCOME_INFRA,
		.judge_ms = -1,
		.name = strdup("test"),
		.spec = strdup("test")};
	b->kernel.n_objects = OBJECTS;
	b->kernel.objects = calloc(OBJECTS, sizeof(*b->kernel.objects));
	for (size_t i = 0; i < OBJECTS; i++) {
		struct result_object *o = &b->kernel.objects[i];
		o->announced = -1;
		o->path = format_string("object-%zu.bpf.o", i);
		strcpy(o->sha256, SHA);
	}
	b->result = (struct result){.kernels = &b->kernel, .n_kernels = 1};
	gather_init(&b->gather, &b->kernel, DOCKET);
	gather_boot(&b->gather, NONCE);
}

void bench_close(struct bench *b)
{
	gather_clear(&b->gather);
	result_kernel_clear(&b->kernel);
}

static void each_line(void *context, char *line, size_t len, bool overlong)
{
	gather_line(context, line, len, overlong);
}

void bench_read(struct bench *b, const char *bytes, size_t len)
{
	lines_feed(&b->lines, bytes, len, each_line, &b->gather);
}

int bench_status(struct bench *b)
{
	b->kernel.outcome = gather_outcome(&b->gather);
	return result_status(&b->result);
}

enum outcome outcome_of_text(const char *text)
{
	struct bench b;

	bench_open(&b);
	bench_read(&b, text, strlen(text));
	enum outcome o = gather_outcome(&b.gather);
	if (o != OUTCOME_COMPLETE)
		assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
	bench_close(&b);
	return o;
}

enum outcome outcome_of(const struct script *s)
{
	cleanup_free char *text = frames(s, 0, s->n, 0, NONCE);

	return outcome_of_text(text);
}

void expect_outcome(enum outcome got, enum outcome want, const char *what, size_t at)
{
	if (got != want)
		fail_msg("%s %zu: %s, not %s", what, at, outcome_word(got), outcome_word(want));
}
