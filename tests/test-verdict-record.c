// SPDX-License-Identifier: GPL-2.0-only
/* Records and their JSON: both directions agree, and a refusal names the key. */
#include "verdict/record.h"
#include "verdict/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define SHA	 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static unsigned int state_of_draw;

static unsigned int draw(unsigned int below)
{
	state_of_draw = state_of_draw * 1664525u + 1013904223u;
	return (state_of_draw >> 8) % below;
}

/* Clean text of at most an eighth of @size: all texts of a record together fit in a line. */
static void draw_text(char *dst, size_t size, bool may_lack)
{
	static const char *const pieces[] = {"a", "_", "9", " ", "\"", "\\", "é", "漢", "😀", "/"};
	size_t len = 0, room = size / 8 < 6 ? 6 : size / 8;

	*dst = '\0';
	if (may_lack && draw(4) == 0)
		return;
	do {
		const char *piece = pieces[draw(COUNT(pieces))];
		if (len + strlen(piece) >= room)
			break;
		strcpy(dst + len, piece);
		len += strlen(piece);
	} while (draw(20));
	if (!*dst)
		strcpy(dst, "x");
}

static int64_t draw_figure(bool may_lack)
{
	switch (draw(4)) {
	case 0:
		return may_lack ? -1 : 0;
	case 1:
		return INT64_MAX;
	default:
		return draw(1000000);
	}
}

static void draw_result(struct program_result *p, bool whole)
{
	int64_t *const figures[] = {&p->insns, &p->states, &p->peak_states, &p->max_states_per_insn,
		&p->mark_read, &p->insn_count, &p->mem_peak, &p->limit_insns, &p->limit_stack,
		&p->xlated_bytes, &p->jited_bytes, &p->load_us, &p->verify_us, &p->log_bytes,
		&p->position};

	draw_text(p->name, sizeof(p->name), false);
	draw_text(p->section, sizeof(p->section), true);
	draw_text(p->type, sizeof(p->type), true);
	draw_text(p->variant, sizeof(p->variant), true);
	draw_text(p->reason, sizeof(p->reason), true);
	draw_text(p->detail, sizeof(p->detail), true);
	draw_text(p->help, sizeof(p->help), true);
	draw_text(p->setting, sizeof(p->setting), true);
	draw_text(p->adapted, sizeof(p->adapted), true);
	if (*p->adapted && draw(2))
		strcat(p->adapted, "\na: 1\nb: 2");
	draw_text(p->stack, sizeof(p->stack), true);
	p->verdict = (enum verdict)(whole ? 1 + draw(VERDICT_ERROR) : draw(VERDICT_ERROR + 1));
	p->met = (enum met)(whole ? 1 + draw(MET_SKIPPED) : draw(MET_SKIPPED + 1));
	p->expected = (enum verdict)draw(VERDICT_ERROR + 1);
	p->err = draw(2) ? errno_from_symbol("EACCES") : 0;
	for (size_t i = 0; i < COUNT(figures); i++)
		*figures[i] = draw_figure(true);
}

/* A record of @kind with all its required fields and some optional ones. */
static void draw_record(struct record *r, enum record_kind kind)
{
	record_init(r, kind);
	switch (kind) {
	case RECORD_NONE:
		break;
	case RECORD_HELLO:
		r->protocol = STREAM_PROTOCOL;
		draw_text(r->tool, sizeof(r->tool), true); /* empty is fine where it must be */
		draw_text(r->release, sizeof(r->release), true);
		draw_text(r->version, sizeof(r->version), true);
		draw_text(r->arch, sizeof(r->arch), true);
		r->uptime_ms = draw_figure(true);
		break;
	case RECORD_FEATURES:
		r->features = json_pack("{s[ss]sb}", "helpers", "bpf_loop", "é", "jit", 1);
		break;
	case RECORD_PLAN:
		r->objects = draw_figure(false);
		text_set(r->docket, SHA);
		r->from_object = draw_figure(true);
		r->from_program = draw_figure(true);
		r->from_whole = draw_figure(true);
		break;
	case RECORD_OBJECT_BEGIN:
		r->object = draw_figure(false);
		r->programs = draw_figure(false);
		draw_text(r->path, sizeof(r->path), false);
		draw_text(r->shape, sizeof(r->shape), true);
		r->against = draw_figure(true);
		text_set(r->sha256, SHA);
		draw_text(r->producer, sizeof(r->producer), true);
		r->memory_bytes = draw_figure(true);
		break;
	case RECORD_NEEDS:
		r->object = draw_figure(false);
		r->memory_bytes = draw_figure(false);
		r->memory_mib = draw_figure(false);
		break;
	case RECORD_BEGIN:
	case RECORD_PROGRAM:
		r->object = draw_figure(false);
		r->program = draw_figure(false);
		draw_result(&r->result, kind == RECORD_PROGRAM);
		break;
	case RECORD_WHOLE_BEGIN:
	case RECORD_WHOLE:
		r->object = draw_figure(false);
		if (kind == RECORD_WHOLE)
			r->programs = draw_figure(true);
		draw_result(&r->result, kind == RECORD_WHOLE);
		break;
	case RECORD_LOG:
		r->object = draw_figure(false);
		r->program = draw_figure(true);
		draw_text(r->text, sizeof(r->text), true);
		strcat(r->text, "\n\ttwo lines\n");
		break;
	case RECORD_UNREACHED:
	case RECORD_HOT:
		r->object = draw_figure(false);
		r->program = draw_figure(false);
		draw_text(r->text, sizeof(r->text), true);
		break;
	case RECORD_REPORT:
		r->splat = draw_figure(false);
		draw_text(r->text, sizeof(r->text), true);
		strcat(r->text, "\n\ttwo lines\n");
		break;
	case RECORD_SPLAT:
		r->object = draw_figure(true);
		r->program = draw_figure(true);
		draw_text(r->line, sizeof(r->line), false);
		draw_text(r->text, sizeof(r->text), true);
		break;
	case RECORD_OBJECT:
		r->object = draw_figure(false);
		r->programs = draw_figure(false);
		break;
	case RECORD_TICK:
		r->uptime_ms = draw_figure(false);
		break;
	case RECORD_END:
		r->objects = draw_figure(false);
		r->programs = draw_figure(false);
		r->splats = draw_figure(false);
		r->uptime_ms = draw_figure(true);
		break;
	case RECORD_FAULT:
		draw_text(r->text, sizeof(r->text), true);
		break;
	}
}

static bool same(struct record *a, struct record *b)
{
	json_t *fa = a->features, *fb = b->features;
	bool equal;

	a->features = b->features = NULL;
	/*
	 * both began as record_init(), which leaves nothing unset, and text ends at its first NUL
	 */
	equal = memcmp(a, b, sizeof(*a)) == 0 && (fa == fb || json_equal(fa, fb));
	a->features = fa;
	b->features = fb;
	return equal;
}

static void every_kind_round_trips(void **state)
{
	struct record *out = calloc(1, sizeof(*out)), *in = calloc(1, sizeof(*in));
	char json[JSON_MAX];
	const char *why;

	(void)state;
	state_of_draw = 20260301;
	for (int kind = RECORD_HELLO; kind <= RECORD_FAULT; kind++) {
		for (int round = 0; round < 300; round++) {
			draw_record(out, (enum record_kind)kind);
			int len = record_write(out, json, sizeof(json));
			if (len <= 0)
				fail_msg("kind %d: %d", kind, len);
			assert_null(memchr(json, '\n', (size_t)len));
			if (record_read(in, json, (size_t)len, &why))
				fail_msg("%s in %.*s", why, len, json);
			assert_null(why);
			if (!same(out, in))
				fail_msg("came back otherwise: %.*s", len, json);
			record_clear(out);
			record_clear(in);
		}
	}
	free(out);
	free(in);
}

static int read_text(const char *json, size_t len, const char **why)
{
	struct record *r = calloc(1, sizeof(*r));
	int err = record_read(r, json, len, why);

	record_clear(r);
	free(r);
	return err;
}

static void refused(const char *json, const char *key)
{
	const char *why = NULL;

	if (read_text(json, strlen(json), &why) != -EBADMSG)
		fail_msg("went through: %s", json);
	assert_string_equal(why, key);
}

static void invalid_records_are_refused(void **state)
{
	(void)state;
	refused("", "not JSON");
	refused("{", "not JSON");
	refused("{\"record\":\"tick\",\"uptime_ms\":1}x", "not JSON");
	refused("{\"record\":\"tick\",\"record\":\"tick\",\"uptime_ms\":1}", "not JSON");
	refused("{\"record\":\"tick\",\"uptime_ms\":99999999999999999999}", "not JSON");
	refused("{\"record\":\"fault\",\"text\":\"\\u0000\"}", "not JSON");
	refused("{\"record\":\"fault\",\"text\":\"\\ud800\"}", "not JSON");
	refused("{\"record\":\"fault\",\"text\":\"\xff\"}", "not JSON");
	refused("[]", "no kind of record");
	refused("\"tick\"", "not JSON");
	refused("{}", "no kind of record");
	refused("{\"record\":1}", "no kind of record");
	refused("{\"record\":\"tick\"}", "uptime_ms");
	refused("{\"record\":\"tick\",\"uptime_ms\":-1}", "uptime_ms");
	refused("{\"record\":\"tick\",\"uptime_ms\":1.0}", "uptime_ms");
	refused("{\"record\":\"tick\",\"uptime_ms\":\"1\"}", "uptime_ms");
	refused("{\"record\":\"tick\",\"uptime_ms\":null}", "uptime_ms");
	refused("{\"record\":\"fault\"}", "text");
	refused("{\"record\":\"fault\",\"text\":[]}", "text");
	refused("{\"record\":\"features\"}", "features");
	refused("{\"record\":\"features\",\"features\":[]}", "features");
	refused("{\"record\":\"plan\",\"objects\":1,\"docket\":\"" SHA "0\"}", "docket");
	refused("{\"record\":\"program\",\"object\":0,\"program\":0,\"verdict\":\"accepted\","
		"\"met\":\"met\"}",
		"name");
	refused("{\"record\":\"program\",\"object\":0,\"program\":0,\"name\":\"a\",\"met\":\"met\"}",
		"verdict");
	refused("{\"record\":\"program\",\"object\":0,\"program\":0,\"name\":\"a\",\"verdict\":\"fine\","
		"\"met\":\"met\"}",
		"verdict");
	refused("{\"record\":\"program\",\"object\":0,\"program\":0,\"name\":\"a\","
		"\"verdict\":\"accepted\",\"met\":7}",
		"met");
	refused("{\"record\":\"begin\",\"object\":0,\"program\":0,\"name\":\"a\",\"errno\":13}",
		"errno");
	refused("{\"record\":\"begin\",\"object\":0,\"program\":0,\"name\":\"a\",\"expected\":\"\"}",
		"expected");
	refused("{\"record\":\"begin\",\"object\":0,\"program\":0,\"name\":\"\"}", "name");
}

static void deep_nesting_is_survived(void **state)
{
	char json[JSON_MAX];
	const char *why;
	int len = snprintf(json, sizeof(json), "{\"record\":\"features\",\"features\":{\"a\":");

	(void)state;
	memset(json + len, '[', sizeof(json) - (size_t)len);
	assert_int_equal(read_text(json, sizeof(json), &why), -EBADMSG);
	memset(json + len + 1000, ']', 1000);
	memcpy(json + len + 2000, "}}", 2);
	assert_int_equal(read_text(json, (size_t)len + 2002, &why), 0);
}

static void unknown_kinds_and_keys_are_ignored(void **state)
{
	static const char unknown[] = "{\"record\":\"later\",\"object\":\"not a number\"}";
	static const char more[] = "{\"record\":\"tick\",\"uptime_ms\":5,\"temperature\":[1]}";
	struct record *r = calloc(1, sizeof(*r));
	const char *why;

	(void)state;
	assert_int_equal(record_read(r, unknown, sizeof(unknown) - 1, &why), 0);
	assert_int_equal(r->kind, RECORD_NONE);
	assert_int_equal(record_read(r, more, sizeof(more) - 1, &why), 0);
	assert_int_equal(r->kind, RECORD_TICK);
	assert_int_equal(r->uptime_ms, 5);
	free(r);
}

/* JSON escapes can have characters that text_clean() removes. */
static void text_is_cleaned_on_the_way_in(void **state)
{
	static const char fault[] = "{\"record\":\"fault\",\"text\":\"a\\u001b[31m\\u009b\\nb\"}";
	static const char begin[] =
		"{\"record\":\"begin\",\"object\":0,\"program\":0,\"name\":\"a\\nb\"}";
	static const char features[] =
		"{\"record\":\"features\",\"features\":{\"\\u001b\":[\"\\u0007\"]}}";
	struct record *r = calloc(1, sizeof(*r));
	const char *why;

	(void)state;
	assert_int_equal(record_read(r, fault, sizeof(fault) - 1, &why), 0);
	assert_string_equal(r->text, "a\xef\xbf\xbd[31m\xef\xbf\xbd\nb");
	assert_int_equal(record_read(r, begin, sizeof(begin) - 1, &why), 0);
	assert_string_equal(r->result.name, "a\xef\xbf\xbd"
					    "b");
	assert_int_equal(record_read(r, features, sizeof(features) - 1, &why), 0);
	assert_string_equal(
		json_string_value(json_array_get(json_object_get(r->features, "\xef\xbf\xbd"), 0)),
		"\xef\xbf\xbd");
	record_clear(r);
	free(r);
}

static void an_invalid_record_is_not_written(void **state)
{
	struct record *r = calloc(1, sizeof(*r));
	char json[JSON_MAX];

	(void)state;
	for (int kind = RECORD_NONE; kind <= RECORD_FAULT; kind++) {
		record_init(r, (enum record_kind)kind);
		/* fault needs a text alone, and that may be empty */
		if (kind == RECORD_FAULT || kind == RECORD_SPLAT)
			assert_true(record_write(r, json, sizeof(json)) > 0);
		else
			assert_int_equal(record_write(r, json, sizeof(json)), -EINVAL);
	}
	free(r);
}

static void a_record_that_is_too_long_is_an_error(void **state)
{
	struct record *r = calloc(1, sizeof(*r));
	char json[JSON_MAX];
	int len;

	(void)state;
	record_init(r, RECORD_FAULT);
	memset(r->text, '"', sizeof(r->text) - 1);
	assert_int_equal(record_write(r, json, sizeof(json)), -EMSGSIZE);
	memset(r->text, 'x', sizeof(r->text) - 1);
	len = record_write(r, json, sizeof(json));
	assert_true(len > 0);
	assert_int_equal(record_write(r, json, (size_t)len - 1), -EMSGSIZE);
	assert_int_equal(record_write(r, json, (size_t)len), len);
	assert_int_equal(record_write(r, NULL, 0), -EMSGSIZE);
	free(r);
}

/* Names, reasons and details of the largest size still fit in a frame. */
static void a_full_program_record_fits(void **state)
{
	struct record *r = calloc(1, sizeof(*r));
	struct program_result *p = &r->result;
	char json[JSON_MAX];

	(void)state;
	record_init(r, RECORD_PROGRAM);
	r->object = r->program = INT64_MAX;
	memset(p->name, '"', sizeof(p->name) - 1);
	memset(p->section, '"', sizeof(p->section) - 1);
	memset(p->type, '"', sizeof(p->type) - 1);
	memset(p->variant, '"', sizeof(p->variant) - 1);
	memset(p->reason, '"', sizeof(p->reason) - 1);
	memset(p->detail, '"', sizeof(p->detail) - 1);
	memset(p->stack, '"', sizeof(p->stack) - 1);
	p->verdict = p->expected = VERDICT_UNLOADABLE;
	p->met = MET_UNKNOWN;
	p->err = EPROTONOSUPPORT;
	p->insns = p->states = p->peak_states = p->max_states_per_insn = p->mem_peak =
		p->limit_insns = p->limit_stack = p->xlated_bytes = p->jited_bytes = p->load_us =
			p->verify_us = p->log_bytes = INT64_MAX;
	assert_true(record_write(r, json, sizeof(json)) > 0);
	record_init(r, RECORD_OBJECT_BEGIN);
	r->object = r->programs = INT64_MAX;
	memset(r->path, '"', sizeof(r->path) - 1);
	memset(r->producer, '"', sizeof(r->producer) - 1);
	text_set(r->sha256, SHA);
	assert_true(record_write(r, json, sizeof(json)) > 0);
	free(r);
}

/* Every long text is shortened, the longest first. */
static void long_texts_are_shortened(void **state)
{
	struct record *r = calloc(1, sizeof(*r));
	struct program_result *p = &r->result;
	char *const texts[] = {
		p->section, p->detail, p->help, p->source, p->source_at, p->description};
	const size_t sizes[] = {sizeof(p->section), sizeof(p->detail), sizeof(p->help),
		sizeof(p->source), sizeof(p->source_at), sizeof(p->description)};
	char json[JSON_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		record_init(r, RECORD_PROGRAM);
		memset(texts[i], '"', sizes[i] - 1);
		assert_true(record_shorten(r));
		assert_int_equal(strlen(texts[i]), (sizes[i] - 1) / 2);
	}
	record_init(r, RECORD_PROGRAM);
	assert_false(record_shorten(r));
	r->object = r->program = 0;
	text_set(p->name, "n");
	p->verdict = VERDICT_REJECTED;
	p->met = MET_UNMET;
	for (size_t i = 0; i < COUNT(texts); i++)
		memset(texts[i], '"', sizes[i] - 1);
	for (int n = 0; record_write(r, json, sizeof(json)) == -EMSGSIZE; n++)
		assert_true(n < 8 && record_shorten(r));
	assert_true(record_write(r, json, sizeof(json)) > 0);
	free(r);
}

/* For test-result-schema.py: records of every kind, one per line. */
static void emit(void)
{
	struct record *r = calloc(1, sizeof(*r));
	char json[JSON_MAX];

	for (int kind = RECORD_HELLO; kind <= RECORD_FAULT; kind++) {
		for (int round = 0; round < 10; round++) {
			draw_record(r, (enum record_kind)kind);
			printf("%.*s\n", record_write(r, json, sizeof(json)), json);
			record_clear(r);
		}
	}
	free(r);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--emit") == 0) {
		emit();
		return 0;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_round_trips),
		cmocka_unit_test(invalid_records_are_refused),
		cmocka_unit_test(deep_nesting_is_survived),
		cmocka_unit_test(unknown_kinds_and_keys_are_ignored),
		cmocka_unit_test(text_is_cleaned_on_the_way_in),
		cmocka_unit_test(an_invalid_record_is_not_written),
		cmocka_unit_test(a_record_that_is_too_long_is_an_error),
		cmocka_unit_test(a_full_program_record_fits),
		cmocka_unit_test(long_texts_are_shortened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
