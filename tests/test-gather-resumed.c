// SPDX-License-Identifier: GPL-2.0-only
/*
 * A trial of several boots: the next boot continues where one ended.  What is blamed, skipped or
 * dropped in between, and on what a later boot must agree with the first.
 */
#include "stream-script.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/*
 * A trial has one kernel.  A later boot whose hello names another one is garbled, and the result
 * keeps the first one.
 */
static void a_boot_of_another_kernel_is_garbled(void **state)
{
	static const struct {
		size_t at, size;
		const char *text, *garbled;
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
		bench_read(&b, first, strlen(first));
		script_clear(&s);
		gather_rewind(&b.gather);
		gather_boot(&b.gather, OTHER);
		script_make(&s, 0, 0, false);
		if (i < ARRAY_SIZE(others))
			snprintf((char *)s.records[0] + others[i].at, others[i].size, "%s",
				others[i].text);
		cleanup_free char *second = frames(&s, 0, s.n, 0, OTHER);
		bench_read(&b, second, strlen(second));
		script_clear(&s);
		if (i < ARRAY_SIZE(others)) {
			assert_string_equal(b.gather.garbled, others[i].garbled);
			assert_int_equal(gather_outcome(&b.gather), OUTCOME_GARBLED);
			assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
		} else {
			assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
		}
		assert_string_equal(b.kernel.release, "6.12.43+deb12-cloud-amd64");
		assert_string_equal(b.kernel.version, "6.12.43");
		assert_string_equal(b.kernel.arch, "x86_64");
		bench_close(&b);
	}
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
 * A boot ends after any record, and the next one continues there.  The result equals that of one
 * boot.
 */
static void a_resumed_trial_equals_one_boot(void **state)
{
	struct script s, rest;

	(void)state;
	script_make(&s, 0, 0, false);
	for (size_t cut = 0; cut < s.n; cut++) {
		struct bench b;
		int64_t object = -1, program = -1;

		bench_open(&b);
		cleanup_free char *first = frames(&s, 0, cut, 0, NONCE);
		bench_read(&b, first, strlen(first));
		if (b.gather.program_open) {
			object = b.gather.object;
			program = b.gather.program;
			gather_blame(&b.gather, VERDICT_CRASHED, REASON_KERNEL_CRASH,
				"Kernel panic - not syncing");
			assert_int_equal(b.gather.program, program + 1);
			assert_false(b.gather.program_open);
		}
		gather_boot(&b.gather, OTHER);
		memset(&b.lines, 0, sizeof(b.lines));
		assert_int_equal(gather_outcome(&b.gather), OUTCOME_NO_BOOT);
		script_make(&rest, b.gather.object, b.gather.program, false);
		cleanup_free char *second = frames(&rest, 0, rest.n, 0, OTHER);
		bench_read(&b, second, strlen(second));
		expect_outcome(gather_outcome(&b.gather), OUTCOME_COMPLETE, "resumed after", cut);
		check_merged(&b, object, program);
		assert_int_equal(bench_status(&b), object >= 0 ? STATUS_UNMET : STATUS_MET);
		bench_close(&b);
		script_clear(&rest);
	}
	script_clear(&s);
}

/* A resumed boot that begins elsewhere, or has another count than the first. */
static void a_resumed_boot_must_agree_with_the_first(void **state)
{
	struct script s, rest;

	(void)state;
	script_make(&s, 0, 0, false);
	cleanup_free char *first = frames(&s, 0, 5, 0, NONCE);
	for (int lie = 0; lie < 5; lie++) {
		struct bench b;
		bench_open(&b);
		bench_read(&b, first, strlen(first));
		assert_true(b.gather.program_open);
		gather_blame(&b.gather, VERDICT_TIMEOUT, REASON_KERNEL_HUNG, "");
		gather_boot(&b.gather, OTHER);
		script_make(&rest, lie == 1 ? 1 : 0, lie == 2 ? 0 : lie == 1 ? 0 : 1, false);
		if (lie == 3)
			rest.records[3]->programs++;
		if (lie == 4) { /* fewer, and its own counts agree */
			size_t last = 4;
			while (rest.records[last]->kind != RECORD_OBJECT)
				last++;
			rest.records[3]->programs--;
			rest.records[last]->programs--;
			rest.records[rest.n - 1]->programs--;
			script_cut(&rest, last - 3, last);
		}
		cleanup_free char *second = frames(&rest, 0, rest.n, 0, OTHER);
		bench_read(&b, second, strlen(second));
		expect_outcome(gather_outcome(&b.gather), lie ? OUTCOME_GARBLED : OUTCOME_COMPLETE,
			"lie", (size_t)lie);
		assert_int_equal(bench_status(&b), STATUS_UNKNOWN); /* the blamed one timed out */
		bench_close(&b);
		script_clear(&rest);
	}
	script_clear(&s);
}

/*
 * For a process that died before it counted its programs, one program is announced.  The next boot
 * may announce the true count.
 */
static void a_provisional_count_may_change(void **state)
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
		bench_read(&b, first, strlen(first));
		assert_true(b.gather.program_open);
		if (rewind)
			gather_rewind(&b.gather);
		gather_boot(&b.gather, OTHER);
		memset(&b.lines, 0, sizeof(b.lines));
		script_make(&rest, b.gather.object, b.gather.program, false);
		cleanup_free char *second = frames(&rest, 0, rest.n, 0, OTHER);
		bench_read(&b, second, strlen(second));
		expect_outcome(gather_outcome(&b.gather), OUTCOME_COMPLETE, "counted anew",
			(size_t)rewind);
		assert_int_equal(bench_status(&b), STATUS_MET);
		bench_close(&b);
		script_clear(&rest);
		script_clear(&s);
	}
}

/* A guest whose clock runs too fast reports a timeout too early.  Only the host's clock counts. */
static void a_timeout_without_a_stop_order_is_not_believed(void **state)
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
		b.gather.host_deadline = minded;
		cleanup_free char *before = frames(&s, 0, at, 0, NONCE),
				  *rest = frames(&s, at, s.n, at, NONCE);
		bench_read(&b, before, strlen(before));
		assert_true(b.gather.program_open);
		b.gather.stop_sent = stopped;
		bench_read(&b, rest, strlen(rest));
		if (minded && !stopped) {
			assert_true(
				b.gather.early_timeout && b.gather.program_open && !b.gather.ended);
			assert_int_equal(b.kernel.objects[0].n_programs, 0);
			expect_outcome(gather_outcome(&b.gather), OUTCOME_INFRA, "early", 0);
			/* the program is judged again, and so is what follows it */
			gather_boot(&b.gather, OTHER);
			assert_false(b.gather.early_timeout);
			memset(&b.lines, 0, sizeof(b.lines));
			struct script again;
			script_make(&again, 0, 0, false);
			cleanup_free char *second = frames(&again, 0, again.n, 0, OTHER);
			bench_read(&b, second, strlen(second));
			script_clear(&again);
			assert_int_equal(bench_status(&b), STATUS_MET);
		} else {
			assert_false(b.gather.stop_sent); /* that order was for that program only */
			assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
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
		bench_read(&b, first, strlen(first));
		int64_t skipped = b.gather.object;
		if (skipped == (int64_t)OBJECTS) {
			bench_close(&b);
			break;
		}
		gather_skip_object(&b.gather);
		assert_int_equal(b.gather.object, skipped + 1);
		assert_int_equal(b.gather.program, 0);
		assert_false(b.gather.program_open);
		gather_boot(&b.gather, OTHER);
		script_make(&rest, b.gather.object, 0, false);
		cleanup_free char *second = frames(&rest, 0, rest.n, 0, OTHER);
		bench_read(&b, second, strlen(second));
		assert_int_equal(gather_outcome(&b.gather),
			OUTCOME_COMPLETE); /* of this boot; the trial is not complete */
		assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
		bench_close(&b);
		script_clear(&rest);
	}
	script_clear(&s);
}

/* A blamed program is never green. */
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
		bench_read(&b, first, strlen(first));
		b.gather.current.met = MET_MET; /* whatever the begin record had */
		gather_blame(&b.gather, verdicts[i], REASON_UNCLASSIFIED, "a detail\nof two lines");
		const struct program_result *p = &b.kernel.objects[0].programs[0].result;
		assert_int_equal(p->verdict, verdicts[i]);
		assert_true(p->met == MET_UNMET || p->met == MET_UNKNOWN);
		assert_string_equal(p->reason, "unclassified");
		assert_null(strchr(p->detail, '\n'));
		assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
		bench_close(&b);
	}
	script_clear(&s);
}

/* A rewind drops the verdicts of the last boot, and keeps those of the boots before. */
static void a_rewind_drops_only_the_last_boot(void **state)
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
	g.program_open = true;
	gather_rewind(&g);
	assert_int_equal(g.object, 0);
	assert_int_equal(g.program, 1);
	assert_false(g.program_open);
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
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rewind_drops_only_the_last_boot),
		cmocka_unit_test(a_boot_of_another_kernel_is_garbled),
		cmocka_unit_test(a_resumed_trial_equals_one_boot),
		cmocka_unit_test(a_resumed_boot_must_agree_with_the_first),
		cmocka_unit_test(a_timeout_without_a_stop_order_is_not_believed),
		cmocka_unit_test(a_provisional_count_may_change),
		cmocka_unit_test(a_skipped_object_stays_unknown),
		cmocka_unit_test(blame_is_never_green),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
