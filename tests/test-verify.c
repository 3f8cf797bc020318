// SPDX-License-Identifier: GPL-2.0-only
/*
 * In how many loads a kernel is asked, and what is believed of their answers.  load_program() is
 * stood in for: it gives the answers that a test has written down, and keeps what it was asked.
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

/* One answer of the kernel's. */
struct given {
	int fails;
	bool accepted, reached, cut, stopped;
	int err;
	const char *log;
};

static const struct given *given;
static size_t n_given, asked;
static struct load_request requests[4];

int __wrap_load_program(struct load_answer *ret, const struct load_request *request);
int __wrap_load_program(struct load_answer *ret, const struct load_request *request)
{
	if (asked == n_given || asked == 4)
		fail_msg("asked more than %zu times", n_given);
	const struct given *g = &given[asked];
	requests[asked++] = *request;
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
		.load_us = 1000 * (int64_t)asked,
		.xlated_bytes = g->accepted ? 8 * (int64_t)asked : UNKNOWN_FIGURE,
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

static int ask(
	struct load_answer *a, const struct expectation *e, size_t n, const struct given *answers)
{
	struct load_request request = {.wants_xlated = true, .runs = true};

	given = answers;
	n_given = n;
	asked = 0;
	int r = verify_program(a, &request, e, program, 30000);
	assert_int_equal(asked, n);
	return r;
}

static const struct given
	accepts = {.accepted = true, .reached = true, .log = "processed 2 insns (limit 1000000)\n"},
	brief = {.reached = true, .err = EACCES, .log = "R1 invalid mem access 'scalar'\n"},
	full = {.reached = true,
		.err = EACCES,
		.log = "0: (61) r0 = *(u32 *)(r1 +0)\nR1 invalid mem access 'scalar'\n"},
	full_cut = {.reached = true, .err = ENOSPC, .cut = true, .log = "0: (61) r0 = *(u32"};

/* One load is enough to know that it is taken. */
static void an_acceptance_takes_one_load(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(ask(&a, &e, 1, (const struct given[]){accepts}), 0);
	assert_true(a.accepted);
	assert_int_equal(requests[0].log_level, STATS);
	assert_int_equal(requests[0].bound_ms, 0);
	assert_true(requests[0].wants_xlated && requests[0].runs);
	load_answer_clear(&a);
}

/* What never came to the verifier has no log: it is not asked for one. */
static void what_was_not_reached_takes_one_load(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(ask(&a, &e, 1, (const struct given[]){{.err = ENOENT, .log = ""}}), 0);
	assert_false(a.accepted);
	assert_int_equal(a.err, ENOENT);
	load_answer_clear(&a);
}

static void an_object_that_does_not_open_is_no_answer(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(ask(&a, &e, 1, (const struct given[]){{.fails = -EINVAL}}), -EINVAL);
}

/*
 * A refusal that nobody expected is loaded again for its log; errno, time and sizes are those of
 * the first.
 */
static void a_refusal_is_asked_for_its_log(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(ask(&a, &e, 2, (const struct given[]){brief, full}), 0);
	assert_false(a.accepted);
	assert_int_equal(a.err, EACCES);
	assert_string_equal(a.log, full.log);
	assert_string_equal(a.brief, brief.log);
	assert_int_equal(a.load_us, 1000);
	assert_int_equal(requests[1].log_level, 1 | STATS);
	/* it has a bound, within the program's own */
	assert_in_range(requests[1].bound_ms, 1, 30000);
	load_answer_clear(&a);
}

/* One whose log is cut says ENOSPC, which is not what the kernel thinks of the program. */
static void a_log_that_is_cut_hides_no_errno(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(ask(&a, &e, 2, (const struct given[]){brief, full_cut}), 0);
	assert_int_equal(a.err, EACCES);
	assert_true(a.log_cut);
	assert_string_equal(a.brief, brief.log);
	load_answer_clear(&a);
}

/* Refused as was expected, and the last words show it: no trace. */
static void a_foretold_refusal_takes_one_load(void **state)
{
	struct expectation e = expected(VERDICT_REJECTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(ask(&a, &e, 1, (const struct given[]){brief}), 0);
	load_answer_clear(&a);
	e.log.at[0].text = "invalid mem access";
	e.log.count = 1;
	assert_int_equal(ask(&a, &e, 1, (const struct given[]){brief}), 0);
	load_answer_clear(&a);
	/* words that are not among the last may be in the trace */
	e.log.at[0].text = "r0 = *(u32 *)";
	assert_int_equal(ask(&a, &e, 2, (const struct given[]){brief, full}), 0);
	load_answer_clear(&a);
	/* what must not be said may be there too */
	e.log.at[0] = (struct message){.text = "goto", .absent = true};
	assert_int_equal(ask(&a, &e, 2, (const struct given[]){brief, full}), 0);
	load_answer_clear(&a);
	e.log.count = 0;
	e.reason = "another-reason";
	assert_int_equal(ask(&a, &e, 2, (const struct given[]){brief, full}), 0);
	load_answer_clear(&a);
}

/* Where the log of what is to be accepted is expected, it comes first. */
static void an_expected_log_comes_first(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	e.log.at[0].text = "0: (b7) r0 = 0";
	e.log.count = 1;
	assert_int_equal(ask(&a, &e, 1, (const struct given[]){accepts}), 0);
	assert_int_equal(requests[0].log_level, 1 | STATS);
	assert_in_range(requests[0].bound_ms, 1, 30000);
	load_answer_clear(&a);
	e.log_level = 2;
	assert_int_equal(ask(&a, &e, 1, (const struct given[]){accepts}), 0);
	assert_int_equal(requests[0].log_level, 2 | STATS);
	load_answer_clear(&a);
	/* cut, the answer is had without it */
	assert_int_equal(ask(&a, &e, 2, (const struct given[]){full_cut, accepts}), 0);
	assert_true(a.accepted && a.loaded);
	assert_int_equal(a.err, 0);
	assert_int_equal(requests[1].log_level, STATS);
	assert_int_equal(a.xlated_bytes, 16);
	load_answer_clear(&a);
}

/* Yes and no to one question is no answer, least of all yes. */
static void two_answers_that_differ_are_not_believed(void **state)
{
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	assert_int_equal(ask(&a, &e, 2, (const struct given[]){brief, accepts}), 0);
	assert_false(a.accepted);
	assert_false(a.loaded);
	assert_int_equal(a.err, EAGAIN);
	load_answer_clear(&a);
	e.log_level = 2;
	assert_int_equal(
		ask(&a, &e, 2,
			(const struct given[]){
				{.accepted = true, .reached = true, .cut = true, .log = "x"},
				brief}),
		0);
	assert_false(a.accepted);
	load_answer_clear(&a);
}

/* One that was ended for the time its trace took was no answer: alone it is nothing. */
static void what_was_stopped_is_no_answer(void **state)
{
	const struct given stopped = {
		.reached = true, .cut = true, .stopped = true, .err = EINTR, .log = "0: (b7)"};
	struct expectation e = expected(VERDICT_ACCEPTED);
	struct load_answer a;

	(void)state;
	e.log_level = 2;
	assert_int_equal(ask(&a, &e, 2, (const struct given[]){stopped, {.fails = -ENOMEM}}), 0);
	assert_false(a.accepted);
	assert_int_equal(a.err, EAGAIN);
	load_answer_clear(&a);
	assert_int_equal(ask(&a, &e, 2, (const struct given[]){stopped, accepts}), 0);
	assert_true(a.accepted);
	load_answer_clear(&a);
	assert_int_equal(ask(&a, &e, 2, (const struct given[]){stopped, brief}), 0);
	assert_false(a.accepted);
	assert_int_equal(a.err, EACCES);
	load_answer_clear(&a);
	/* a trace that was left off leaves the first answer as it was */
	e.log_level = 0;
	assert_int_equal(ask(&a, &e, 2, (const struct given[]){brief, {.fails = -ENOMEM}}), 0);
	assert_int_equal(a.err, EACCES);
	load_answer_clear(&a);
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
		cmocka_unit_test(what_was_not_reached_takes_one_load),
		cmocka_unit_test(an_object_that_does_not_open_is_no_answer),
		cmocka_unit_test(a_refusal_is_asked_for_its_log),
		cmocka_unit_test(a_log_that_is_cut_hides_no_errno),
		cmocka_unit_test(a_foretold_refusal_takes_one_load),
		cmocka_unit_test(an_expected_log_comes_first),
		cmocka_unit_test(two_answers_that_differ_are_not_believed),
		cmocka_unit_test(what_was_stopped_is_no_answer),
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
