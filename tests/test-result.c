// SPDX-License-Identifier: GPL-2.0-only
/* The totals of a result: words, sums, exit statuses. */
#include "result/result.h"
#include "cleanup.h"
#include "diag.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void outcome_words_round_trip(void **state)
{
	static const char *const words[] = {"infra", "complete", "panicked", "hung", "no-boot",
		"truncated", "memory", "garbled", "interrupted"};
	enum outcome o;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		assert_string_equal(outcome_word((enum outcome)i), words[i]);
		assert_int_equal(outcome_from_word(words[i], &o), 0);
		assert_int_equal(o, i);
	}
	assert_null(outcome_word((enum outcome)ARRAY_SIZE(words)));
	assert_int_equal(outcome_from_word("Complete", &o), -EINVAL);
	assert_int_equal(outcome_from_word("", &o), -EINVAL);
}

/* One kernel, one object, programs of the given met words. */
struct small {
	struct result result;
	struct result_kernel kernel;
	struct result_object object;
	struct result_program programs[2];
};

static void small_make(struct small *s, enum outcome outcome, enum met first, enum met second)
{
	*s = (struct small){
		.result = {.n_kernels = 1},
		.kernel = {.outcome = outcome, .n_objects = 1},
		.object = {.announced = 2, .ended = true, .n_programs = 2},
		.programs = {{.result = {.met = first}}, {.result = {.met = second}}},
	};
	s->object.programs = s->programs;
	s->kernel.objects = &s->object;
	s->result.kernels = &s->kernel;
}

/* Every outcome with every pair of words; the test repeats the rule independently. */
static void the_exit_status_follows_the_contract(void **state)
{
	struct small s;

	(void)state;
	for (int o = OUTCOME_INFRA; o <= OUTCOME_INTERRUPTED; o++) {
		for (int a = MET_NONE; a <= MET_SKIPPED; a++) {
			for (int b = MET_NONE; b <= MET_SKIPPED; b++) {
				int want = STATUS_MET;
				if (o != OUTCOME_COMPLETE || a == MET_NONE || a == MET_UNKNOWN ||
					b == MET_NONE || b == MET_UNKNOWN ||
					(a == MET_SKIPPED && b == MET_SKIPPED))
					want = STATUS_UNKNOWN;
				else if (a == MET_UNMET || b == MET_UNMET)
					want = STATUS_UNMET;
				small_make(&s, (enum outcome)o, (enum met)a, (enum met)b);
				assert_int_equal(result_status(&s.result), want);
			}
		}
	}
}

static void nothing_judged_is_never_green(void **state)
{
	struct result none = {0};
	struct result_kernel empty = {.outcome = OUTCOME_COMPLETE};
	struct result one = {.kernels = &empty, .n_kernels = 1};
	struct small s;

	(void)state;
	assert_int_equal(result_status(&none), STATUS_UNKNOWN);
	assert_int_equal(result_status(&one), STATUS_UNKNOWN);
	small_make(&s, OUTCOME_COMPLETE, MET_MET, MET_MET);
	s.object.n_programs = 0;
	s.object.announced = 0;
	assert_int_equal(result_status(&s.result), STATUS_UNKNOWN);
}

static void one_bad_kernel_is_enough(void **state)
{
	struct small good, bad;
	struct result_kernel kernels[2];
	struct result two = {.kernels = kernels, .n_kernels = 2};

	(void)state;
	small_make(&good, OUTCOME_COMPLETE, MET_MET, MET_SKIPPED);
	for (int i = 0; i < 2; i++) {
		kernels[i] = good.kernel;
		small_make(&bad, OUTCOME_COMPLETE, MET_MET, MET_UNMET);
		kernels[1 - i] = bad.kernel;
		assert_int_equal(result_status(&two), STATUS_UNMET);
		small_make(&bad, OUTCOME_HUNG, MET_MET, MET_UNMET);
		kernels[1 - i] = bad.kernel;
		assert_int_equal(result_status(&two), STATUS_UNKNOWN);
	}
	small_make(&bad, OUTCOME_COMPLETE, MET_MET, MET_MET);
	kernels[0] = bad.kernel;
	kernels[1] = good.kernel;
	assert_int_equal(result_status(&two), STATUS_MET);
}

static void missing_records_are_unknown(void **state)
{
	static const struct {
		int64_t announced;
		bool ended;
		size_t n_programs;
		enum met last;
		int64_t missing, unknown;
	} cases[] = {
		{2, true, 2, MET_MET, 0, 0},
		{5, true, 2, MET_MET, 3, 3},
		{5, false, 2, MET_UNKNOWN, 3, 4},
		{2, false, 2, MET_MET, 1, 1},
		{2, false, 2, MET_UNKNOWN, 0, 1}, /* the current program is unknown, so the missing
						     end record adds nothing */
		{-1, false, 0, MET_NONE, 1, 1},
		{-1, true, 0, MET_NONE, 1, 1},
		{-1, false, 2, MET_MET, 1, 1},
		{0, true, 0, MET_NONE, 0, 0},
		{0, false, 0, MET_NONE, 1, 1},
		{1, true, 2, MET_MET, 0, 0},
		{INT64_MAX, true, 0, MET_NONE, INT64_MAX, INT64_MAX},
	};
	struct small s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		small_make(&s, OUTCOME_COMPLETE, MET_MET, cases[i].last);
		s.object.announced = cases[i].announced;
		s.object.ended = cases[i].ended;
		s.object.n_programs = cases[i].n_programs;
		assert_int_equal(result_object_missing(&s.object, true), cases[i].missing);
		assert_int_equal(result_summary(&s.result).unknown, cases[i].unknown);
		if (cases[i].unknown)
			assert_int_equal(result_status(&s.result), STATUS_UNKNOWN);
	}
}

static void sums_do_not_overflow(void **state)
{
	struct result_object objects[3] = {{.announced = INT64_MAX, .ended = true},
		{.announced = INT64_MAX, .ended = true}, {.announced = 1, .ended = true}};
	struct result_kernel kernels[2] = {
		{.objects = objects, .n_objects = 3}, {.objects = objects, .n_objects = 3}};
	struct result r = {.kernels = kernels, .n_kernels = 2};

	(void)state;
	assert_int_equal(result_summary(&r).unknown, INT64_MAX);
}

/* All program records arrived, but not the end record, which proves that none is missing. */
static void met_needs_a_complete_trial(void **state)
{
	struct small s;
	char why[64];

	(void)state;
	for (int o = OUTCOME_INFRA; o <= OUTCOME_INTERRUPTED; o++) {
		small_make(&s, (enum outcome)o, MET_MET, MET_MET);
		struct summary sum = result_summary(&s.result);
		assert_int_equal(sum.met, o == OUTCOME_COMPLETE ? 2 : 0);
		assert_int_equal(sum.unknown, o == OUTCOME_COMPLETE ? 0 : 2);
		result_kernel_doubt(&s.kernel, why, sizeof(why));
		assert_string_equal(
			why, o == OUTCOME_COMPLETE ? "" : outcome_word((enum outcome)o));
		small_make(&s, (enum outcome)o, MET_UNMET, MET_SKIPPED);
		sum = result_summary(&s.result);
		assert_int_equal(sum.unmet, 1);
		assert_int_equal(sum.skipped, 1);
		assert_int_equal(sum.unknown, 0);
	}
}

static void a_splat_is_never_green(void **state)
{
	static const struct {
		int64_t object, program;
		int status;
	} cases[] = {
		{-1, -1, STATUS_UNKNOWN},
		{0, -1, STATUS_UNMET}, /* of an unknown program of the object */
		{0, 2, STATUS_UNKNOWN},
		{1, 0, STATUS_UNKNOWN},
		{INT64_MAX, INT64_MAX, STATUS_UNKNOWN},
		{0, 0, STATUS_UNMET},
		{0, 1, STATUS_UNMET},
	};
	struct small s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct result_splat splat = {
			.object = cases[i].object, .program = cases[i].program};
		small_make(&s, OUTCOME_COMPLETE, MET_MET, MET_MET);
		s.kernel.splats = &splat;
		s.kernel.n_splats = 1;
		assert_int_equal(result_status(&s.result), cases[i].status);
	}
}

/* One object of two programs, loaded as a whole. */
static void whole_make(struct small *s, struct result_whole *w, enum verdict verdict, enum met met)
{
	small_make(s, OUTCOME_COMPLETE, MET_MET, MET_MET);
	*w = (struct result_whole){
		.load.result = {.verdict = verdict, .met = met, .err = EINVAL}, .programs = 2};
	strcpy(w->load.result.name, OBJECT_ITSELF);
	strcpy(w->load.result.reason, "prog-array-owner");
	strcpy(s->programs[0].result.name, "a");
	strcpy(s->programs[1].result.name, "b");
	s->object.whole = w;
}

static void an_object_is_met_only_if_its_whole_is(void **state)
{
	static const struct {
		enum verdict verdict;
		enum met met;
		int status;
		int64_t unmet, unknown;
		const char *text, *doubt;
	} rows[] = {
		{VERDICT_ACCEPTED, MET_MET, STATUS_MET, 0, 0, "", ""},
		{VERDICT_REJECTED, MET_UNMET, STATUS_UNMET, 1, 0, ", 1 object unmet as a whole",
			""},
		{VERDICT_CRASHED, MET_UNMET, STATUS_UNMET, 1, 0, ", 1 object unmet as a whole", ""},
		{VERDICT_TIMEOUT, MET_UNKNOWN, STATUS_UNKNOWN, 0, 1,
			", 1 object unknown as a whole", "1 object unknown as a whole"},
		{VERDICT_NONE, MET_NONE, STATUS_UNKNOWN, 0, 1, ", 1 object unknown as a whole",
			"1 object unknown as a whole"},
	};
	char text[SUMMARY_WHOLES_SIZE], doubt[64];
	struct result_whole w;
	struct small s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		whole_make(&s, &w, rows[i].verdict, rows[i].met);
		const struct summary sum = result_summary(&s.result);
		assert_int_equal(result_status(&s.result), rows[i].status);
		assert_int_equal(sum.whole_unmet, rows[i].unmet);
		assert_int_equal(sum.whole_unknown, rows[i].unknown);
		assert_int_equal(sum.met, 2);
		summary_wholes(&sum, text);
		assert_string_equal(text, rows[i].text);
		result_kernel_doubt(&s.kernel, doubt, sizeof(doubt));
		assert_string_equal(doubt, rows[i].doubt);
	}
	/* what is met is not proved before the trial is complete */
	whole_make(&s, &w, VERDICT_ACCEPTED, MET_MET);
	s.kernel.outcome = OUTCOME_HUNG;
	assert_int_equal(result_whole_met(&s.object, false), MET_UNKNOWN);
	assert_int_equal(result_summary(&s.result).whole_unknown, 0); /* its programs show it */
	assert_int_equal(result_status(&s.result), STATUS_UNKNOWN);
	s.object.whole = NULL;
	assert_int_equal(result_whole_met(&s.object, true), MET_NONE);
}

/* A whole that one program alone explains is not counted in addition. */
static void a_program_may_show_why_the_whole_is_unmet(void **state)
{
	static const struct {
		const char *culprit, *reason; /* of the whole */
		enum met met;		      /* of program b, which is rejected as the whole */
		bool shown;
	} rows[] = {
		{"b", "prog-array-owner", MET_UNMET, true},
		{OBJECT_ITSELF, "prog-array-owner", MET_UNMET, true},
		{"gone", "prog-array-owner", MET_UNMET, true},
		{"a", "prog-array-owner", MET_UNMET, false},
		{"b", "memory-bounds", MET_UNMET, false},
		{"b", "prog-array-owner", MET_MET, false}, /* b was expected to be refused */
		{"b", "prog-array-owner", MET_UNKNOWN, false},
	};
	struct result_whole w;
	struct small s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct program_result *b = &s.programs[1].result;
		whole_make(&s, &w, VERDICT_REJECTED, MET_UNMET);
		strcpy(w.load.result.name, rows[i].culprit);
		strcpy(w.load.result.reason, rows[i].reason);
		b->verdict = VERDICT_REJECTED;
		b->err = EINVAL;
		b->met = rows[i].met;
		strcpy(b->reason, "prog-array-owner");
		assert_int_equal(result_whole_is_shown(&s.object, true), rows[i].shown);
		assert_int_equal(result_summary(&s.result).whole_unmet, !rows[i].shown);
		assert_int_equal(result_status(&s.result),
			rows[i].met == MET_UNKNOWN ? STATUS_UNKNOWN : STATUS_UNMET);
	}
}

/* Programs with a note on their layout are counted, and change nothing else. */
static void notes_on_the_layout_are_counted(void **state)
{
	static const struct {
		const char *notes;
		int64_t layouts;
	} rows[] = {{"", 0}, {"attach: layout: 5.18 and later", 0}, {"layouts: x", 0},
		{"layout: x", 1}, {"attach: x\nlayout: y\nlayout: z", 1}, {"layout", 0}};
	struct result_whole w;
	struct small s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		whole_make(&s, &w, VERDICT_ACCEPTED, MET_MET);
		strcpy(s.programs[1].result.notes, rows[i].notes);
		assert_int_equal(result_summary(&s.result).layouts, rows[i].layouts);
		assert_int_equal(result_status(&s.result), STATUS_MET);
	}
}

static void programs_come_in_the_order_of_the_object(void **state)
{
	static const struct {
		const char *name, *variant;
		int64_t position;
	} judged[] = {
		{"c", "", 2}, {"x", "", -1}, {"a", "", 0}, {"b", "unpriv", 1}, {"y", "", -1},
		{"b", "", 1}, {"b2", "", 1}, /* a position twice: as they came */
	};
	static const char *const want[] = {"a", "b", "b2", "b unpriv", "c", "x", "y"};
	struct result_object objects[2] = {{.announced = 0}, {.announced = 7}};
	struct result_splat splats[] = {{.object = 1, .program = 0}, {.object = 1, .program = 6},
		{.object = 0, .program = 0}, {.object = 1, .program = -1},
		{.object = 1, .program = 7}};
	static const int64_t of[] = {4, 2, 0, -1, 7};
	struct result_kernel k = {.objects = objects,
		.n_objects = 2,
		.splats = splats,
		.n_splats = ARRAY_SIZE(splats)};

	(void)state;
	objects[1].n_programs = ARRAY_SIZE(judged);
	objects[1].programs = calloc(ARRAY_SIZE(judged), sizeof(*objects[1].programs));
	assert_non_null(objects[1].programs);
	for (size_t i = 0; i < ARRAY_SIZE(judged); i++) {
		struct program_result *p = &objects[1].programs[i].result;
		strcpy(p->name, judged[i].name);
		strcpy(p->variant, judged[i].variant);
		p->position = judged[i].position;
	}
	for (int again = 0; again < 2; again++) {
		assert_int_equal(result_kernel_order(&k), 0);
		for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
			const struct program_result *p = &objects[1].programs[i].result;
			char name[2 * NAME_SIZE];
			snprintf(name, sizeof(name), "%s%s%s", p->name, *p->variant ? " " : "",
				p->variant);
			assert_string_equal(name, want[i]);
		}
		for (size_t i = 0; i < ARRAY_SIZE(of); i++)
			assert_int_equal(splats[i].program, of[i]);
	}
	free(objects[1].programs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcome_words_round_trip),
		cmocka_unit_test(the_exit_status_follows_the_contract),
		cmocka_unit_test(nothing_judged_is_never_green),
		cmocka_unit_test(one_bad_kernel_is_enough),
		cmocka_unit_test(missing_records_are_unknown),
		cmocka_unit_test(sums_do_not_overflow),
		cmocka_unit_test(met_needs_a_complete_trial),
		cmocka_unit_test(a_splat_is_never_green),
		cmocka_unit_test(an_object_is_met_only_if_its_whole_is),
		cmocka_unit_test(a_program_may_show_why_the_whole_is_unmet),
		cmocka_unit_test(notes_on_the_layout_are_counted),
		cmocka_unit_test(programs_come_in_the_order_of_the_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
