// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify_program(): how often it loads a program, and the result of the answers.  The test replaces
 * load_program(), which returns given answers and keeps the requests.
 */
#include "judge/verify.h"
#include "judge/refusal.h"
#include "fixture-objects.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include <cmocka.h>

#define STATS 4 /* BPF_LOG_STATS */

/* What the replaced load_program() returns. */
struct given {
	int fails;
	bool accepted, reached, cut, stopped;
	int err;
	const char *log;
};

static const struct given *given;
static size_t n_given, loads;
static struct load_request requests[4];

int __wrap_load_program(struct load_answer *ret, const struct load_request *request);
int __wrap_load_program(struct load_answer *ret, const struct load_request *request)
{
	if (loads == n_given || loads == 4)
		fail_msg("loaded more than %zu times", n_given);
	const struct given *g = &given[loads];
	requests[loads++] = *request;
	if (g->fails)
		return g->fails;
	*ret = (struct load_answer){
		.accepted = g->accepted,
		.reached = g->reached,
		.loaded = g->accepted,
		.stopped = g->stopped,
		.err = g->err,
		.log = strdup(g->log),
		.log_len = strlen(g->log),
		.log_cut = g->cut,
		.warnings = strdup(""),
		.load_us = 1000 * (int64_t)loads,
		.xlated_bytes = g->accepted ? 8 * (int64_t)loads : UNKNOWN_FIGURE,
		.jited_bytes = UNKNOWN_FIGURE,
	};
	return 0;
}

static struct expectation expected(enum verdict verdict)
{
	return (struct expectation){.expected = verdict};
}

static struct bpf_object *object;
static struct bpf_program *program;

/* verify_program(), which must load as often as there are answers. */
static int verify(
	struct load_answer *a, const struct expectation *e, size_t n, const struct given *answers)
{
	struct load_request request = {.wants_xlated = true, .runs = true};

	given = answers;
	n_given = n;
	loads = 0;
	int r = verify_program(a, &request, e, program, 30000);
	assert_int_equal(loads, n);
	return r;
}

static const struct given
	accepts = {.accepted = true, .reached = true, .log = "processed 2 insns (limit 1000000)\n"},
	brief = {.reached = true, .err = EACCES, .log = "R1 invalid mem access 'scalar'\n"},
	full = {.reached = true,
		.err = EACCES,
		.log = "0: (61) r0 = *(u32 *)(r1 +0)\nR1 invalid mem access 'scalar'\n"},
	full_cut = {.reached = true, .err = ENOSPC, .cut = true, .log = "0: (61) r0 = *(u32"};

/* An accepted program is loaded once. */
static void an_acceptance_takes_one_load(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(verify(&a, &e, 1, (const struct given[]){accepts}), 0);
	assert_true(a.accepted);
	assert_int_equal(requests[0].log_level, STATS);
	assert_int_equal(requests[0].bound_ms, 0);
	assert_true(requests[0].wants_xlated && requests[0].runs);
	load_answer_clear(&a);
}

/* A program that did not reach the verifier has no log to fetch. */
static void a_program_that_is_not_reached_takes_one_load(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(verify(&a, &e, 1, (const struct given[]){{.err = ENOENT, .log = ""}}), 0);
	assert_false(a.accepted);
	assert_int_equal(a.err, ENOENT);
	load_answer_clear(&a);
}

static void an_object_that_does_not_open_is_an_error(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(verify(&a, &e, 1, (const struct given[]){{.fails = -EINVAL}}), -EINVAL);
}

/*
 * An unexpected refusal is loaded again for its trace; errno, duration and sizes are those of the
 * first load.
 */
static void an_unexpected_refusal_is_loaded_again_for_its_trace(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(verify(&a, &e, 2, (const struct given[]){brief, full}), 0);
	assert_false(a.accepted);
	assert_int_equal(a.err, EACCES);
	assert_string_equal(a.log, full.log);
	assert_string_equal(a.brief, brief.log);
	assert_int_equal(a.load_us, 1000);
	assert_int_equal(requests[1].log_level, 1 | STATS);
	/* the trace has a bound within the time for the item */
	assert_in_range(requests[1].bound_ms, 1, 30000);
	load_answer_clear(&a);
}

/* A log that does not fit is ENOSPC, which is not the errno of the refusal. */
static void a_cut_log_hides_no_errno(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(verify(&a, &e, 2, (const struct given[]){brief, full_cut}), 0);
	assert_int_equal(a.err, EACCES);
	assert_true(a.log_cut);
	assert_string_equal(a.brief, brief.log);
	load_answer_clear(&a);
}

/* An expected refusal whose last message is the expected one needs no trace. */
static void an_expected_refusal_takes_one_load(void **state)
{
	struct expectation e = expected(VERDICT_REJECTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(verify(&a, &e, 1, (const struct given[]){brief}), 0);
	load_answer_clear(&a);
	e.log.at[0].text = "invalid mem access";
	e.log.count = 1;
	assert_int_equal(verify(&a, &e, 1, (const struct given[]){brief}), 0);
	load_answer_clear(&a);
	/* an expected message that the brief log lacks may be in the trace */
	e.log.at[0].text = "r0 = *(u32 *)";
	assert_int_equal(verify(&a, &e, 2, (const struct given[]){brief, full}), 0);
	load_answer_clear(&a);
	/* so may one that must be absent */
	e.log.at[0] = (struct message){.text = "goto", .absent = true};
	assert_int_equal(verify(&a, &e, 2, (const struct given[]){brief, full}), 0);
	load_answer_clear(&a);
	e.log.count = 0;
	e.reason = "another-reason";
	assert_int_equal(verify(&a, &e, 2, (const struct given[]){brief, full}), 0);
	load_answer_clear(&a);
}

/* Where messages are expected of an accepted program, the trace is fetched first. */
static void an_expected_log_is_fetched_first(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	e.log.at[0].text = "0: (b7) r0 = 0";
	e.log.count = 1;
	assert_int_equal(verify(&a, &e, 1, (const struct given[]){accepts}), 0);
	assert_int_equal(requests[0].log_level, 1 | STATS);
	assert_in_range(requests[0].bound_ms, 1, 30000);
	load_answer_clear(&a);
	e.log_level = 2;
	assert_int_equal(verify(&a, &e, 1, (const struct given[]){accepts}), 0);
	assert_int_equal(requests[0].log_level, 2 | STATS);
	load_answer_clear(&a);
	/* a cut log needs a second load for the answer */
	assert_int_equal(verify(&a, &e, 2, (const struct given[]){full_cut, accepts}), 0);
	assert_true(a.accepted && a.loaded);
	assert_int_equal(a.err, 0);
	assert_int_equal(requests[1].log_level, STATS);
	assert_int_equal(a.xlated_bytes, 16);
	load_answer_clear(&a);
}

/* Two loads that contradict each other are EAGAIN, not accepted. */
static void contradicting_answers_are_discarded(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(verify(&a, &e, 2, (const struct given[]){brief, accepts}), 0);
	assert_false(a.accepted);
	assert_false(a.loaded);
	assert_int_equal(a.err, EAGAIN);
	load_answer_clear(&a);
	e.log_level = 2;
	assert_int_equal(
		verify(&a, &e, 2,
			(const struct given[]){
				{.accepted = true, .reached = true, .cut = true, .log = "x"},
				brief}),
		0);
	assert_false(a.accepted);
	load_answer_clear(&a);
}

/* A load that was interrupted at its bound is no answer by itself. */
static void an_interrupted_load_is_no_answer(void **state)
{
	const struct given stopped = {
		.reached = true, .cut = true, .stopped = true, .err = EINTR, .log = "0: (b7)"};
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	e.log_level = 2;
	assert_int_equal(verify(&a, &e, 2, (const struct given[]){stopped, {.fails = -ENOMEM}}), 0);
	assert_false(a.accepted);
	assert_int_equal(a.err, EAGAIN);
	load_answer_clear(&a);
	assert_int_equal(verify(&a, &e, 2, (const struct given[]){stopped, accepts}), 0);
	assert_true(a.accepted);
	load_answer_clear(&a);
	assert_int_equal(verify(&a, &e, 2, (const struct given[]){stopped, brief}), 0);
	assert_false(a.accepted);
	assert_int_equal(a.err, EACCES);
	load_answer_clear(&a);
	/* where the trace cannot be fetched, the first answer stays */
	e.log_level = 0;
	assert_int_equal(verify(&a, &e, 2, (const struct given[]){brief, {.fails = -ENOMEM}}), 0);
	assert_int_equal(a.err, EACCES);
	load_answer_clear(&a);
}

/* verify_refused() after a refusal in company, which must load as often as there are answers. */
static void verify_company(
	struct load_answer *a, const struct given *together, size_t n, const struct given *answers)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_request request = {0};
	struct load_answer company;

	given = together;
	n_given = 1;
	loads = 0;
	assert_int_equal(__wrap_load_program(&company, &request), 0);
	given = answers;
	n_given = n;
	loads = 0;
	assert_int_equal(verify_refused(a, &company, &request, &e, program, 30000), 0);
	assert_int_equal(loads, n);
}

/*
 * A trace that did not end says nothing of the program alone, if the verifier gave no reason
 * before.
 */
static void a_refusal_in_company_is_not_believed_alone(void **state)
{
	static const struct given conflict = {.reached = true,
					  .err = EINVAL,
					  .log = "processed 2 insns (limit 1000000)\n"},
				  late = {.reached = true,
					  .stopped = true,
					  .err = ETIME,
					  .log = ""};
	const struct given *const unfinished[] = {&late, &full_cut};
	struct load_answer a;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		verify_company(&a, &conflict, 2, (const struct given[]){*unfinished[i], accepts});
		assert_true(a.accepted);
		load_answer_clear(&a);
		verify_company(&a, &brief, 1, (const struct given[]){*unfinished[i]});
		assert_false(a.accepted);
		assert_int_equal(a.err, EACCES);
		load_answer_clear(&a);
	}
}

/* A refusal hangs on a supplied number of entries also where the kernel cannot be asked again. */
static void a_size_decides_unless_both_extremes_are_refused(void **state)
{
	const struct {
		struct given again;
		bool decides;
	} rows[] = {{accepts, true}, {brief, false}, {{.err = ENOMEM, .log = ""}, true},
		{{.fails = -ENOMEM}, true}};
	const struct load_request request = {0};
	struct load_answer a;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct expectation e = expected(VERDICT_ACCEPTED);
		assert_int_equal(verify(&a, &e, 2, (const struct given[]){brief, full}), 0);
		a.sized_map = strdup("array");
		given = &rows[i].again;
		n_given = 1;
		loads = 0;
		verify_size(&a, &request);
		assert_int_equal(loads, 1);
		assert_int_equal(a.size_decides, rows[i].decides);
		load_answer_clear(&a);
	}
}

static void reasons_are_those_of_the_log(void **state)
{
	struct load_answer a = {.reached = true,
		.err = EACCES,
		.log = strdup(
			"0: (79) r0 = *(u64 *)(r0 +0)\nR0 invalid mem access 'map_value_or_null'\n"),
		.warnings = strdup("")};
	struct program_result p;

	(void)state;
	a.log_len = strlen(a.log);
	program_result_init(&p);
	refusal_judge(&p, &a, program);
	assert_int_equal(p.verdict, VERDICT_REJECTED);
	assert_string_equal(p.reason, "null-dereference");
	assert_non_null(strstr(p.detail, "map_value_or_null"));
	load_answer_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_acceptance_takes_one_load),
		cmocka_unit_test(a_program_that_is_not_reached_takes_one_load),
		cmocka_unit_test(an_object_that_does_not_open_is_an_error),
		cmocka_unit_test(an_unexpected_refusal_is_loaded_again_for_its_trace),
		cmocka_unit_test(a_cut_log_hides_no_errno),
		cmocka_unit_test(an_expected_refusal_takes_one_load),
		cmocka_unit_test(an_expected_log_is_fetched_first),
		cmocka_unit_test(contradicting_answers_are_discarded),
		cmocka_unit_test(an_interrupted_load_is_no_answer),
		cmocka_unit_test(a_refusal_in_company_is_not_believed_alone),
		cmocka_unit_test(a_size_decides_unless_both_extremes_are_refused),
		cmocka_unit_test(reasons_are_those_of_the_log),
	};

	libbpf_set_print(NULL);
	object = bpf_object__open_file(test_object_path("whole"), NULL);
	program = object ? bpf_object__next_program(object, NULL) : NULL;
	if (!program) {
		printf("no %s\n", test_object_path("whole"));
		return 1;
	}
	int r = cmocka_run_group_tests(tests, NULL, NULL);
	bpf_object__close(object);
	return r;
}
