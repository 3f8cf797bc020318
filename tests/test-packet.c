// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets of a child: packet_write() and packet_read() round-trip.  A packet that packet_write()
 * cannot make is refused, tested for one field at a time.
 */
#include "packet.h"
#include "verdict/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static int read_bytes(struct record *r, const void *bytes, size_t len)
{
	/* of that length exactly, so that a sanitizer sees a byte read after it */
	struct packet *p = malloc(len ? len : 1);

	assert_non_null(p);
	memcpy(p, bytes, len);
	const int err = packet_read(r, p, len, len >= PACKET_HEAD && p->kind == RECORD_FEATURES);
	free(p);
	return err;
}

static void fill(struct program_result *p)
{
	program_result_init(p);
	text_set(p->name, "first");
	text_set(p->section, "xdp");
	text_set(p->type, "xdp");
	text_set(p->variant, VARIANT_WORD_UNPRIVILEGED);
	text_set(p->description, "the first");
	text_set(p->reason, "null-dereference");
	text_set(p->detail, "R1 invalid mem access 'scalar' 漢");
	text_set(p->help, "none");
	text_set(p->source, "return *p;");
	text_set(p->source_at, "a.c:7");
	text_set(p->stack, "32+0");
	p->verdict = VERDICT_REJECTED;
	p->expected = VERDICT_ACCEPTED;
	p->met = MET_UNMET;
	p->err = EACCES;
	p->insn = 0;
	p->insns = 1;
	p->states = 2;
	p->peak_states = 3;
	p->xlated_bytes = 4;
	p->jited_bytes = 5;
	p->position = 4;
	text_set(p->setting, "maps: {m: {value-size: N}}");
	text_set(p->adapted, "m");
	strcat(p->adapted, "\nn: 2");
	text_set(p->notes, "attach: kprobe.multi: 5.18 and later");
	text_set(p->erratum, "since 6.12.57: owners");
	p->load_us = 6;
	p->verify_us = INT64_MAX;
	p->log_bytes = 8;
	p->coverage_insns = 40;
	p->coverage_known = 30;
	p->coverage_reached = 20;
	p->ran = true;
	p->retval = -9;
	p->run_ns = 10;
}

static void a_result_arrives_unchanged(void **state)
{
	static const enum record_kind kinds[] = {
		RECORD_BEGIN, RECORD_PROGRAM, RECORD_WHOLE_BEGIN, RECORD_WHOLE};
	static struct record sent, got;
	static struct packet p;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const bool whole = kinds[i] == RECORD_WHOLE || kinds[i] == RECORD_WHOLE_BEGIN;
		record_init(&sent, kinds[i]);
		sent.program = whole ? -1 : 7;
		sent.programs = kinds[i] == RECORD_WHOLE ? 7 : -1;
		fill(&sent.result);
		assert_int_equal(packet_write(&p, &sent), PACKET_RESULT);
		assert_int_equal(read_bytes(&got, &p, PACKET_RESULT), 0);
		assert_int_equal(got.kind, kinds[i]);
		assert_int_equal(got.program, sent.program);
		assert_int_equal(got.programs, sent.programs);
		assert_int_equal(got.object, -1);
		assert_memory_equal(&got.result, &sent.result, sizeof(got.result));
	}
}

static void text_arrives_unchanged(void **state)
{
	static struct record sent, got;
	static struct packet p;

	(void)state;
	for (size_t n = 1; n < TEXT_SIZE; n++) {
		record_init(&sent, n % 3 ? RECORD_LOG : RECORD_UNREACHED);
		/* -1: of the whole object */
		sent.program = n % 2 || sent.kind == RECORD_UNREACHED ? 0 : -1;
		memset(sent.text, '\n', n);
		const int len = packet_write(&p, &sent);
		assert_int_equal(len, PACKET_HEAD + n);
		assert_int_equal(read_bytes(&got, &p, (size_t)len), 0);
		assert_string_equal(got.text, sent.text);
		assert_int_equal(got.program, sent.program);
	}
	record_init(&sent, RECORD_OBJECT_BEGIN);
	sent.programs = 3;
	text_set(sent.producer, "clang version 99");
	const int len = packet_write(&p, &sent);
	assert_int_equal(read_bytes(&got, &p, (size_t)len), 0);
	assert_int_equal(got.kind, RECORD_OBJECT_BEGIN);
	assert_int_equal(got.programs, 3);
	assert_int_equal(got.program, -1);
	assert_string_equal(got.producer, "clang version 99");
	record_init(&sent, RECORD_OBJECT);
	sent.programs = 3;
	assert_int_equal(packet_write(&p, &sent), PACKET_HEAD);
	assert_int_equal(read_bytes(&got, &p, PACKET_HEAD), 0);
	assert_int_equal(got.kind, RECORD_OBJECT);
	assert_int_equal(got.programs, 3);
}

static void features_arrive_clean(void **state)
{
	static struct record sent, got;
	static struct packet p;

	(void)state;
	record_init(&sent, RECORD_FEATURES);
	sent.features = json_pack("{s:[s], s:i}", "a\x1b", "b\x1b[31m", "n", 1);
	const int len = packet_write(&p, &sent);
	assert_true(len > (int)PACKET_HEAD);
	assert_int_equal(read_bytes(&got, &p, (size_t)len), 0);
	json_t *clean = json_pack("{s:[s], s:i}", "a\uFFFD", "b\uFFFD[31m", "n", 1);
	assert_true(json_equal(got.features, clean));
	json_decref(clean);
	record_clear(&sent);
	record_clear(&got);
	/* a text that does not fit is not cut */
	record_init(&sent, RECORD_FEATURES);
	sent.features = json_object();
	char *name = calloc(1, TEXT_SIZE);
	memset(name, 'x', TEXT_SIZE - 1);
	json_object_set_new(sent.features, name, json_true());
	free(name);
	assert_int_equal(packet_write(&p, &sent), -EMSGSIZE);
	record_clear(&sent);
}

static void other_kinds_are_not_made(void **state)
{
	static const enum record_kind kinds[] = {RECORD_NONE, RECORD_HELLO, RECORD_PLAN,
		RECORD_SPLAT, RECORD_REPORT, RECORD_TICK, RECORD_END, RECORD_FAULT};
	static struct record r;
	static struct packet p;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		record_init(&r, kinds[i]);
		assert_int_equal(packet_write(&p, &r), -EINVAL);
	}
	record_init(&r, RECORD_FEATURES);
	assert_int_equal(packet_write(&p, &r), -EINVAL);
}

/* A child must not send what PID 1 would take for a lie. */
static void a_record_that_would_be_refused_is_not_made(void **state)
{
	static struct record r;
	static struct packet p;

	(void)state;
	record_init(&r, RECORD_PROGRAM);
	r.program = 0;
	fill(&r.result);
	assert_int_equal(packet_write(&p, &r), PACKET_RESULT);
	r.result.verdict = VERDICT_NONE;
	assert_int_equal(packet_write(&p, &r), -EINVAL);
	fill(&r.result);
	r.result.met = MET_NONE;
	assert_int_equal(packet_write(&p, &r), -EINVAL);
	fill(&r.result);
	strcpy(r.result.detail, "a\xff");
	assert_int_equal(packet_write(&p, &r), -EINVAL);
	fill(&r.result);
	r.result.name[0] = '\0';
	assert_int_equal(packet_write(&p, &r), -EINVAL);
	r.kind = RECORD_BEGIN;
	assert_int_equal(packet_write(&p, &r), -EINVAL);
	fill(&r.result);
	r.program = -1;
	assert_int_equal(packet_write(&p, &r), -EINVAL);
	record_init(&r, RECORD_LOG);
	r.program = 0;
	assert_int_equal(packet_write(&p, &r), -EINVAL);
	strcpy(r.text, "a\xff");
	assert_int_equal(packet_write(&p, &r), -EINVAL);
	record_init(&r, RECORD_OBJECT_BEGIN);
	assert_int_equal(packet_write(&p, &r), -EINVAL);
	r.programs = 1;
	strcpy(r.producer, "\xff");
	assert_int_equal(packet_write(&p, &r), -EINVAL);
}

static struct packet good_result(void)
{
	struct packet p = {.kind = RECORD_PROGRAM, .number = 1};

	fill(&p.result);
	return p;
}

static void expect_refused(const struct packet *p, size_t len, const char *what)
{
	static struct record r;

	if (read_bytes(&r, p, len) != -EBADMSG)
		fail_msg("not refused: %s", what);
	record_clear(&r);
}

static void another_length_is_refused(void **state)
{
	const struct packet result = good_result();
	const struct packet end = {.kind = RECORD_OBJECT};
	static struct packet text = {.kind = RECORD_LOG};
	static struct record r;

	(void)state;
	for (size_t len = 0; len <= sizeof(result); len++)
		if (len != PACKET_RESULT)
			expect_refused(&result, len, "length of a result");
	for (size_t len = 0; len <= sizeof(end); len++)
		if (len != PACKET_HEAD)
			expect_refused(&end, len, "length of an end");
	for (size_t len = 0; len < PACKET_HEAD; len++)
		expect_refused(&text, len, "length of a log");
	memset(text.text, 'x', sizeof(text.text));
	assert_int_equal(read_bytes(&r, &text, PACKET_HEAD + sizeof(text.text) - 1), 0);
	for (size_t len = PACKET_HEAD + sizeof(text.text); len <= sizeof(text); len++)
		expect_refused(&text, len, "a log without room for its NUL");
	text.kind = RECORD_OBJECT_BEGIN;
	assert_int_equal(read_bytes(&r, &text, PACKET_HEAD + sizeof(r.producer) - 1), 0);
	expect_refused(&text, PACKET_HEAD + sizeof(r.producer), "a producer without its NUL");
}

static void an_invalid_head_is_refused(void **state)
{
	static const uint32_t kinds[] = {RECORD_NONE, RECORD_HELLO, RECORD_PLAN, RECORD_SPLAT,
		RECORD_REPORT, RECORD_TICK, RECORD_END, RECORD_FAULT, RECORD_FAULT + 1, 255, 65536,
		1U << 31, UINT32_MAX};
	struct packet p;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		p = good_result();
		p.kind = kinds[i];
		expect_refused(&p, PACKET_RESULT, "kind");
		expect_refused(&p, PACKET_HEAD, "kind, no more");
	}
	p = good_result();
	p.zero = 1;
	expect_refused(&p, PACKET_RESULT, "zero");
	for (int64_t number = -1; number >= -2; number--) {
		p = good_result();
		p.number = number == -1 ? -1 : INT64_MIN;
		expect_refused(&p, PACKET_RESULT, "number");
		p = (struct packet){.kind = RECORD_OBJECT, .number = p.number};
		expect_refused(&p, PACKET_HEAD, "number of an end");
		p = (struct packet){.kind = RECORD_OBJECT_BEGIN, .number = p.number};
		expect_refused(&p, PACKET_HEAD, "number of a beginning");
	}
}

/* Every field of a result; sanitizers see where one is read past its end. */
static void text_without_an_end_is_refused(void **state)
{
	struct packet p;
	struct program_result *r = &p.result;
	const struct {
		const char *name;
		char *text;
		size_t size;
	} texts[] = {
#define TEXT(member) {#member, r->member, sizeof(r->member)}
		TEXT(name),
		TEXT(section),
		TEXT(type),
		TEXT(variant),
		TEXT(description),
		TEXT(reason),
		TEXT(detail),
		TEXT(help),
		TEXT(source),
		TEXT(source_at),
		TEXT(stack),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		p = good_result();
		memset(texts[i].text, 'x', texts[i].size);
		expect_refused(&p, PACKET_RESULT, texts[i].name);
		p = good_result();
		memset(texts[i].text, 'x', texts[i].size - 1);
		texts[i].text[texts[i].size - 1] = '\0';
		static struct record got;
		assert_int_equal(read_bytes(&got, &p, PACKET_RESULT), 0);
		/* not UTF-8; a sequence that is cut; and one that the NUL cuts */
		strcpy(texts[i].text, "\xff");
		expect_refused(&p, PACKET_RESULT, texts[i].name);
		strcpy(texts[i].text, "a\xe6\xbc");
		expect_refused(&p, PACKET_RESULT, texts[i].name);
		memset(texts[i].text, 'x', texts[i].size - 1);
		texts[i].text[texts[i].size - 2] = '\xc3';
		expect_refused(&p, PACKET_RESULT, texts[i].name);
	}
	p = good_result();
	p.result.name[0] = '\0';
	expect_refused(&p, PACKET_RESULT, "no name");
}

static void figures_below_unknown_are_refused(void **state)
{
	struct packet p;
	struct program_result *r = &p.result;
	int64_t *const figures[] = {&r->insn, &r->insns, &r->states, &r->peak_states,
		&r->max_states_per_insn, &r->mark_read, &r->insn_count, &r->mem_peak,
		&r->limit_insns, &r->limit_stack, &r->xlated_bytes, &r->jited_bytes, &r->load_us,
		&r->verify_us, &r->log_bytes};
	static struct record got;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(figures); i++) {
		p = good_result();
		*figures[i] = UNKNOWN_FIGURE;
		assert_int_equal(read_bytes(&got, &p, PACKET_RESULT), 0);
		*figures[i] = UNKNOWN_FIGURE - 1;
		expect_refused(&p, PACKET_RESULT, "figure");
		*figures[i] = INT64_MIN;
		expect_refused(&p, PACKET_RESULT, "figure");
	}
	p = good_result();
	p.result.run_ns = -1;
	expect_refused(&p, PACKET_RESULT, "run_ns");
	p = good_result();
	p.result.err = -1;
	expect_refused(&p, PACKET_RESULT, "err");
	p.result.err = INT_MIN;
	expect_refused(&p, PACKET_RESULT, "err");
	/* an errno without a symbol counts as none */
	p.result.err = 4000;
	assert_int_equal(read_bytes(&got, &p, PACKET_RESULT), 0);
	assert_int_equal(got.result.err, 0);
}

static void values_outside_of_an_enum_are_refused(void **state)
{
	static const int wrong[] = {-1, VERDICT_ERROR + 1, 255, INT_MAX, INT_MIN};
	const unsigned char two = 2, ff = 0xff;
	struct packet p;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		p = good_result();
		p.result.verdict = (enum verdict)wrong[i];
		expect_refused(&p, PACKET_RESULT, "verdict");
		p = good_result();
		p.result.expected = (enum verdict)wrong[i];
		expect_refused(&p, PACKET_RESULT, "expected");
		p = good_result();
		p.result.met = (enum met)wrong[i];
		expect_refused(&p, PACKET_RESULT, "met");
	}
	p = good_result();
	p.result.met = MET_SKIPPED + 1;
	expect_refused(&p, PACKET_RESULT, "met");
	p = good_result();
	memcpy(&p.result.ran, &two, 1);
	expect_refused(&p, PACKET_RESULT, "ran");
	memcpy(&p.result.ran, &ff, 1);
	expect_refused(&p, PACKET_RESULT, "ran");
}

/* A program record needs both; a begin record has neither. */
static void a_result_without_a_verdict_is_refused(void **state)
{
	static struct record got;
	struct packet p = good_result();

	(void)state;
	p.result.verdict = VERDICT_NONE;
	expect_refused(&p, PACKET_RESULT, "no verdict");
	p.kind = RECORD_BEGIN;
	assert_int_equal(read_bytes(&got, &p, PACKET_RESULT), 0);
	p = good_result();
	p.result.met = MET_NONE;
	expect_refused(&p, PACKET_RESULT, "not said whether it is met");
}

static void a_program_that_was_not_run_has_no_figures(void **state)
{
	static struct record got;
	struct packet p = good_result();

	(void)state;
	p.result.ran = false;
	p.result.run_ns = -7;
	assert_int_equal(read_bytes(&got, &p, PACKET_RESULT), 0);
	assert_false(got.result.ran);
	assert_int_equal(got.result.retval, 0);
	assert_int_equal(got.result.run_ns, 0);
}

static void text_is_cleaned(void **state)
{
	static struct record got;
	struct packet p = good_result();

	(void)state;
	strcpy(p.result.detail, "a\x1b[31m\nb");
	memset(p.result.variant, '\x01', sizeof(p.result.variant) - 1);
	assert_int_equal(read_bytes(&got, &p, PACKET_RESULT), 0);
	assert_string_equal(got.result.detail, "a\uFFFD[31m\uFFFDb");
	/* three bytes for one: as many as there is room for */
	assert_string_equal(got.result.variant, "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
	p = (struct packet){.kind = RECORD_LOG, .text = "a\x1b[31m\n\tb"};
	assert_int_equal(read_bytes(&got, &p, PACKET_HEAD + 9), 0);
	assert_string_equal(got.text, "a\uFFFD[31m\n\tb");
}

static void invalid_text_is_refused(void **state)
{
	static const enum record_kind kinds[] = {RECORD_LOG, RECORD_OBJECT_BEGIN};
	struct packet p;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		p = (struct packet){.kind = kinds[i], .number = 1, .text = "a\xff"};
		expect_refused(&p, PACKET_HEAD + 2, "no UTF-8");
		strcpy(p.text, "a\xe6\xbc\xa2");
		expect_refused(&p, PACKET_HEAD + 3, "a sequence cut short");
		strcpy(p.text, "ab");
		expect_refused(&p, PACKET_HEAD + 3, "a NUL at the end");
		memcpy(p.text, "a\0b", 3);
		expect_refused(&p, PACKET_HEAD + 3, "a NUL within");
	}
}

static void features_that_are_no_object_are_refused(void **state)
{
	static const char *const texts[] = {"", "x", "[]", "null", "1", "\"a\"", "{", "{}x", "{}{}",
		"{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}", "{\"a\":\"\\u0000\"}"};
	struct packet p = {.kind = RECORD_FEATURES};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		strcpy(p.text, texts[i]);
		expect_refused(&p, PACKET_HEAD + strlen(texts[i]), texts[i]);
	}
	/* nested as deep as it goes */
	memset(p.text, '[', sizeof(p.text));
	memcpy(p.text, "{\"a\":", 5);
	expect_refused(&p, sizeof(p) - 1, "nested");
	strcpy(p.text, "{}");
	p.number = 1;
	expect_refused(&p, PACKET_HEAD + 2, "number of features");
}

/* A child that judges may be an object's: the JSON is not even parsed. */
static void only_a_survey_sends_features(void **state)
{
	static const uint32_t others[] = {
		RECORD_OBJECT_BEGIN, RECORD_BEGIN, RECORD_LOG, RECORD_PROGRAM, RECORD_OBJECT};
	const struct packet features = {.kind = RECORD_FEATURES, .text = "{}"};
	static struct record r;

	(void)state;
	assert_int_equal(packet_read(&r, &features, PACKET_HEAD + 2, true), 0);
	record_clear(&r);
	assert_int_equal(packet_read(&r, &features, PACKET_HEAD + 2, false), -EBADMSG);
	assert_int_equal(r.kind, RECORD_NONE);
	assert_null(r.features);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		struct packet p = good_result();
		p.kind = others[i];
		const size_t len = others[i] == RECORD_BEGIN || others[i] == RECORD_PROGRAM
					   ? PACKET_RESULT
				   : others[i] == RECORD_LOG ? PACKET_HEAD + 1
							     : PACKET_HEAD;
		assert_int_equal(packet_read(&r, &p, len, false), 0);
		assert_int_equal(packet_read(&r, &p, len, true), -EBADMSG);
	}
}

static void an_empty_log_is_refused(void **state)
{
	const struct packet p = {.kind = RECORD_LOG, .text = "x"};
	static struct record r;

	(void)state;
	expect_refused(&p, PACKET_HEAD, "an empty log");
	assert_int_equal(read_bytes(&r, &p, PACKET_HEAD + 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_result_arrives_unchanged),
		cmocka_unit_test(text_arrives_unchanged),
		cmocka_unit_test(features_arrive_clean),
		cmocka_unit_test(other_kinds_are_not_made),
		cmocka_unit_test(a_record_that_would_be_refused_is_not_made),
		cmocka_unit_test(another_length_is_refused),
		cmocka_unit_test(an_invalid_head_is_refused),
		cmocka_unit_test(text_without_an_end_is_refused),
		cmocka_unit_test(figures_below_unknown_are_refused),
		cmocka_unit_test(values_outside_of_an_enum_are_refused),
		cmocka_unit_test(a_result_without_a_verdict_is_refused),
		cmocka_unit_test(a_program_that_was_not_run_has_no_figures),
		cmocka_unit_test(text_is_cleaned),
		cmocka_unit_test(invalid_text_is_refused),
		cmocka_unit_test(features_that_are_no_object_are_refused),
		cmocka_unit_test(only_a_survey_sends_features),
		cmocka_unit_test(an_empty_log_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
