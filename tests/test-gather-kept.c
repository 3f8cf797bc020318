// SPDX-License-Identifier: GPL-2.0-only
/* What is kept of a stream in addition to verdicts, and that all of it is bounded. */
#include "stream-script.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void pieces_of_a_report_are_joined(void **state)
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
		bench_read(&b, text, strlen(text));
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
	bench_read(&b, text, strlen(text));
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
	assert_int_equal(b.kernel.n_splats, 2);
	assert_int_equal(b.kernel.splats[0].object, -1);
	assert_int_equal(b.kernel.splats[1].object, 0);
	assert_int_equal(b.kernel.splats[1].program, 0);
	assert_int_equal(bench_status(&b), STATUS_UNKNOWN); /* the splat at boot is of no object */
	bench_close(&b);
	script_clear(&s);
}

/*
 * The first features record of a boot replaces what was known, and the others add to it: keys, and
 * members of arrays.
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
	for (int boot = 0; boot < 2; boot++) { /* the second boot sends all of it again */
		struct script s;
		script_make(&s, 0, 0, false);
		cleanup_free char *hello = frames(&s, 0, 1, 0, NONCE);
		gather_boot(&b.gather, NONCE);
		bench_read(&b, hello, strlen(hello));
		for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
			json_decref(s.records[1]->features);
			s.records[1]->features = json_loads(pieces[i], 0, NULL);
			cleanup_free char *text = frames(&s, 1, 2, i + 1, NONCE);
			bench_read(&b, text, strlen(text));
		}
		script_clear(&s);
		assert_true(json_equal(b.kernel.features, whole));
	}
	bench_close(&b);
}

static void endless_features_are_garbled(void **state)
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
	bench_read(&b, hello, strlen(hello));
	for (size_t i = 0; i < 100; i++) {
		cleanup_free char *text = frames(&s, 1, 2, i + 1, NONCE);
		bench_read(&b, text, strlen(text));
	}
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_GARBLED);
	assert_true(json_array_size(json_object_get(b.kernel.features, "names")) <= 65536);
	bench_close(&b);
	script_clear(&s);
}

static void a_log_is_bounded(void **state)
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
		bench_read(&b, head, strlen(head));
		struct record *r = s.records[at];
		memset(r->text, 'x', 2048);
		r->text[2048] = '\0';
		for (seq = at; sent < LOG_TEXT_MAX; seq++, sent += 2048) {
			cleanup_free char *line = frames(&s, at, at + 1, seq, NONCE);
			bench_read(&b, line, strlen(line));
		}
		assert_int_equal(gather_outcome(&b.gather), OUTCOME_TRUNCATED);
		assert_int_equal(b.gather.log_len, LOG_TEXT_MAX);
		if (over) {
			strcpy(r->text, "x");
			cleanup_free char *line = frames(&s, at, at + 1, seq, NONCE);
			bench_read(&b, line, strlen(line));
			assert_int_equal(gather_outcome(&b.gather), OUTCOME_GARBLED);
			assert_int_equal(b.gather.log_len, LOG_TEXT_MAX);
		} else {
			cleanup_free char *rest = frames(&s, at + 2, s.n, seq, NONCE);
			bench_read(&b, rest, strlen(rest));
			assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
			assert_int_equal(strlen(b.kernel.objects[0].programs[1].log), LOG_TEXT_MAX);
		}
		bench_close(&b);
		script_clear(&s);
	}
}

/* What is not reached is kept where it adds up, and otherwise nothing is known. */
static void what_is_not_reached_is_kept(void **state)
{
	static const struct {
		const char *text;
		int64_t program, insns, known, reached;
		size_t room;
		enum outcome outcome;
		int64_t kept; /* of what is known */
	} rows[] = {
		{"2-3 a.c:7\n5-5\n", 0, 6, 6, 3, 99, OUTCOME_COMPLETE, 6},
		{"2-3 a.c:7\n5-5\n", 0, 6, 6, 4, 99, OUTCOME_COMPLETE, 0},
		{"2-3 a.c:7\n5-5\n", 0, 6, 6, 3, 9, OUTCOME_COMPLETE, 0}, /* the run has no room */
		{"3-2\n", 0, 6, 6, 6, 99, OUTCOME_COMPLETE, 0},
		/* its process died before it sent the figures */
		{"2-3 a.c:7\n", 0, -1, -1, -1, 99, OUTCOME_COMPLETE, -1},
		{"2-3 a.c:7\n5-5\n", 1, 6, 6, 3, 99, OUTCOME_GARBLED, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct script s;
		struct bench b;
		size_t at = 0;

		script_make(&s, 0, 0, false);
		while (s.records[at]->kind != RECORD_BEGIN)
			at++;
		struct record *r = s.records[at + 1];
		assert_int_equal(r->kind, RECORD_TICK);
		record_init(r, RECORD_UNREACHED);
		r->object = 0;
		r->program = rows[i].program;
		strcpy(r->text, rows[i].text);
		struct program_result *p = &s.records[at + 2]->result;
		p->coverage_insns = rows[i].insns;
		p->coverage_known = rows[i].known;
		p->coverage_reached = rows[i].reached;
		cleanup_free char *all = frames(&s, 0, s.n, 0, NONCE);
		bench_open(&b);
		b.gather.unreached_left = rows[i].room;
		bench_read(&b, all, strlen(all));
		assert_int_equal(gather_outcome(&b.gather), rows[i].outcome);
		if (rows[i].outcome == OUTCOME_COMPLETE) {
			const struct result_program *got = &b.kernel.objects[0].programs[0];
			assert_int_equal(got->result.coverage_insns, rows[i].insns);
			assert_int_equal(got->result.coverage_known, rows[i].kept);
			assert_int_equal(got->unreached != NULL, rows[i].kept > 0);
			assert_null(b.kernel.objects[0].programs[1].unreached);
		}
		bench_close(&b);
		script_clear(&s);
	}
}

/*
 * Each log has a bound, and so has their sum.  What does not fit is cut and counted, and a rewind
 * gives its room back.
 */
static void all_logs_together_are_bounded(void **state)
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
		bench_read(&b, all, strlen(all));
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

/* 65536 programs in one object are accepted, as many in each object are not. */
static void all_programs_together_are_bounded(void **state)
{
	struct bench b;
	struct script s;

	(void)state;
	script_make(&s, 0, 0, false);
	bench_open(&b);
	cleanup_free char *head = frames(&s, 0, 3, 0, NONCE);
	bench_read(&b, head, strlen(head));
	for (int64_t i = 0; i < 3; i++) {
		struct record *r = s.records[3];
		r->object = i;
		r->programs = 65536;
		snprintf(r->path, sizeof(r->path), "object-%d.bpf.o", (int)i);
		cleanup_free char *line = frames(&s, 3, 4, 3 + (uint64_t)i, NONCE);
		bench_read(&b, line, strlen(line));
		assert_int_equal(
			gather_outcome(&b.gather), i < 2 ? OUTCOME_TRUNCATED : OUTCOME_GARBLED);
		gather_skip_object(&b.gather);
	}
	assert_non_null(strstr(b.gather.garbled, "programs in all objects"));
	bench_close(&b);
	script_clear(&s);
}

static void the_bytes_of_features_are_bounded(void **state)
{
	struct bench b;
	struct script s;
	char text[3000];
	uint64_t seq = 1;

	(void)state;
	script_make(&s, 0, 0, false);
	bench_open(&b);
	cleanup_free char *head = frames(&s, 0, 1, 0, NONCE);
	bench_read(&b, head, strlen(head));
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	json_decref(s.records[1]->features);
	s.records[1]->features = json_pack("{ss}", "text", text);
	for (size_t sent = 0; sent < (8 << 20) && !*b.gather.garbled; sent += sizeof(text)) {
		cleanup_free char *line = frames(&s, 1, 2, seq++, NONCE);
		bench_read(&b, line, strlen(line));
	}
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_GARBLED);
	bench_close(&b);
	script_clear(&s);
}

/* All splats are counted, and a thousand of them kept. */
static void splats_are_bounded(void **state)
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
	bench_read(&b, head, strlen(head));
	for (uint64_t seq = at; seq < at + 1500; seq++) {
		cleanup_free char *line = frames(&s, at, at + 1, seq, NONCE);
		bench_read(&b, line, strlen(line));
	}
	assert_int_equal(b.kernel.n_splats, 1000);
	assert_int_equal(b.kernel.splats[999].object, -1);
	s.records[s.n - 1]->splats = 1501;
	cleanup_free char *tail = frames(&s, at + 1, s.n, at + 1500, NONCE);
	bench_read(&b, tail, strlen(tail));
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
	assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
	bench_close(&b);
	script_clear(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_of_a_report_are_joined),
		cmocka_unit_test(splats_are_kept_and_never_green),
		cmocka_unit_test(features_come_in_pieces),
		cmocka_unit_test(endless_features_are_garbled),
		cmocka_unit_test(a_log_is_bounded),
		cmocka_unit_test(what_is_not_reached_is_kept),
		cmocka_unit_test(all_logs_together_are_bounded),
		cmocka_unit_test(all_programs_together_are_bounded),
		cmocka_unit_test(the_bytes_of_features_are_bounded),
		cmocka_unit_test(splats_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
