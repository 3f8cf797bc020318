// SPDX-License-Identifier: GPL-2.0-only
/*
 * Objects that are loaded as a whole: the order of their records, what counts, and what becomes of
 * a whole when the boot ends in it.
 */
#include "stream-script.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/limits.h"
#include "verdict/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const struct program_result *whole_of(const struct bench *b, size_t object)
{
	return &b->kernel.objects[object].whole->load.result;
}

static void read_script(struct bench *b, const struct script *s, size_t to, const char *nonce)
{
	cleanup_free char *text = frames(s, 0, to, 0, nonce);

	bench_read(b, text, strlen(text));
}

static void a_whole_is_kept(void **state)
{
	struct script s;
	struct bench b;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	bench_open(&b);
	read_script(&b, &s, s.n, NONCE);
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
	assert_int_equal(bench_status(&b), STATUS_MET);
	for (size_t i = 0; i < OBJECTS; i++) {
		const struct result_whole *w = b.kernel.objects[i].whole;
		assert_int_equal(b.kernel.objects[i].n_programs, programs_of[i]);
		assert_int_equal(w == NULL, i == 1);
		if (!w)
			continue;
		assert_int_equal(w->programs, i ? 1 : 2);
		assert_int_equal(w->load.result.verdict, VERDICT_ACCEPTED);
		assert_string_equal(w->load.result.name, OBJECT_ITSELF);
		assert_string_equal(w->load.log, "together / refused");
	}
	assert_string_equal(b.kernel.objects[0].programs[1].log, "0: (95) exit / R0 !read_ok");
	bench_close(&b);
	script_clear(&s);
}

static void cut_after_any_record_it_is_not_complete(void **state)
{
	struct script s;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	for (size_t cut = 1; cut < s.n; cut++) {
		const struct where *w = &s.where[cut - 1];
		struct bench b;
		bench_open(&b);
		read_script(&b, &s, cut, NONCE);
		expect_outcome(gather_outcome(&b.gather), OUTCOME_TRUNCATED, "cut", cut);
		assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
		assert_int_equal(b.gather.whole_open, w->whole_open);
		assert_int_equal(b.gather.program_open, w->program_open);
		assert_int_equal(b.gather.object, w->object);
		assert_int_equal(b.gather.program, w->program);
		/* a whole that was begun and never came is unknown in any case */
		if (w->whole_open)
			assert_int_equal(
				result_whole_met(&b.kernel.objects[w->object], true), MET_UNKNOWN);
		bench_close(&b);
	}
	script_clear(&s);
}

/* Records that may be left out or doubled. */
static bool is_free(const struct record *r)
{
	return r->kind == RECORD_TICK || r->kind == RECORD_FEATURES || r->kind == RECORD_LOG ||
	       (r->kind == RECORD_WHOLE_BEGIN && strcmp(r->result.name, OBJECT_ITSELF) != 0);
}

static void a_record_left_out_or_doubled_is_garbled(void **state)
{
	struct script s;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	for (size_t i = 0; i + 1 < s.n; i++) {
		struct script less = s, more = s;
		const bool again = s.records[i]->kind == RECORD_WHOLE_BEGIN;
		memmove(less.records + i, less.records + i + 1,
			(--less.n - i) * sizeof(*less.records));
		memmove(more.records + i + 1, more.records + i,
			(more.n++ - i) * sizeof(*more.records));
		expect_outcome(outcome_of(&less),
			is_free(s.records[i]) ? OUTCOME_COMPLETE : OUTCOME_GARBLED, "left out", i);
		/* libbpf may go on with its own work */
		expect_outcome(outcome_of(&more),
			is_free(s.records[i]) || again ? OUTCOME_COMPLETE : OUTCOME_GARBLED,
			"doubled", i);
	}
	script_clear(&s);
}

/* Every record of a whole, moved to every other place. */
static void a_record_at_another_place_is_garbled(void **state)
{
	struct script s;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	for (size_t from = 0; from < s.n; from++)
		for (size_t to = 0; to < s.n; to++) {
			struct script moved = s;
			struct record *r = s.records[from];
			if ((r->kind != RECORD_WHOLE && r->kind != RECORD_WHOLE_BEGIN &&
				    r->kind != RECORD_BEGIN) ||
				is_free(r) || to == from)
				continue;
			memmove(moved.records + from, moved.records + from + 1,
				(moved.n - from - 1) * sizeof(*moved.records));
			memmove(moved.records + to + 1, moved.records + to,
				(moved.n - to - 1) * sizeof(*moved.records));
			moved.records[to] = r;
			/* past a tick, which may be anywhere */
			if (s.records[to]->kind == RECORD_TICK &&
				(to == from + 1 || from == to + 1))
				continue;
			expect_outcome(
				outcome_of(&moved), OUTCOME_GARBLED, "moved", from * 1000 + to);
		}
	script_clear(&s);
}

static void false_records_are_garbled(void **state)
{
	struct script s;
	size_t lies = 0;

	(void)state;
#define LIE(wanted, change)                                                                        \
	do {                                                                                       \
		script_make_whole(&s, 0, 0, false);                                                \
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
	LIE(RECORD_PLAN, r->from_whole = 1);
	LIE(RECORD_PLAN, r->from_whole = -1);
	LIE(RECORD_WHOLE_BEGIN, r->object++);
	LIE(RECORD_WHOLE, r->object++);
	LIE(RECORD_WHOLE, r->programs = 4);
	LIE(RECORD_WHOLE, r->programs = INT64_MAX);
	LIE(RECORD_WHOLE, r->result.verdict = VERDICT_REJECTED);
	LIE(RECORD_WHOLE, r->result.verdict = VERDICT_ERROR);
	LIE(RECORD_WHOLE, r->result.expected = VERDICT_REJECTED);
	LIE(RECORD_WHOLE, r->result.met = MET_SKIPPED);
	assert_int_equal(lies, 2 + 4 + 7 * 2);
	/* the first one is of the object, not of a program in it */
	script_make_whole(&s, 0, 0, false);
	assert_int_equal(s.records[4]->kind, RECORD_WHOLE_BEGIN);
	strcpy(s.records[4]->result.name, "program_0_0");
	assert_int_equal(outcome_of(&s), OUTCOME_GARBLED);
	script_clear(&s);
}

static void only_an_accepted_whole_is_met(void **state)
{
	struct script s;
	size_t at = 0;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	while (s.records[at]->kind != RECORD_WHOLE)
		at++;
	struct program_result *p = &s.records[at]->result;
	for (enum verdict v = VERDICT_ACCEPTED; v <= VERDICT_ERROR; v++)
		for (enum verdict e = VERDICT_NONE; e <= VERDICT_ERROR; e++)
			for (enum met m = MET_MET; m <= MET_SKIPPED; m++) {
				struct program_result want = {
					.verdict = v, .expected = VERDICT_ACCEPTED, .met = m};
				p->verdict = v;
				p->expected = e;
				p->met = m;
				assert_int_equal(outcome_of(&s) == OUTCOME_COMPLETE,
					e <= VERDICT_ACCEPTED && met_is_sound(&want));
			}
	script_clear(&s);
}

static void a_whole_decides_the_status(void **state)
{
	static const struct {
		enum verdict verdict;
		enum met met;
		int status;
	} rows[] = {
		{VERDICT_ACCEPTED, MET_MET, STATUS_MET},
		{VERDICT_REJECTED, MET_UNMET, STATUS_UNMET},
		{VERDICT_CRASHED, MET_UNMET, STATUS_UNMET},
		{VERDICT_ACCEPTED, MET_UNKNOWN, STATUS_UNKNOWN},
		{VERDICT_TIMEOUT, MET_UNKNOWN, STATUS_UNKNOWN},
		{VERDICT_ERROR, MET_UNKNOWN, STATUS_UNKNOWN},
	};
	struct script s;
	size_t at = 0;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	while (s.records[at]->kind != RECORD_WHOLE)
		at++;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bench b;
		s.records[at]->result.verdict = rows[i].verdict;
		s.records[at]->result.met = rows[i].met;
		bench_open(&b);
		read_script(&b, &s, s.n, NONCE);
		assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
		assert_int_equal(bench_status(&b), rows[i].status);
		bench_close(&b);
	}
	script_clear(&s);
}

/* As it is written, without what differs between two boots. */
static char *objects_text(const struct bench *b)
{
	json_t *json = result_json(&b->result);
	json_t *kernel = json_array_get(json_object_get(json, "kernels"), 0);
	char *text = json_dumps(json_object_get(kernel, "objects"), JSON_INDENT(1));

	json_decref(json);
	assert_non_null(text);
	return text;
}

static void check_blamed(const struct bench *b, int64_t object, const char *name)
{
	const struct program_result *w = whole_of(b, (size_t)object);

	assert_int_equal(w->verdict, VERDICT_CRASHED);
	assert_int_equal(w->met, MET_UNMET);
	assert_string_equal(w->name, name);
	assert_string_equal(w->reason, "kernel-crash");
	assert_int_equal(b->kernel.objects[object].whole->programs, -1);
}

static void resume(struct bench *b)
{
	struct script rest;

	gather_boot(&b->gather, OTHER);
	memset(&b->lines, 0, sizeof(b->lines));
	script_make_whole(&rest, b->gather.object, b->gather.program, b->gather.whole_done);
	read_script(b, &rest, rest.n, OTHER);
	script_clear(&rest);
}

/* After any record the boot ends, and what is open is due again, or all of the boot. */
static void judged_again_it_is_as_if_nothing_had_ended(void **state)
{
	struct script s;
	struct bench b;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	bench_open(&b);
	read_script(&b, &s, s.n, NONCE);
	cleanup_free char *want = objects_text(&b);
	const size_t logs_left = b.gather.logs_left;
	bench_close(&b);
	for (size_t cut = 1; cut < s.n; cut++)
		for (int rewind = 0; rewind < 2; rewind++) {
			bench_open(&b);
			read_script(&b, &s, cut, NONCE);
			if (rewind)
				gather_rewind(&b.gather);
			else
				gather_again(&b.gather);
			resume(&b);
			expect_outcome(gather_outcome(&b.gather), OUTCOME_COMPLETE, "again", cut);
			cleanup_free char *got = objects_text(&b);
			assert_string_equal(got, want);
			assert_int_equal(b.gather.logs_left, logs_left);
			bench_close(&b);
		}
	script_clear(&s);
}

/* After any record the kernel dies, and what is open is blamed. */
static void blamed_it_is_not_loaded_as_a_whole_again(void **state)
{
	struct script s;
	size_t blamed = 0;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	for (size_t cut = 1; cut < s.n; cut++) {
		const struct where w = s.where[cut - 1];
		struct bench b;
		char name[NAME_SIZE];
		if (!w.whole_open)
			continue;
		bench_open(&b);
		read_script(&b, &s, cut, NONCE);
		snprintf(name, sizeof(name), "%s",
			w.program_open ? b.gather.current.name : b.gather.whole_at);
		gather_blame(&b.gather, VERDICT_CRASHED, REASON_KERNEL_CRASH, "Kernel panic");
		assert_int_equal(b.gather.program, w.program + w.program_open);
		assert_true(b.gather.whole_done && !b.gather.whole_open && !b.gather.program_open);
		assert_int_equal(gather_announced(&b.gather), programs_of[w.object]);
		check_blamed(&b, w.object, name);
		resume(&b);
		expect_outcome(gather_outcome(&b.gather), OUTCOME_COMPLETE, "blamed", cut);
		check_blamed(&b, w.object, name);
		assert_int_equal(bench_status(&b), STATUS_UNMET);
		for (size_t i = 0; i < OBJECTS; i++)
			assert_int_equal(b.kernel.objects[i].n_programs, programs_of[i]);
		if (w.program_open)
			assert_int_equal(
				b.kernel.objects[w.object].programs[w.program].result.verdict,
				VERDICT_CRASHED);
		/* a program that shows the crash is counted once */
		const struct summary sum = result_summary(&b.result);
		assert_int_equal(sum.unmet, w.program_open);
		assert_int_equal(sum.whole_unmet, !w.program_open);
		bench_close(&b);
		blamed++;
	}
	assert_true(blamed > 10);
	script_clear(&s);
}

/* The second boot is rewound: what the first one found out stays, the blamed whole too. */
static void a_rewind_keeps_the_whole_of_an_earlier_boot(void **state)
{
	struct script s, rest;
	struct bench b;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	bench_open(&b);
	read_script(&b, &s, 5, NONCE); /* whole-begin came last */
	assert_true(b.gather.whole_open);
	gather_blame(&b.gather, VERDICT_TIMEOUT, REASON_KERNEL_HUNG, "");
	gather_boot(&b.gather, OTHER);
	memset(&b.lines, 0, sizeof(b.lines));
	script_make_whole(&rest, 0, 0, true);
	assert_int_equal(rest.records[2]->from_whole, 1);
	read_script(&b, &rest, rest.n - 3, OTHER);
	assert_int_equal(b.gather.object, 2);
	gather_rewind(&b.gather);
	assert_int_equal(b.gather.object, 0);
	assert_int_equal(b.gather.program, 0);
	assert_true(b.gather.whole_done);
	assert_int_equal(gather_announced(&b.gather), 3);
	assert_int_equal(whole_of(&b, 0)->verdict, VERDICT_TIMEOUT);
	assert_null(b.kernel.objects[2].whole);
	resume(&b);
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
	assert_int_equal(whole_of(&b, 0)->verdict, VERDICT_TIMEOUT);
	assert_int_equal(whole_of(&b, 2)->verdict, VERDICT_ACCEPTED);
	assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
	bench_close(&b);
	script_clear(&rest);
	script_clear(&s);
}

/* After its whole an object may not be loaded as one again, nor after one of its programs. */
static void a_second_whole_is_garbled(void **state)
{
	struct script s, rest;
	struct bench b;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	for (int64_t program = 0; program < 2; program++) {
		bench_open(&b);
		read_script(&b, &s, program ? 7 : 5, NONCE);
		gather_blame(&b.gather, VERDICT_CRASHED, REASON_KERNEL_CRASH, "");
		assert_int_equal(b.gather.program, program);
		gather_boot(&b.gather, OTHER);
		memset(&b.lines, 0, sizeof(b.lines));
		script_make_whole(&rest, 0, 0, false);
		rest.records[2]->from_program = program;
		rest.records[2]->from_whole = 1;
		read_script(&b, &rest, 5, OTHER);
		assert_string_equal(b.gather.garbled, "whole-begin out of turn");
		bench_close(&b);
		script_clear(&rest);
	}
	script_clear(&s);
}

/* A timeout of the whole counts where the host ordered to stop it, or a program in it. */
static void a_timeout_of_the_whole_needs_a_stop_order(void **state)
{
	struct script s;

	(void)state;
	for (int bits = 0; bits < 8; bits++) {
		const bool minded = bits & 1, at_program = bits & 2, stopped = bits & 4;
		size_t last = 0, whole;
		struct bench b;
		script_make_whole(&s, 0, 0, false);
		for (whole = 0; s.records[whole]->kind != RECORD_WHOLE; whole++)
			if (s.records[whole]->kind == RECORD_PROGRAM)
				last = whole;
		s.records[whole]->result.verdict = VERDICT_TIMEOUT;
		s.records[whole]->result.met = MET_UNKNOWN;
		if (at_program) {
			s.records[last]->result.verdict = VERDICT_TIMEOUT;
			s.records[last]->result.met = MET_UNKNOWN;
		}
		const size_t order = at_program ? last : whole;
		cleanup_free char *before = frames(&s, 0, order, 0, NONCE),
				  *after = frames(&s, order, s.n, order, NONCE);
		bench_open(&b);
		b.gather.host_deadline = minded;
		bench_read(&b, before, strlen(before));
		b.gather.stop_sent = stopped;
		bench_read(&b, after, strlen(after));
		assert_int_equal(b.gather.early_timeout, minded && !stopped);
		expect_outcome(gather_outcome(&b.gather),
			minded && !stopped ? OUTCOME_INFRA : OUTCOME_COMPLETE, "timeout",
			(size_t)bits);
		assert_int_equal(b.gather.whole_open, minded && !stopped);
		assert_false(!minded && (b.gather.stop_sent || b.gather.whole_stopped));
		assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
		bench_close(&b);
		script_clear(&s);
	}
}

/* Where a larger guest can be asked, a whole that ran out of memory is judged again. */
static void a_whole_without_memory_is_asked_again(void **state)
{
	struct script s;
	size_t at = 0;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	while (s.records[at]->kind != RECORD_WHOLE)
		at++;
	struct program_result *p = &s.records[at]->result;
	p->verdict = VERDICT_ERROR;
	p->met = MET_UNKNOWN;
	reason_set(p, REASON_MEMORY);
	for (int larger = 0; larger < 2; larger++) {
		struct bench b;
		bench_open(&b);
		b.gather.memory_max_mib = larger ? 1024 : 0;
		read_script(&b, &s, s.n, NONCE);
		assert_int_equal(b.gather.out_of_memory, larger);
		expect_outcome(gather_outcome(&b.gather),
			larger ? OUTCOME_MEMORY : OUTCOME_COMPLETE, "larger", (size_t)larger);
		if (larger) {
			gather_again(&b.gather);
			assert_int_equal(b.gather.program, 0);
			assert_false(b.gather.whole_done);
			assert_null(b.kernel.objects[0].whole);
			assert_int_equal(b.kernel.objects[0].n_programs, 0);
			b.gather.memory_max_mib = 0;
			resume(&b);
			assert_int_equal(bench_status(&b), STATUS_MET);
		}
		bench_close(&b);
	}
	script_clear(&s);
}

/* An order counts for one whole only. */
static void a_stop_order_is_used_up(void **state)
{
	struct script s;
	struct bench b;
	size_t at = 0;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	while (s.records[at]->kind != RECORD_WHOLE)
		at++;
	bench_open(&b);
	b.gather.host_deadline = true;
	cleanup_free char *before = frames(&s, 0, at, 0, NONCE),
			  *after = frames(&s, at, at + 1, at, NONCE);
	bench_read(&b, before, strlen(before));
	b.gather.stop_sent = b.gather.whole_stopped = true;
	bench_read(&b, after, strlen(after));
	assert_false(b.gather.stop_sent || b.gather.whole_stopped);
	bench_close(&b);
	script_clear(&s);
}

static void the_log_of_a_whole_is_bounded(void **state)
{
	struct script s;
	struct bench b;
	size_t at = 0;

	(void)state;
	script_make_whole(&s, 0, 0, false);
	while (s.records[at]->kind != RECORD_LOG || s.records[at]->program >= 0)
		at++;
	bench_open(&b);
	read_script(&b, &s, at, NONCE);
	memset(s.records[at]->text, 'x', 2048);
	s.records[at]->text[2048] = '\0';
	for (uint64_t seq = at; seq <= at + LOG_TEXT_MAX / 2048; seq++) {
		assert_int_equal(gather_outcome(&b.gather), OUTCOME_TRUNCATED);
		cleanup_free char *line = frames(&s, at, at + 1, seq, NONCE);
		bench_read(&b, line, strlen(line));
	}
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_GARBLED);
	assert_int_equal(b.gather.log_len, LOG_TEXT_MAX);
	bench_close(&b);
	/* and in sum */
	script_clear(&s);
	script_make_whole(&s, 0, 0, false);
	bench_open(&b);
	b.gather.logs_left = strlen("0: (95) exit / R0 !read_ok") + 3;
	read_script(&b, &s, s.n, NONCE);
	assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
	assert_true(b.kernel.objects[0].whole->load.log_cut);
	assert_int_equal(strncmp(b.kernel.objects[0].whole->load.log, "tog\n[bpfjury: cut", 17), 0);
	assert_int_equal(b.gather.logs_left, 0);
	bench_close(&b);
	script_clear(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_is_kept),
		cmocka_unit_test(cut_after_any_record_it_is_not_complete),
		cmocka_unit_test(a_record_left_out_or_doubled_is_garbled),
		cmocka_unit_test(a_record_at_another_place_is_garbled),
		cmocka_unit_test(false_records_are_garbled),
		cmocka_unit_test(only_an_accepted_whole_is_met),
		cmocka_unit_test(a_whole_decides_the_status),
		cmocka_unit_test(judged_again_it_is_as_if_nothing_had_ended),
		cmocka_unit_test(blamed_it_is_not_loaded_as_a_whole_again),
		cmocka_unit_test(a_rewind_keeps_the_whole_of_an_earlier_boot),
		cmocka_unit_test(a_second_whole_is_garbled),
		cmocka_unit_test(a_timeout_of_the_whole_needs_a_stop_order),
		cmocka_unit_test(a_whole_without_memory_is_asked_again),
		cmocka_unit_test(a_stop_order_is_used_up),
		cmocka_unit_test(the_log_of_a_whole_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
