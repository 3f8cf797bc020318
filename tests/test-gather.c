// SPDX-License-Identifier: GPL-2.0-only
/*
 * A whole stream is COMPLETE, and nothing that is less or other than one: cut anywhere, a line
 * lost, doubled, swapped or damaged, a count or a word that lies.
 */
#include "vm/gather.h"
#include "vm/lines.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "verdict/text.h"
#include "verdict/limits.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define NONCE  "0123456789abcdef"
#define OTHER  "0123456789abcdee"
#define DOCKET "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SHA    "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

/* What is judged: objects and how many programs each has. */
static const int64_t programs_of[] = {3, 1, 2};
#define OBJECTS ARRAY_SIZE(programs_of)

#define RECORDS_MAX 64

/* One boot's records, before they are put into frames. */
struct script {
	struct record *records[RECORDS_MAX];
	size_t n;
	struct where { /* the jury stands there once the record is heard */
		int64_t object, program;
		bool in_hand;
	} where[RECORDS_MAX];
};

static struct record *script_add(struct script *s, enum record_kind kind, struct where where)
{
	struct record *r = malloc(sizeof(*r));

	assert_non_null(r);
	assert_true(s->n < RECORDS_MAX);
	record_init(r, kind);
	s->where[s->n] = where;
	s->records[s->n++] = r;
	return r;
}

static void script_clear(struct script *s)
{
	for (size_t i = 0; i < s->n; i++) {
		record_clear(s->records[i]);
		free(s->records[i]);
	}
	s->n = 0;
}

static void name_program(struct record *r, int64_t object, int64_t program)
{
	r->object = object;
	r->program = program;
	snprintf(
		r->result.name, sizeof(r->result.name), "program_%d_%d", (int)object, (int)program);
	text_set(r->result.section, "xdp");
	r->result.expected = program == 1 ? VERDICT_REJECTED : VERDICT_ACCEPTED;
}

static void add_program(struct script *s, int64_t object, int64_t program)
{
	struct record *r = script_add(s, RECORD_BEGIN, (struct where){object, program, true});
	bool refused = program == 1;

	name_program(r, object, program);
	script_add(s, RECORD_TICK, (struct where){object, program, true})->uptime_ms = 1234;
	for (int i = 0; refused && i < 2; i++) {
		r = script_add(s, RECORD_LOG, (struct where){object, program, true});
		r->object = object;
		r->program = program;
		text_set(r->text, i ? "R0 !read_ok" : "0: (95) exit / ");
	}
	r = script_add(s, RECORD_PROGRAM, (struct where){object, program + 1, false});
	name_program(r, object, program);
	r->result.verdict = refused ? VERDICT_REJECTED : VERDICT_ACCEPTED;
	r->result.err = refused ? EACCES : 0;
	r->result.met = MET_MET;
	r->result.insns = 10 * object + program;
}

static void add_object(struct script *s, int64_t object, int64_t from)
{
	struct record *r = script_add(s, RECORD_OBJECT_BEGIN, (struct where){object, from, false});

	r->object = object;
	r->programs = programs_of[object];
	snprintf(r->path, sizeof(r->path), "object-%d.bpf.o", (int)object);
	text_set(r->sha256, SHA);
	text_set(r->producer, "clang version 14");
	for (int64_t p = from; p < programs_of[object]; p++)
		add_program(s, object, p);
	r = script_add(s, RECORD_OBJECT, (struct where){object + 1, 0, false});
	r->object = object;
	r->programs = programs_of[object] - from;
}

/*
 * What a sound guest says in a boot from there on; @splats: one at boot and one with the first
 * program in hand.
 */
static void script_make(struct script *s, int64_t object, int64_t program, bool splats)
{
	const struct where start = {object, program, false};
	int64_t told = 0;

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
	if (splats)
		text_set(script_add(s, RECORD_SPLAT, start)->text, "WARNING: at boot");
	for (int64_t o = object; o < (int64_t)OBJECTS; o++) {
		size_t first = s->n + 1;
		add_object(s, o, o == object ? program : 0);
		told += programs_of[o] - (o == object ? program : 0);
		if (splats && o == object && first < s->n &&
			s->records[first]->kind == RECORD_BEGIN) {
			/* in the place of the tick */
			r = s->records[first + 1];
			record_init(r, RECORD_SPLAT);
			r->object = o;
			r->program = program;
			text_set(r->text, "BUG: in hand");
		}
	}
	r = script_add(s, RECORD_END, (struct where){OBJECTS, 0, false});
	r->objects = (int64_t)OBJECTS - object;
	r->programs = told;
	r->splats = splats ? 2 : 0;
}

/* Frames of records @from to @to, numbered from @seq on; malloc'd. */
static char *frames(const struct script *s, size_t from, size_t to, uint64_t seq, const char *nonce)
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

/* The host's end: a kernel's result that waits for its programs. */
struct bench {
	struct result result;
	struct result_kernel kernel;
	struct gather gather;
	struct lines lines;
};

static void bench_open(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	b->kernel = (struct result_kernel){
		.outcome = OUTCOME_INFRA, .judge_ms = -1, .spec = strdup("test")};
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

static void bench_close(struct bench *b)
{
	gather_clear(&b->gather);
	result_kernel_clear(&b->kernel);
}

static void each_line(void *context, char *line, size_t len, bool overlong)
{
	gather_line(context, line, len, overlong);
}

static void hear(struct bench *b, const char *bytes, size_t len)
{
	lines_feed(&b->lines, bytes, len, each_line, &b->gather);
}

/* The exit status that the run has as things stand. */
static int status(struct bench *b)
{
	b->kernel.outcome = gather_outcome(&b->gather);
	return result_status(&b->result);
}

static enum outcome outcome_of_text(const char *text)
{
	struct bench b;

	bench_open(&b);
	hear(&b, text, strlen(text));
	enum outcome o = gather_outcome(&b.gather);
	if (o != OUTCOME_COMPLETE)
		assert_int_equal(status(&b), STATUS_UNKNOWN);
	bench_close(&b);
	return o;
}

/* Of a script as it stands, soundly framed. */
static enum outcome outcome_of(const struct script *s)
{
	cleanup_free char *text = frames(s, 0, s->n, 0, NONCE);

	return outcome_of_text(text);
}

static void expect_outcome(enum outcome got, enum outcome want, const char *what, size_t at)
{
	if (got != want)
		fail_msg("%s %zu: %s, not %s", what, at, outcome_word(got), outcome_word(want));
}

static void a_whole_stream_is_complete(void **state)
{
	struct script s;
	struct bench b;

	(void)state;
	script_make(&s, 0, 0, false);
	cleanup_free char *text = frames(&s, 0, s.n, 0, NONCE);
	bench_open(&b);
	hear(&b, text, strlen(text));
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
	assert_int_equal(status(&b), STATUS_MET);
	assert_string_equal(b.kernel.release, "6.12.43+deb12-cloud-amd64");
	assert_string_equal(b.kernel.version, "6.12.43");
	assert_string_equal(b.kernel.arch, "x86_64");
	assert_true(json_is_true(json_object_get(b.kernel.features, "bpf")));
	for (size_t i = 0; i < OBJECTS; i++) {
		const struct result_object *o = &b.kernel.objects[i];
		assert_true(o->ended);
		assert_int_equal(o->announced, programs_of[i]);
		assert_int_equal(o->n_programs, programs_of[i]);
		assert_string_equal(o->producer, "clang version 14");
		for (size_t p = 0; p < o->n_programs; p++)
			assert_int_equal(o->programs[p].result.insns, 10 * i + p);
	}
	assert_null(b.kernel.objects[0].programs[0].log);
	assert_string_equal(b.kernel.objects[0].programs[1].log, "0: (95) exit / R0 !read_ok");
	bench_close(&b);
	script_clear(&s);
}

static void reports_are_put_together(void **state)
{
	static const struct {
		int64_t splat;
		const char *text;
		enum outcome outcome;
	} cases[] = {
		{1, "a trace\n", OUTCOME_COMPLETE},
		{2, "of a splat that did not come", OUTCOME_GARBLED},
		{INT64_MAX, "nor that", OUTCOME_GARBLED},
	};
	struct script s;
	struct bench b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		script_make(&s, 0, 0, true);
		/* before the end, in two pieces */
		struct record *end = s.records[--s.n];
		struct record *r = script_add(&s, RECORD_REPORT, s.where[s.n - 1]);
		r->splat = cases[i].splat;
		strcpy(r->text, "first\n");
		r = script_add(&s, RECORD_REPORT, s.where[s.n - 1]);
		r->splat = cases[i].splat;
		strcpy(r->text, cases[i].text);
		s.where[s.n] = s.where[s.n - 1];
		s.records[s.n++] = end;
		cleanup_free char *text = frames(&s, 0, s.n, 0, NONCE);
		bench_open(&b);
		hear(&b, text, strlen(text));
		assert_int_equal(gather_outcome(&b.gather), cases[i].outcome);
		if (cases[i].outcome == OUTCOME_COMPLETE) {
			assert_string_equal(b.kernel.splats[1].report, "first\na trace\n");
			assert_null(b.kernel.splats[0].report);
			assert_int_equal(b.kernel.splats[1].boot, 1);
		}
		bench_close(&b);
		script_clear(&s);
	}
}

static void splats_are_kept_and_never_green(void **state)
{
	struct script s;
	struct bench b;

	(void)state;
	script_make(&s, 0, 0, true);
	cleanup_free char *text = frames(&s, 0, s.n, 0, NONCE);
	bench_open(&b);
	hear(&b, text, strlen(text));
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
	assert_int_equal(b.kernel.n_splats, 2);
	assert_int_equal(b.kernel.splats[0].object, -1);
	assert_int_equal(b.kernel.splats[1].object, 0);
	assert_int_equal(b.kernel.splats[1].program, 0);
	assert_int_equal(status(&b), STATUS_UNKNOWN); /* the one at boot is nobody's */
	bench_close(&b);
	script_clear(&s);
}

/*
 * The first features record of a boot stands alone, those behind it add to it: keys, and members of
 * arrays.
 */
static void features_come_in_pieces(void **state)
{
	static const char *const pieces[] = {
		"{\"bpf\":true,\"jit\":1}",
		"{\"record\":1,\"helpers\":{\"xdp\":[\"a\"]},\"map_types\":[\"hash\"]}",
		"{\"helpers\":{\"xdp\":[\"b\",\"c\"],\"lsm\":[]},\"map_types\":[\"array\"],\"jit\":2}",
	};
	json_auto_t *whole = json_loads(
		"{\"bpf\":true,\"jit\":2,\"record\":1,\"helpers\":{\"xdp\":[\"a\",\"b\",\"c\"],\"lsm\":[]},"
		"\"map_types\":[\"hash\",\"array\"]}",
		0, NULL);
	struct bench b;

	(void)state;
	bench_open(&b);
	for (int boot = 0; boot < 2; boot++) { /* the second says it all again */
		struct script s;
		script_make(&s, 0, 0, false);
		cleanup_free char *hello = frames(&s, 0, 1, 0, NONCE);
		gather_boot(&b.gather, NONCE);
		hear(&b, hello, strlen(hello));
		for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
			json_decref(s.records[1]->features);
			s.records[1]->features = json_loads(pieces[i], 0, NULL);
			cleanup_free char *text = frames(&s, 1, 2, i + 1, NONCE);
			hear(&b, text, strlen(text));
		}
		script_clear(&s);
		assert_true(json_equal(b.kernel.features, whole));
	}
	bench_close(&b);
}

/*
 * A trial is of one kernel: a later boot's hello of another is no boot of it, and what the first
 * one said stands.
 */
static void a_kernel_stays_what_it_is(void **state)
{
	static const struct {
		size_t at, size;
		const char *text, *said;
	} others[] = {
		{offsetof(struct record, release), sizeof(((struct record *)NULL)->release),
			"6.1.0-44-cloud-amd64",
			"another kernel than before: release 6.1.0-44-cloud-amd64, and it was 6.12.43+deb12-cloud-amd64"},
		{offsetof(struct record, version), sizeof(((struct record *)NULL)->version),
			"6.12.44",
			"another kernel than before: version 6.12.44, and it was 6.12.43"},
		{offsetof(struct record, arch), sizeof(((struct record *)NULL)->arch), "aarch64",
			"another kernel than before: architecture aarch64, and it was x86_64"},
	};

	(void)state;
	for (size_t i = 0; i <= ARRAY_SIZE(others); i++) {
		struct script s;
		struct bench b;
		bench_open(&b);
		script_make(&s, 0, 0, false);
		size_t cut = s.n / 2;
		cleanup_free char *first = frames(&s, 0, cut, 0, NONCE);
		hear(&b, first, strlen(first));
		script_clear(&s);
		gather_rewind(&b.gather);
		gather_boot(&b.gather, OTHER);
		script_make(&s, 0, 0, false);
		if (i < ARRAY_SIZE(others))
			snprintf((char *)s.records[0] + others[i].at, others[i].size, "%s",
				others[i].text);
		cleanup_free char *second = frames(&s, 0, s.n, 0, OTHER);
		hear(&b, second, strlen(second));
		script_clear(&s);
		if (i < ARRAY_SIZE(others)) {
			assert_string_equal(b.gather.garbled, others[i].said);
			assert_int_equal(gather_outcome(&b.gather), OUTCOME_GARBLED);
			assert_int_equal(status(&b), STATUS_UNKNOWN);
		} else {
			assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
		}
		assert_string_equal(b.kernel.release, "6.12.43+deb12-cloud-amd64");
		assert_string_equal(b.kernel.version, "6.12.43");
		assert_string_equal(b.kernel.arch, "x86_64");
		bench_close(&b);
	}
}

static void endless_features_are_a_lie(void **state)
{
	struct script s;
	struct bench b;

	(void)state;
	script_make(&s, 0, 0, false);
	json_t *names = json_array();
	for (int i = 0; i < 700; i++)
		json_array_append_new(names, json_string("a"));
	json_object_set_new(s.records[1]->features, "names", names);
	cleanup_free char *hello = frames(&s, 0, 1, 0, NONCE);
	bench_open(&b);
	hear(&b, hello, strlen(hello));
	for (size_t i = 0; i < 100; i++) {
		cleanup_free char *text = frames(&s, 1, 2, i + 1, NONCE);
		hear(&b, text, strlen(text));
	}
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_GARBLED);
	assert_true(json_array_size(json_object_get(b.kernel.features, "names")) <= 65536);
	bench_close(&b);
	script_clear(&s);
}

/* Byte by byte: what is known after each is what the lines before it said, and no more. */
static void cut_at_every_byte_it_is_not_complete(void **state)
{
	struct script s;
	struct bench b;
	size_t whole = 0;

	(void)state;
	script_make(&s, 0, 0, false);
	cleanup_free char *text = frames(&s, 0, s.n, 0, NONCE);
	bench_open(&b);
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_NO_BOOT);
	for (const char *c = text; *c; c++) {
		hear(&b, c, 1);
		whole += *c == '\n';
		enum outcome want = whole == 0	   ? OUTCOME_NO_BOOT
				    : whole == s.n ? OUTCOME_COMPLETE
						   : OUTCOME_TRUNCATED;
		expect_outcome(gather_outcome(&b.gather), want, "byte", (size_t)(c - text));
		assert_int_equal(status(&b) == STATUS_MET, want == OUTCOME_COMPLETE);
		if (whole == 0)
			continue;
		const struct where *w = &s.where[whole - 1];
		assert_int_equal(b.gather.object, w->object);
		assert_int_equal(b.gather.program, w->program);
		assert_int_equal(b.gather.in_hand, w->in_hand);
		/* even if somebody took it for complete, what is missing is counted */
		b.kernel.outcome = OUTCOME_COMPLETE;
		if (w->object < (int64_t)OBJECTS)
			assert_int_equal(result_status(&b.result), STATUS_UNKNOWN);
	}
	bench_close(&b);
	script_clear(&s);
}

/* The same, but the torn line gets an end, and then nothing more comes. */
static void a_torn_line_is_garbled(void **state)
{
	struct script s;

	(void)state;
	script_make(&s, 0, 0, false);
	cleanup_free char *text = frames(&s, 0, s.n, 0, NONCE);
	const char *first = strchr(text, '\n');
	for (char *c = text + 1; *c; c++) {
		if (c[-1] == '\n' || *c == '\n')
			continue;
		char here = *c, next = c[1];
		c[0] = '\n';
		c[1] = '\0';
		expect_outcome(outcome_of_text(text), c < first ? OUTCOME_NO_BOOT : OUTCOME_GARBLED,
			"torn at", (size_t)(c - text));
		c[0] = here;
		c[1] = next;
	}
	script_clear(&s);
}

/*
 * The same damage twice: as it comes on a wire, where seq shows it, and renumbered, where the turn
 * has to.
 */
enum damage { DROPPED, DOUBLED, SWAPPED };

static char *damaged(const struct script *s, size_t at, enum damage damage, bool renumbered)
{
	struct script copy = {0};
	char *text = NULL;
	size_t len;

	for (size_t i = 0; i < s->n; i++) {
		if (i == at && damage == DROPPED)
			continue;
		copy.records[copy.n++] = s->records[i == at && damage == SWAPPED       ? i + 1
						    : i == at + 1 && damage == SWAPPED ? i - 1
										       : i];
		if (i == at && damage == DOUBLED)
			copy.records[copy.n++] = s->records[i];
	}
	if (renumbered)
		return frames(&copy, 0, copy.n, 0, NONCE);
	FILE *f = open_memstream(&text, &len);
	for (size_t i = 0; i < copy.n; i++) {
		size_t seq = 0;
		while (s->records[seq] != copy.records[i])
			seq++;
		cleanup_free char *line = frames(&copy, i, i + 1, seq, NONCE);
		fputs(line, f);
	}
	fclose(f);
	return text;
}

static void a_line_lost_doubled_or_swapped_is_garbled(void **state)
{
	struct script s;

	(void)state;
	script_make(&s, 0, 0, true);
	for (enum damage d = DROPPED; d <= SWAPPED; d++) {
		for (size_t i = 0; i + (d == SWAPPED) < s.n; i++) {
			cleanup_free char *text = damaged(&s, i, d, false);
			expect_outcome(outcome_of_text(text),
				d == DROPPED && i == s.n - 1 ? OUTCOME_TRUNCATED : OUTCOME_GARBLED,
				"line", i);
		}
	}
	script_clear(&s);
}

/* What may come at any time, any number of times, or not at all. */
static bool is_free(enum record_kind k)
{
	return k == RECORD_TICK || k == RECORD_FEATURES;
}

static void a_record_out_of_turn_is_garbled(void **state)
{
	struct script s;

	(void)state;
	script_make(&s, 0, 0, true);
	for (enum damage d = DROPPED; d <= SWAPPED; d++) {
		for (size_t i = 0; i + (d == SWAPPED) < s.n; i++) {
			enum record_kind k = s.records[i]->kind,
					 next = i + 1 < s.n ? s.records[i + 1]->kind : RECORD_NONE;
			cleanup_free char *text = damaged(&s, i, d, true);
			enum outcome o = outcome_of_text(text);
			if (d != SWAPPED && (is_free(k) || k == RECORD_LOG))
				expect_outcome(o, OUTCOME_COMPLETE, "free record", i);
			else if (d == SWAPPED &&
				 ((is_free(k) && next != RECORD_HELLO && k != RECORD_HELLO) ||
					 (is_free(next) && k != RECORD_HELLO && k != RECORD_END)))
				; /* one of the two is free: what the other says stands */
			else if (d == SWAPPED &&
				 (k == RECORD_SPLAT || next == RECORD_SPLAT || k == next))
				; /* a splat has no turn; two pieces of a log are not told apart */
			else
				expect_outcome(o,
					d == DROPPED && i == s.n - 1 ? OUTCOME_TRUNCATED
								     : OUTCOME_GARBLED,
					"record", i);
		}
	}
	script_clear(&s);
}

/* Every record of a sound stream put at every place of it. */
static void a_record_at_another_place_is_garbled(void **state)
{
	struct script s;

	(void)state;
	script_make(&s, 0, 0, false);
	for (size_t from = 0; from < s.n; from++) {
		for (size_t to = 0; to <= s.n; to++) {
			struct script more = s;
			if (is_free(s.records[from]->kind) || s.records[from]->kind == RECORD_LOG)
				continue;
			memmove(more.records + to + 1, more.records + to,
				(more.n - to) * sizeof(*more.records));
			more.records[to] = s.records[from];
			more.n++;
			expect_outcome(
				outcome_of(&more), OUTCOME_GARBLED, "moved", from * 1000 + to);
		}
	}
	script_clear(&s);
}

static void a_byte_flipped_is_never_complete(void **state)
{
	static const char masks[] = {0x01, 0x20, (char)0x80};
	struct script s;

	(void)state;
	script_make(&s, 0, 0, false);
	cleanup_free char *text = frames(&s, 0, s.n, 0, NONCE);
	const size_t len = strlen(text);
	for (size_t i = 0; i < len; i++) {
		for (size_t m = 0; m < sizeof(masks); m++) {
			struct bench b;
			bench_open(&b);
			text[i] ^= masks[m];
			hear(&b, text, len);
			/* the last newline lost: the last line never ends */
			expect_outcome(gather_outcome(&b.gather),
				i == len - 1 ? OUTCOME_TRUNCATED : OUTCOME_GARBLED, "flipped", i);
			assert_int_equal(status(&b), STATUS_UNKNOWN);
			text[i] ^= masks[m];
			bench_close(&b);
		}
	}
	script_clear(&s);
}

static void another_boots_lines_do_not_count(void **state)
{
	struct script s;

	(void)state;
	script_make(&s, 0, 0, false);
	cleanup_free char *foreign = frames(&s, 0, s.n, 0, OTHER),
			  *own = frames(&s, 0, s.n, 0, NONCE);
	assert_int_equal(outcome_of_text(foreign), OUTCOME_GARBLED);
	/* before our own they are no noise either: noise has no checksum that is right */
	cleanup_free char *before = format_string("%s%s", foreign, own);
	assert_int_equal(outcome_of_text(before), OUTCOME_GARBLED);
	for (size_t i = 1; i < s.n; i++) {
		cleanup_free char *head = frames(&s, 0, i, 0, NONCE),
				  *one = frames(&s, i, i + 1, i, OTHER);
		cleanup_free char *tail = frames(&s, i + 1, s.n, i + 1, NONCE);
		cleanup_free char *text = format_string("%s%s%s", head, one, tail);
		expect_outcome(outcome_of_text(text), OUTCOME_GARBLED, "foreign line", i);
	}
	script_clear(&s);
}

static void noise_is_borne_before_hello_only(void **state)
{
	static const char *const noises[] = {
		"SeaBIOS (version 1.16)",
		"",
		"J1 ",
		"J1 0123456789abcdef 0 2 {} 00000000",
		"\x1b[2J\xff\xfe",
	};
	struct script s;

	(void)state;
	script_make(&s, 0, 0, false);
	cleanup_free char *own = frames(&s, 0, s.n, 0, NONCE);
	for (size_t i = 0; i < ARRAY_SIZE(noises); i++) {
		cleanup_free char *before = format_string("%s\n%s", noises[i], own);
		expect_outcome(outcome_of_text(before), OUTCOME_COMPLETE, "noise before", i);
		for (size_t at = 1; at <= s.n; at++) {
			cleanup_free char *head = frames(&s, 0, at, 0, NONCE),
					  *tail = frames(&s, at, s.n, at, NONCE);
			cleanup_free char *text = format_string("%s%s\n%s", head, noises[i], tail);
			expect_outcome(outcome_of_text(text), OUTCOME_GARBLED, "noise at", at);
		}
	}
	/* longer than any line */
	char *overlong = malloc(100000 + strlen(own) + 1);
	memset(overlong, 'x', 99999);
	strcpy(overlong + 99999, "\n");
	strcpy(overlong + 100000, own);
	assert_int_equal(outcome_of_text(overlong), OUTCOME_COMPLETE);
	free(overlong);
	script_clear(&s);
}

/* One figure or word of one record changed, soundly framed: GARBLED each time. */
static void lies_are_garbled(void **state)
{
	struct script s;
	size_t lies = 0;

	(void)state;
#define LIE(wanted, change)                                                                        \
	do {                                                                                       \
		script_make(&s, 0, 0, true);                                                       \
		for (size_t i = 0; i < s.n; i++) {                                                 \
			struct record *r = s.records[i], was = *r;                                 \
			if (r->kind != (wanted))                                                   \
				continue;                                                          \
			change;                                                                    \
			expect_outcome(outcome_of(&s), OUTCOME_GARBLED, #change, i);               \
			*r = was;                                                                  \
			lies++;                                                                    \
		}                                                                                  \
		assert_int_equal(outcome_of(&s), OUTCOME_COMPLETE);                                \
		script_clear(&s);                                                                  \
	} while (0)
	LIE(RECORD_HELLO, r->protocol = STREAM_PROTOCOL + 1);
	LIE(RECORD_HELLO, r->protocol = 0);
	LIE(RECORD_PLAN, r->objects--);
	LIE(RECORD_PLAN, r->objects++);
	LIE(RECORD_PLAN, r->objects = INT64_MAX);
	LIE(RECORD_PLAN, r->docket[0] = '1');
	LIE(RECORD_PLAN, r->docket[0] = '\0');
	LIE(RECORD_PLAN, r->from_object = 1);
	LIE(RECORD_PLAN, r->from_program = 1);
	LIE(RECORD_PLAN, r->from_program = -1);
	LIE(RECORD_OBJECT_BEGIN, r->object++);
	LIE(RECORD_OBJECT_BEGIN, r->object = INT64_MAX);
	LIE(RECORD_OBJECT_BEGIN, r->programs++);
	LIE(RECORD_OBJECT_BEGIN, r->programs--);
	LIE(RECORD_OBJECT_BEGIN, r->programs = 0);
	LIE(RECORD_OBJECT_BEGIN, r->programs = 65537);
	LIE(RECORD_OBJECT_BEGIN, r->programs = INT64_MAX);
	LIE(RECORD_OBJECT_BEGIN, r->path[0] = 'O');
	LIE(RECORD_OBJECT_BEGIN, r->sha256[0] = '0');
	LIE(RECORD_BEGIN, r->object++);
	LIE(RECORD_BEGIN, r->program++);
	LIE(RECORD_BEGIN, r->program = INT64_MAX);
	LIE(RECORD_BEGIN, r->result.name[0] = 'P');
	LIE(RECORD_BEGIN, strcpy(r->result.variant, "unpriv"));
	LIE(RECORD_LOG, r->object++);
	LIE(RECORD_LOG, r->program++);
	LIE(RECORD_PROGRAM, r->object++);
	LIE(RECORD_PROGRAM, r->program++);
	LIE(RECORD_PROGRAM, r->result.name[0] = 'P');
	LIE(RECORD_PROGRAM, strcpy(r->result.variant, "unpriv"));
	LIE(RECORD_PROGRAM, r->result.verdict = VERDICT_UNLOADABLE);
	LIE(RECORD_PROGRAM, r->result.verdict = VERDICT_CRASHED);
	LIE(RECORD_PROGRAM, r->result.verdict = VERDICT_ERROR);
	LIE(RECORD_PROGRAM, r->result.expected = VERDICT_NONE);
	LIE(RECORD_PROGRAM, r->result.expected = VERDICT_UNLOADABLE);
	LIE(RECORD_PROGRAM, r->result.met = MET_SKIPPED);
	LIE(RECORD_OBJECT, r->object++);
	LIE(RECORD_OBJECT, r->programs++);
	LIE(RECORD_OBJECT, r->programs--);
	LIE(RECORD_END, r->objects++);
	LIE(RECORD_END, r->objects--);
	LIE(RECORD_END, r->programs++);
	LIE(RECORD_END, r->programs--);
	LIE(RECORD_END, r->splats++);
	LIE(RECORD_END, r->splats--);
	assert_true(lies > 80);
}

/* Leave records @from to @to out. */
static void script_cut(struct script *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		free(s->records[i]);
	memmove(s->records + from, s->records + to, (s->n - to) * sizeof(*s->records));
	s->n -= to - from;
}

/* In agreement with itself, and still nothing was judged. */
static void an_object_without_programs_is_garbled(void **state)
{
	struct script s;
	size_t at = 0;

	(void)state;
	script_make(&s, 0, 0, false);
	while (s.records[at]->kind != RECORD_OBJECT_BEGIN || s.records[at]->object != 1)
		at++;
	s.records[at]->programs = 0;
	script_cut(&s, at + 1, at + 4);
	assert_int_equal(s.records[at + 1]->kind, RECORD_OBJECT);
	s.records[at + 1]->programs = 0;
	s.records[s.n - 1]->programs--;
	assert_int_equal(outcome_of(&s), OUTCOME_GARBLED);
	script_clear(&s);
}

/* Words that cannot stand together, all of them. */
static void no_word_is_met_that_was_not_expected(void **state)
{
	struct script s;

	(void)state;
	script_make(&s, 0, 0, false);
	struct program_result *p = NULL;
	for (size_t i = 0; i < s.n && !p; i++)
		if (s.records[i]->kind == RECORD_PROGRAM)
			p = &s.records[i]->result;
	for (enum verdict v = VERDICT_ACCEPTED; v <= VERDICT_ERROR; v++) {
		for (enum verdict e = VERDICT_NONE; e <= VERDICT_ERROR; e++) {
			for (enum met m = MET_MET; m <= MET_SKIPPED; m++) {
				p->verdict = v;
				p->expected = e;
				p->met = m;
				bool sound = outcome_of(&s) == OUTCOME_COMPLETE;
				assert_int_equal(sound, met_is_sound(p));
				if (sound && m == MET_MET)
					assert_true(v == e && (v == VERDICT_ACCEPTED ||
								      v == VERDICT_REJECTED ||
								      v == VERDICT_UNLOADABLE));
				if (sound)
					assert_int_equal(m == MET_SKIPPED, v == VERDICT_SKIPPED);
				if (v == VERDICT_TIMEOUT || v == VERDICT_ERROR)
					assert_int_equal(sound, m == MET_UNKNOWN);
				if (v == VERDICT_CRASHED)
					assert_int_equal(sound, m == MET_UNMET);
			}
		}
	}
	script_clear(&s);
}

static void later_kinds_of_records_are_let_be(void **state)
{
	static const char json[] = "{\"record\":\"later\",\"object\":\"so\"}";
	char line[FRAME_MAX + 1];
	struct script s;

	(void)state;
	script_make(&s, 0, 0, false);
	for (size_t at = 1; at < s.n; at++) {
		cleanup_free char *head = frames(&s, 0, at, 0, NONCE),
				  *tail = frames(&s, at, s.n, at + 1, NONCE);
		frame_write(line, NONCE, at, json, sizeof(json) - 1);
		cleanup_free char *text = format_string("%s%s%s", head, line, tail);
		expect_outcome(outcome_of_text(text), OUTCOME_COMPLETE, "later kind at", at);
	}
	/* but not first, nor behind the end */
	cleanup_free char *all = frames(&s, 0, s.n, 1, NONCE), *own = frames(&s, 0, s.n, 0, NONCE);
	frame_write(line, NONCE, 0, json, sizeof(json) - 1);
	cleanup_free char *first = format_string("%s%s", line, all);
	assert_int_equal(outcome_of_text(first), OUTCOME_GARBLED);
	frame_write(line, NONCE, s.n, json, sizeof(json) - 1);
	cleanup_free char *last = format_string("%s%s", own, line);
	assert_int_equal(outcome_of_text(last), OUTCOME_GARBLED);
	script_clear(&s);
}

static void a_log_has_its_bound(void **state)
{
	(void)state;
	for (int over = 0; over < 2; over++) {
		struct script s;
		struct bench b;
		size_t at = 0, sent = 0;
		uint64_t seq;

		script_make(&s, 0, 0, false);
		while (s.records[at]->kind != RECORD_LOG)
			at++;
		bench_open(&b);
		cleanup_free char *head = frames(&s, 0, at, 0, NONCE);
		hear(&b, head, strlen(head));
		struct record *r = s.records[at];
		memset(r->text, 'x', 2048);
		r->text[2048] = '\0';
		for (seq = at; sent < LOG_TEXT_MAX; seq++, sent += 2048) {
			cleanup_free char *line = frames(&s, at, at + 1, seq, NONCE);
			hear(&b, line, strlen(line));
		}
		assert_int_equal(gather_outcome(&b.gather), OUTCOME_TRUNCATED);
		assert_int_equal(b.gather.log_len, LOG_TEXT_MAX);
		if (over) {
			strcpy(r->text, "x");
			cleanup_free char *line = frames(&s, at, at + 1, seq, NONCE);
			hear(&b, line, strlen(line));
			assert_int_equal(gather_outcome(&b.gather), OUTCOME_GARBLED);
			assert_int_equal(b.gather.log_len, LOG_TEXT_MAX);
		} else {
			cleanup_free char *rest = frames(&s, at + 2, s.n, seq, NONCE);
			hear(&b, rest, strlen(rest));
			assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
			assert_int_equal(strlen(b.kernel.objects[0].programs[1].log), LOG_TEXT_MAX);
		}
		bench_close(&b);
		script_clear(&s);
	}
}

/*
 * Each log has its bound, and so has their sum: what does not fit is cut, counted, and given back
 * by a rewind.
 */
static void logs_have_a_bound_together(void **state)
{
	struct script s;
	struct bench b;

	(void)state;
	script_make(&s, 0, 0, false);
	cleanup_free char *all = frames(&s, 0, s.n, 0, NONCE);
	size_t sum = 0;
	for (size_t i = 0; i < s.n; i++)
		sum += s.records[i]->kind == RECORD_LOG ? strlen(s.records[i]->text) : 0;
	assert_true(sum > 0);
	for (size_t room = 0; room < sum + 3; room++) {
		bench_open(&b);
		b.gather.logs_left = room;
		hear(&b, all, strlen(all));
		assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
		size_t cut = 0, bytes = 0;
		for (size_t i = 0; i < OBJECTS; i++)
			for (size_t j = 0; j < b.kernel.objects[i].n_programs; j++) {
				const struct result_program *p = &b.kernel.objects[i].programs[j];
				const char *mark =
					p->log ? strstr(p->log, "\n[bpfjury: cut here: ") : NULL;
				assert_int_equal(p->log_cut, mark != NULL);
				cut += p->log_cut;
				bytes += mark	  ? (size_t)(mark - p->log)
					 : p->log ? strlen(p->log)
						  : 0;
			}
		assert_true(bytes <= room);
		assert_int_equal(cut > 0, room < sum);
		assert_int_equal(b.gather.logs_left, room - bytes);
		json_t *json = result_json(&b.result),
		       *kernel = json_array_get(json_object_get(json, "kernels"), 0);
		assert_int_equal(json_integer_value(json_object_get(kernel, "logs_cut")), cut);
		json_decref(json);
		b.gather.from_object = b.gather.from_program = 0;
		gather_rewind(&b.gather);
		assert_int_equal(b.gather.logs_left, room);
		bench_close(&b);
	}
	script_clear(&s);
}

/* 65536 programs in one object are believed, so many in each are not. */
static void programs_have_a_bound_together(void **state)
{
	struct bench b;
	struct script s;

	(void)state;
	script_make(&s, 0, 0, false);
	bench_open(&b);
	cleanup_free char *head = frames(&s, 0, 3, 0, NONCE);
	hear(&b, head, strlen(head));
	for (int64_t i = 0; i < 3; i++) {
		struct record *r = s.records[3];
		r->object = i;
		r->programs = 65536;
		snprintf(r->path, sizeof(r->path), "object-%d.bpf.o", (int)i);
		cleanup_free char *line = frames(&s, 3, 4, 3 + (uint64_t)i, NONCE);
		hear(&b, line, strlen(line));
		assert_int_equal(
			gather_outcome(&b.gather), i < 2 ? OUTCOME_TRUNCATED : OUTCOME_GARBLED);
		gather_skip_object(&b.gather);
	}
	assert_non_null(strstr(b.gather.garbled, "programs in all objects"));
	bench_close(&b);
	script_clear(&s);
}

static void features_have_a_bound_in_bytes(void **state)
{
	struct bench b;
	struct script s;
	char text[3000];
	uint64_t seq = 1;

	(void)state;
	script_make(&s, 0, 0, false);
	bench_open(&b);
	cleanup_free char *head = frames(&s, 0, 1, 0, NONCE);
	hear(&b, head, strlen(head));
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	json_decref(s.records[1]->features);
	s.records[1]->features = json_pack("{ss}", "text", text);
	for (size_t sent = 0; sent < (8 << 20) && !*b.gather.garbled; sent += sizeof(text)) {
		cleanup_free char *line = frames(&s, 1, 2, seq++, NONCE);
		hear(&b, line, strlen(line));
	}
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_GARBLED);
	bench_close(&b);
	script_clear(&s);
}

static void what_the_guest_cannot_is_infra(void **state)
{
	static const char *const texts[] = {"the docket is damaged", ""};
	struct script s;

	(void)state;
	for (size_t t = 0; t < ARRAY_SIZE(texts); t++) {
		script_make(&s, 0, 0, false);
		for (size_t at = 1; at < s.n; at++) {
			struct record *fault = malloc(sizeof(*fault));
			struct script more = s;
			record_init(fault, RECORD_FAULT);
			text_set(fault->text, texts[t]);
			memmove(more.records + at + 1, more.records + at,
				(more.n - at) * sizeof(*more.records));
			more.records[at] = fault;
			more.n++;
			expect_outcome(outcome_of(&more), OUTCOME_INFRA, "fault at", at);
			free(fault);
		}
		script_clear(&s);
	}
}

/* Endless splats are counted, and a thousand of them kept. */
static void splats_have_their_bound(void **state)
{
	struct script s;
	struct bench b;
	size_t at = 3;

	(void)state;
	script_make(&s, 0, 0, true);
	assert_int_equal(s.records[at]->kind, RECORD_SPLAT);
	s.records[at]->object = INT64_MAX;
	s.records[at]->program = INT64_MAX;
	bench_open(&b);
	cleanup_free char *head = frames(&s, 0, at, 0, NONCE);
	hear(&b, head, strlen(head));
	for (uint64_t seq = at; seq < at + 1500; seq++) {
		cleanup_free char *line = frames(&s, at, at + 1, seq, NONCE);
		hear(&b, line, strlen(line));
	}
	assert_int_equal(b.kernel.n_splats, 1000);
	assert_int_equal(b.kernel.splats[999].object, -1);
	s.records[s.n - 1]->splats = 1501;
	cleanup_free char *tail = frames(&s, at + 1, s.n, at + 1500, NONCE);
	hear(&b, tail, strlen(tail));
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
	assert_int_equal(status(&b), STATUS_UNKNOWN);
	bench_close(&b);
	script_clear(&s);
}

static void check_merged(const struct bench *b, int64_t blamed_object, int64_t blamed_program)
{
	for (size_t i = 0; i < OBJECTS; i++) {
		const struct result_object *o = &b->kernel.objects[i];
		assert_true(o->ended);
		assert_int_equal(o->n_programs, programs_of[i]);
		for (size_t p = 0; p < o->n_programs; p++) {
			const struct program_result *r = &o->programs[p].result;
			bool blamed = (int64_t)i == blamed_object && (int64_t)p == blamed_program;
			cleanup_free char *name = format_string("program_%zu_%zu", i, p);
			assert_string_equal(r->name, name);
			assert_int_equal(r->verdict, blamed   ? VERDICT_CRASHED
						     : p == 1 ? VERDICT_REJECTED
							      : VERDICT_ACCEPTED);
			assert_int_equal(r->met, blamed ? MET_UNMET : MET_MET);
			if (!blamed && p == 1)
				assert_string_equal(
					o->programs[p].log, "0: (95) exit / R0 !read_ok");
		}
	}
}

/*
 * A boot that ends behind any record, and the next one that goes on there: the result of one boot.
 */
static void a_resumed_trial_is_a_whole_one(void **state)
{
	struct script s, rest;

	(void)state;
	script_make(&s, 0, 0, false);
	for (size_t cut = 0; cut < s.n; cut++) {
		struct bench b;
		int64_t object = -1, program = -1;

		bench_open(&b);
		cleanup_free char *first = frames(&s, 0, cut, 0, NONCE);
		hear(&b, first, strlen(first));
		if (b.gather.in_hand) {
			object = b.gather.object;
			program = b.gather.program;
			gather_blame(&b.gather, VERDICT_CRASHED, REASON_KERNEL_CRASH,
				"Kernel panic - not syncing");
			assert_int_equal(b.gather.program, program + 1);
			assert_false(b.gather.in_hand);
		}
		gather_boot(&b.gather, OTHER);
		memset(&b.lines, 0, sizeof(b.lines));
		assert_int_equal(gather_outcome(&b.gather), OUTCOME_NO_BOOT);
		script_make(&rest, b.gather.object, b.gather.program, false);
		cleanup_free char *second = frames(&rest, 0, rest.n, 0, OTHER);
		hear(&b, second, strlen(second));
		expect_outcome(gather_outcome(&b.gather), OUTCOME_COMPLETE, "resumed behind", cut);
		check_merged(&b, object, program);
		assert_int_equal(status(&b), object >= 0 ? STATUS_UNMET : STATUS_MET);
		bench_close(&b);
		script_clear(&rest);
	}
	script_clear(&s);
}

/* A resumed boot that begins elsewhere, or says another count than the first. */
static void a_resumed_boot_is_held_to_the_first(void **state)
{
	struct script s, rest;

	(void)state;
	script_make(&s, 0, 0, false);
	cleanup_free char *first = frames(&s, 0, 5, 0, NONCE);
	for (int lie = 0; lie < 5; lie++) {
		struct bench b;
		bench_open(&b);
		hear(&b, first, strlen(first));
		assert_true(b.gather.in_hand);
		gather_blame(&b.gather, VERDICT_TIMEOUT, REASON_KERNEL_HUNG, "");
		gather_boot(&b.gather, OTHER);
		script_make(&rest, lie == 1 ? 1 : 0, lie == 2 ? 0 : lie == 1 ? 0 : 1, false);
		if (lie == 3)
			rest.records[3]->programs++;
		if (lie == 4) { /* fewer, and in agreement with itself */
			size_t last = 4;
			while (rest.records[last]->kind != RECORD_OBJECT)
				last++;
			rest.records[3]->programs--;
			rest.records[last]->programs--;
			rest.records[rest.n - 1]->programs--;
			script_cut(&rest, last - 3, last);
		}
		cleanup_free char *second = frames(&rest, 0, rest.n, 0, OTHER);
		hear(&b, second, strlen(second));
		expect_outcome(gather_outcome(&b.gather), lie ? OUTCOME_GARBLED : OUTCOME_COMPLETE,
			"lie", (size_t)lie);
		assert_int_equal(status(&b), STATUS_UNKNOWN); /* the blamed one timed out */
		bench_close(&b);
		script_clear(&rest);
	}
	script_clear(&s);
}

/*
 * A process that died before it counted its programs has one that stands for it; what counts better
 * later is believed.
 */
static void a_count_stands_no_longer_than_what_was_told(void **state)
{
	struct script s, rest;

	(void)state;
	for (int rewind = 0; rewind < 2; rewind++) {
		struct bench b;
		bench_open(&b);
		script_make(&s, 0, 0, false);
		size_t at = rewind ? s.n - 1 : 3; /* the last object's, the first's */
		while (s.records[at]->kind != RECORD_OBJECT_BEGIN)
			at--;
		s.records[at]->programs = 1;
		cleanup_free char *first = frames(&s, 0, at + 2, 0, NONCE);
		hear(&b, first, strlen(first));
		assert_true(b.gather.in_hand);
		if (rewind)
			gather_rewind(&b.gather);
		gather_boot(&b.gather, OTHER);
		memset(&b.lines, 0, sizeof(b.lines));
		script_make(&rest, b.gather.object, b.gather.program, false);
		cleanup_free char *second = frames(&rest, 0, rest.n, 0, OTHER);
		hear(&b, second, strlen(second));
		expect_outcome(gather_outcome(&b.gather), OUTCOME_COMPLETE, "counted anew",
			(size_t)rewind);
		assert_int_equal(status(&b), STATUS_MET);
		bench_close(&b);
		script_clear(&rest);
		script_clear(&s);
	}
}

/* A guest whose clock is wrong says too early that time is up: only the host's clock does. */
static void a_timeout_that_nobody_asked_for_is_not_believed(void **state)
{
	struct script s;

	(void)state;
	for (int bits = 0; bits < 4; bits++) {
		const bool minded = bits & 1, stopped = bits & 2;
		struct bench b;
		bench_open(&b);
		script_make(&s, 0, 0, false);
		size_t at = 0;
		while (s.records[at]->kind != RECORD_PROGRAM)
			at++;
		s.records[at]->result.verdict = VERDICT_TIMEOUT;
		s.records[at]->result.met = MET_UNKNOWN;
		b.gather.minded = minded;
		cleanup_free char *before = frames(&s, 0, at, 0, NONCE),
				  *rest = frames(&s, at, s.n, at, NONCE);
		hear(&b, before, strlen(before));
		assert_true(b.gather.in_hand);
		b.gather.stopped = stopped;
		hear(&b, rest, strlen(rest));
		if (minded && !stopped) {
			assert_true(b.gather.early && b.gather.in_hand && !b.gather.ended);
			assert_int_equal(b.kernel.objects[0].n_programs, 0);
			expect_outcome(gather_outcome(&b.gather), OUTCOME_INFRA, "early", 0);
			/* the program is asked again, and what comes after it is judged */
			gather_boot(&b.gather, OTHER);
			assert_false(b.gather.early);
			memset(&b.lines, 0, sizeof(b.lines));
			struct script again;
			script_make(&again, 0, 0, false);
			cleanup_free char *second = frames(&again, 0, again.n, 0, OTHER);
			hear(&b, second, strlen(second));
			script_clear(&again);
			assert_int_equal(status(&b), STATUS_MET);
		} else {
			assert_false(b.gather.stopped); /* it was for that program alone */
			assert_int_equal(status(&b), STATUS_UNKNOWN);
		}
		expect_outcome(
			gather_outcome(&b.gather), OUTCOME_COMPLETE, "timeout", (size_t)bits);
		bench_close(&b);
		script_clear(&s);
	}
}

static void a_skipped_object_stays_unknown(void **state)
{
	struct script s, rest;

	(void)state;
	script_make(&s, 0, 0, false);
	for (size_t cut = 0; cut < s.n; cut++) {
		struct bench b;
		bench_open(&b);
		cleanup_free char *first = frames(&s, 0, cut, 0, NONCE);
		hear(&b, first, strlen(first));
		int64_t skipped = b.gather.object;
		if (skipped == (int64_t)OBJECTS) {
			bench_close(&b);
			break;
		}
		gather_skip_object(&b.gather);
		assert_int_equal(b.gather.object, skipped + 1);
		assert_int_equal(b.gather.program, 0);
		assert_false(b.gather.in_hand);
		gather_boot(&b.gather, OTHER);
		script_make(&rest, b.gather.object, 0, false);
		cleanup_free char *second = frames(&rest, 0, rest.n, 0, OTHER);
		hear(&b, second, strlen(second));
		assert_int_equal(gather_outcome(&b.gather),
			OUTCOME_COMPLETE); /* of the boot; the trial knows better */
		assert_int_equal(status(&b), STATUS_UNKNOWN);
		bench_close(&b);
		script_clear(&rest);
	}
	script_clear(&s);
}

/* Blamed for whatever: never green. */
static void blame_is_never_green(void **state)
{
	static const enum verdict verdicts[] = {VERDICT_CRASHED, VERDICT_TIMEOUT, VERDICT_ERROR};
	struct script s;

	(void)state;
	script_make(&s, 0, 0, false);
	for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++) {
		struct bench b;
		bench_open(&b);
		cleanup_free char *first = frames(&s, 0, 5, 0, NONCE);
		hear(&b, first, strlen(first));
		b.gather.hand.met = MET_MET; /* whatever the begin record said */
		gather_blame(&b.gather, verdicts[i], REASON_UNCLASSIFIED, "a detail\nof two lines");
		const struct program_result *p = &b.kernel.objects[0].programs[0].result;
		assert_int_equal(p->verdict, verdicts[i]);
		assert_true(p->met == MET_UNMET || p->met == MET_UNKNOWN);
		assert_string_equal(p->reason, "unclassified");
		assert_null(strchr(p->detail, '\n'));
		assert_int_equal(status(&b), STATUS_UNKNOWN);
		bench_close(&b);
	}
	script_clear(&s);
}

/* A boot whose verdicts are not trusted leaves none, and those of the boots before it stay. */
static void a_rewind_forgets_one_boot_alone(void **state)
{
	struct result_program programs[2] = {{.log = strdup("a")}, {.log = strdup("b")}};
	struct result_program *first = calloc(2, sizeof(*first)),
			      *second = calloc(2, sizeof(*second));
	struct result_object objects[2] = {
		{.announced = 2, .ended = true, .programs = first, .n_programs = 2},
		{.announced = 3, .programs = second, .n_programs = 2},
	};
	struct result_kernel k = {.objects = objects, .n_objects = 2};
	struct gather g;

	(void)state;
	assert_non_null(first);
	assert_non_null(second);
	first[1] = programs[0];
	second[0] = programs[1];
	gather_init(&g, &k, "");
	g.object = 0;
	g.program = 1;
	gather_boot(&g, "0123456789abcdef");
	g.object = 1;
	g.program = 2;
	g.in_hand = true;
	gather_rewind(&g);
	assert_int_equal(g.object, 0);
	assert_int_equal(g.program, 1);
	assert_false(g.in_hand);
	assert_int_equal(objects[0].n_programs, 1);
	assert_int_equal(objects[1].n_programs, 0);
	assert_false(objects[0].ended);
	assert_int_equal(objects[0].announced, 2);
	gather_clear(&g);
	free(first);
	free(second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rewind_forgets_one_boot_alone),
		cmocka_unit_test(a_whole_stream_is_complete),
		cmocka_unit_test(reports_are_put_together),
		cmocka_unit_test(splats_are_kept_and_never_green),
		cmocka_unit_test(features_come_in_pieces),
		cmocka_unit_test(endless_features_are_a_lie),
		cmocka_unit_test(cut_at_every_byte_it_is_not_complete),
		cmocka_unit_test(a_torn_line_is_garbled),
		cmocka_unit_test(a_line_lost_doubled_or_swapped_is_garbled),
		cmocka_unit_test(a_record_out_of_turn_is_garbled),
		cmocka_unit_test(a_record_at_another_place_is_garbled),
		cmocka_unit_test(a_byte_flipped_is_never_complete),
		cmocka_unit_test(another_boots_lines_do_not_count),
		cmocka_unit_test(a_kernel_stays_what_it_is),
		cmocka_unit_test(noise_is_borne_before_hello_only),
		cmocka_unit_test(lies_are_garbled),
		cmocka_unit_test(an_object_without_programs_is_garbled),
		cmocka_unit_test(no_word_is_met_that_was_not_expected),
		cmocka_unit_test(later_kinds_of_records_are_let_be),
		cmocka_unit_test(a_log_has_its_bound),
		cmocka_unit_test(logs_have_a_bound_together),
		cmocka_unit_test(programs_have_a_bound_together),
		cmocka_unit_test(features_have_a_bound_in_bytes),
		cmocka_unit_test(what_the_guest_cannot_is_infra),
		cmocka_unit_test(splats_have_their_bound),
		cmocka_unit_test(a_resumed_trial_is_a_whole_one),
		cmocka_unit_test(a_resumed_boot_is_held_to_the_first),
		cmocka_unit_test(a_timeout_that_nobody_asked_for_is_not_believed),
		cmocka_unit_test(a_count_stands_no_longer_than_what_was_told),
		cmocka_unit_test(a_skipped_object_stays_unknown),
		cmocka_unit_test(blame_is_never_green),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
