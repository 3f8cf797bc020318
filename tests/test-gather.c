// SPDX-License-Identifier: GPL-2.0-only
/*
 * A complete stream is COMPLETE, and no other is: cut anywhere, a line lost, doubled, swapped or
 * damaged, a false count or word.
 */
#include "stream-script.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "verdict/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void a_complete_stream_is_complete(void **state)
{
	struct script s;
	struct bench b;

	(void)state;
	script_make(&s, 0, 0, false);
	cleanup_free char *text = frames(&s, 0, s.n, 0, NONCE);
	bench_open(&b);
	bench_read(&b, text, strlen(text));
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
	assert_int_equal(bench_status(&b), STATUS_MET);
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

/* Cut at any byte, exactly the records of the complete lines before it are known. */
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
		bench_read(&b, c, 1);
		whole += *c == '\n';
		enum outcome want = whole == 0	   ? OUTCOME_NO_BOOT
				    : whole == s.n ? OUTCOME_COMPLETE
						   : OUTCOME_TRUNCATED;
		expect_outcome(gather_outcome(&b.gather), want, "byte", (size_t)(c - text));
		assert_int_equal(bench_status(&b) == STATUS_MET, want == OUTCOME_COMPLETE);
		if (whole == 0)
			continue;
		const struct where *w = &s.where[whole - 1];
		assert_int_equal(b.gather.object, w->object);
		assert_int_equal(b.gather.program, w->program);
		assert_int_equal(b.gather.program_open, w->program_open);
		/* what is missing counts, even if the outcome were complete */
		b.kernel.outcome = OUTCOME_COMPLETE;
		if (w->object < (int64_t)OBJECTS)
			assert_int_equal(result_status(&b.result), STATUS_UNKNOWN);
	}
	bench_close(&b);
	script_clear(&s);
}

/* The same, but the torn line ends in a newline, and nothing follows it. */
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
 * The same damage twice: as it happens on a wire, where the sequence number shows it, and with new
 * numbers, where the order of the records must.
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

/* Records that may come at any time, any number of times, or not at all. */
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
				; /* one of the two may come anywhere */
			else if (d == SWAPPED &&
				 (k == RECORD_SPLAT || next == RECORD_SPLAT || k == next))
				; /* a splat may come anywhere; two pieces of a log look alike */
			else
				expect_outcome(o,
					d == DROPPED && i == s.n - 1 ? OUTCOME_TRUNCATED
								     : OUTCOME_GARBLED,
					"record", i);
		}
	}
	script_clear(&s);
}

/* Every record of a valid stream, moved to every place of it. */
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
			bench_read(&b, text, len);
			/* without its newline the last line never ends */
			expect_outcome(gather_outcome(&b.gather),
				i == len - 1 ? OUTCOME_TRUNCATED : OUTCOME_GARBLED, "flipped", i);
			assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
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
	/* before hello they are not noise either: noise has no valid checksum */
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

static void noise_is_accepted_before_hello_only(void **state)
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

/* Changing one number or word of a record in a valid frame makes the stream garbled. */
static void false_records_are_garbled(void **state)
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
	LIE(RECORD_OBJECT_BEGIN, text_set(r->shape, "other"));
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

/* The counts agree, but nothing was judged. */
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

/* All impossible combinations of verdict, expectation and met. */
static void only_an_expected_verdict_is_met(void **state)
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

static void later_kinds_of_records_are_ignored(void **state)
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
	/* but not first, nor after the end */
	cleanup_free char *all = frames(&s, 0, s.n, 1, NONCE), *own = frames(&s, 0, s.n, 0, NONCE);
	frame_write(line, NONCE, 0, json, sizeof(json) - 1);
	cleanup_free char *first = format_string("%s%s", line, all);
	assert_int_equal(outcome_of_text(first), OUTCOME_GARBLED);
	frame_write(line, NONCE, s.n, json, sizeof(json) - 1);
	cleanup_free char *last = format_string("%s%s", own, line);
	assert_int_equal(outcome_of_text(last), OUTCOME_GARBLED);
	script_clear(&s);
}

static void a_guest_that_cannot_judge_is_infra(void **state)
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_complete_stream_is_complete),
		cmocka_unit_test(cut_at_every_byte_it_is_not_complete),
		cmocka_unit_test(a_torn_line_is_garbled),
		cmocka_unit_test(a_line_lost_doubled_or_swapped_is_garbled),
		cmocka_unit_test(a_record_out_of_turn_is_garbled),
		cmocka_unit_test(a_record_at_another_place_is_garbled),
		cmocka_unit_test(a_byte_flipped_is_never_complete),
		cmocka_unit_test(another_boots_lines_do_not_count),
		cmocka_unit_test(noise_is_accepted_before_hello_only),
		cmocka_unit_test(false_records_are_garbled),
		cmocka_unit_test(an_object_without_programs_is_garbled),
		cmocka_unit_test(only_an_expected_verdict_is_met),
		cmocka_unit_test(later_kinds_of_records_are_ignored),
		cmocka_unit_test(a_guest_that_cannot_judge_is_infra),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
