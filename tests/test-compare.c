// SPDX-License-Identifier: GPL-2.0-only
/* compare(): the met word, reason and detail for answers and expectations. */
#include "judge/compare.h"
#include "libbpf-setup.h"
#include "verdict/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

/* A writable string, as an answer owns them; lives until the end of the block. */
#define OWN(literal) ((char[]){literal})
static char nothing[] = "";

/* libbpf's warnings, used where there is no answer */
static const char *warnings = "";

const char *libbpf_warnings(void)
{
	return warnings;
}

static void look_for(struct messages *m, const char *text)
{
	m->at[m->count++].text = text;
}

/* A string whose NUL is the last byte before memory that cannot be read. */
static char *at_the_edge(const char *text)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE), size = strlen(text) + 1;
	char *memory =
		mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(memory != MAP_FAILED && size <= page);
	assert_int_equal(mprotect(memory + page, page, PROT_NONE), 0);
	return memcpy(memory + page - size, text, size);
}

static struct load_answer accepted(void)
{
	return (struct load_answer){.accepted = true,
		.reached = true,
		.loaded = true,
		.log = nothing,
		.warnings = nothing};
}

static struct load_answer rejected(char *log)
{
	return (struct load_answer){.reached = true,
		.err = EACCES,
		.log = log,
		.log_len = strlen(log),
		.warnings = nothing};
}

static struct program_result judged(
	enum verdict verdict, const struct expectation *e, const struct load_answer *a)
{
	struct program_result p;

	program_result_init(&p);
	p.verdict = verdict;
	p.expected = e->expected;
	text_set(p.reason, verdict == VERDICT_REJECTED ? "null-dereference" : "");
	text_set(p.detail, verdict == VERDICT_REJECTED ? "R0 invalid mem access" : "");
	compare(&p, e, a);
	return p;
}

static void test_the_verdict_alone(void **state)
{
	static const struct {
		enum verdict verdict, expected;
		enum met met;
	} rows[] = {
		{VERDICT_ACCEPTED, VERDICT_ACCEPTED, MET_MET},
		{VERDICT_ACCEPTED, VERDICT_REJECTED, MET_UNMET},
		{VERDICT_REJECTED, VERDICT_REJECTED, MET_MET},
		{VERDICT_REJECTED, VERDICT_ACCEPTED, MET_UNMET},
		{VERDICT_UNLOADABLE, VERDICT_ACCEPTED, MET_UNMET},
		{VERDICT_CRASHED, VERDICT_ACCEPTED, MET_UNMET},
		{VERDICT_CRASHED, VERDICT_CRASHED, MET_UNMET},
		{VERDICT_ERROR, VERDICT_ACCEPTED, MET_UNKNOWN},
		{VERDICT_TIMEOUT, VERDICT_REJECTED, MET_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct expectation e = {.expected = rows[i].expected};
		struct load_answer a =
			rows[i].verdict == VERDICT_ACCEPTED ? accepted() : rejected(OWN("R0 no\n"));
		assert_int_equal(judged(rows[i].verdict, &e, &a).met, rows[i].met);
	}
}

static void test_messages(void **state)
{
	struct expectation e = {.expected = VERDICT_REJECTED};
	struct load_answer a = rejected(OWN("0: (95) exit\nR0 !read_ok\n"));
	struct program_result p;

	(void)state;
	look_for(&e.log, "R0 !read_ok");
	assert_int_equal(judged(VERDICT_REJECTED, &e, &a).met, MET_MET);
	look_for(&e.log, "never said");
	p = judged(VERDICT_REJECTED, &e, &a);
	assert_int_equal(p.met, MET_UNMET);
	assert_string_equal(p.detail, "expected message missing: \"never said\"");
	assert_string_equal(p.reason, "null-dereference");

	/*
	 * a cut log may have had it in the part that is missing, which the brief log does not have
	 */
	a.log_cut = true;
	p = judged(VERDICT_REJECTED, &e, &a);
	assert_int_equal(p.met, MET_UNKNOWN);
	assert_string_equal(p.reason, "expectation-unclear");
	a.brief = OWN("R0 !read_ok\nnever said\n");
	assert_int_equal(judged(VERDICT_REJECTED, &e, &a).met, MET_MET);

	/* libbpf's warnings are searched where the verifier was not reached */
	a = rejected(OWN("R0 !read_ok\nnever said\n"));
	a.reached = false;
	assert_int_equal(judged(VERDICT_REJECTED, &e, &a).met, MET_UNMET);
	a.warnings = OWN("R0 !read_ok\nnever said\n");
	assert_int_equal(judged(VERDICT_REJECTED, &e, &a).met, MET_MET);
	warnings = "R0 !read_ok\nnever said\n";
	assert_int_equal(judged(VERDICT_REJECTED, &e, NULL).met, MET_MET);
	warnings = "";
	assert_int_equal(judged(VERDICT_REJECTED, &e, NULL).met, MET_UNMET);
}

static void test_the_reason(void **state)
{
	struct expectation e = {.expected = VERDICT_REJECTED, .reason = "null-dereference"};
	struct load_answer a = rejected(OWN("R0 no\n"));
	struct program_result p;

	(void)state;
	assert_int_equal(judged(VERDICT_REJECTED, &e, &a).met, MET_MET);
	e.reason = "limit-insns";
	p = judged(VERDICT_REJECTED, &e, &a);
	assert_int_equal(p.met, MET_UNMET);
	assert_string_equal(p.reason, "null-dereference");
	assert_string_equal(p.detail, "expected reason limit-insns; R0 invalid mem access");
}

static void test_the_code(void **state)
{
	struct expectation e = {.expected = VERDICT_ACCEPTED};
	struct load_answer a = accepted();

	(void)state;
	look_for(&e.xlated, "r0 = 1");
	a.xlated = OWN("0: r0 = 1\n1: exit\n");
	assert_int_equal(judged(VERDICT_ACCEPTED, &e, &a).met, MET_MET);
	a.xlated = OWN("0: r0 = 2\n1: exit\n");
	assert_string_equal(judged(VERDICT_ACCEPTED, &e, &a).detail,
		"as rewritten: expected message missing: \"r0 = 1\"");
	a.xlated = NULL;
	a.xlated_err = EPERM;
	assert_int_equal(judged(VERDICT_ACCEPTED, &e, &a).met, MET_UNKNOWN);
	look_for(&e.jited, "ret");
	a.xlated = OWN("0: r0 = 1\n1: exit\n");
	assert_int_equal(judged(VERDICT_ACCEPTED, &e, &a).met, MET_UNKNOWN);
}

static void test_the_run(void **state)
{
	struct expectation e = {.expected = VERDICT_ACCEPTED, .runs = true, .retval = 7};
	struct load_answer a = accepted();
	struct program_result p;

	(void)state;
	a.run = (struct exercise){.ran = true, .retval = 7};
	assert_int_equal(judged(VERDICT_ACCEPTED, &e, &a).met, MET_MET);
	a.run.retval = -1;
	p = judged(VERDICT_ACCEPTED, &e, &a);
	assert_int_equal(p.met, MET_UNMET);
	assert_string_equal(p.detail, "it returned -1, and 7 was expected");
	e.any_retval = true;
	assert_int_equal(judged(VERDICT_ACCEPTED, &e, &a).met, MET_MET);
	look_for(&e.streams[EXPECT_STDOUT], "hello");
	assert_int_equal(judged(VERDICT_ACCEPTED, &e, &a).met, MET_UNKNOWN);
	a.run.streams[EXPECT_STDOUT] = OWN("hello");
	assert_int_equal(judged(VERDICT_ACCEPTED, &e, &a).met, MET_MET);
	a.run.streams[EXPECT_STDOUT] = OWN("bye");
	assert_int_equal(judged(VERDICT_ACCEPTED, &e, &a).met, MET_UNMET);

	/* a program that was not run is never met */
	a = accepted();
	a.run.err = ENOTSUPP;
	assert_int_equal(judged(VERDICT_ACCEPTED, &e, &a).met, MET_UNKNOWN);
	a.run = (struct exercise){.side_effect = "bpf_override_return"};
	assert_int_equal(judged(VERDICT_ACCEPTED, &e, &a).met, MET_UNKNOWN);
	a.run = (struct exercise){.unfilled = "settings could not be filled: …", .err = ENOENT};
	p = judged(VERDICT_ACCEPTED, &e, &a);
	assert_int_equal(p.met, MET_UNKNOWN);
	assert_non_null(strstr(p.detail, "its map settings could not be filled"));
}

/* Warnings of any length are cut within their bounds. */
static void test_warnings_of_any_length(void **state)
{
	static const struct expectation e = {.expected = VERDICT_ACCEPTED, .runs = true};
	char text[1400] = "";
	struct program_result p;

	(void)state;
	for (size_t len = 0; len < sizeof(text) - 2; len++) {
		struct load_answer a = accepted();
		a.loaded = false;
		a.warnings = at_the_edge(text);
		p = judged(VERDICT_ACCEPTED, &e, &a);
		assert_int_equal(p.met, MET_UNKNOWN);
		assert_non_null(strstr(p.detail, "not all of its object could be loaded: "));
		strcat(text, len % 3 ? "\xa9" : "\xc3");
		if (len % 3 == 1)
			strcpy(text + strlen(text) - 2, "\xc3\xa9");
	}
}

static void test_cut_stays_within_the_string(void **state)
{
	(void)state;
	assert_int_equal(utf8_cut(at_the_edge(""), 600), 0);
	assert_int_equal(utf8_cut(at_the_edge("short"), 600), 5);
	assert_int_equal(utf8_cut(at_the_edge("short"), 5), 5);
	assert_int_equal(utf8_cut(at_the_edge("short"), 3), 3);
	assert_int_equal(utf8_cut(at_the_edge("gr\xc3\xb6\xc3\x9f"), 5), 4);
	assert_int_equal(utf8_cut(at_the_edge("gr\xc3\xb6\xc3\x9f"), 600), 6);
}

static void test_a_problem_with_the_expectation(void **state)
{
	struct expectation e = {
		.expected = VERDICT_ACCEPTED, .problem = "an annotation that is none"};
	struct load_answer a = accepted();
	struct program_result p = judged(VERDICT_ACCEPTED, &e, &a);

	(void)state;
	assert_int_equal(p.met, MET_UNKNOWN);
	assert_string_equal(p.reason, "expectation-unclear");
	assert_string_equal(p.detail, "an annotation that is none");
	/* a crash is unmet, whatever is wrong with the annotations */
	p = judged(VERDICT_CRASHED, &e, &a);
	assert_int_equal(p.met, MET_UNMET);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_verdict_alone),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_the_reason),
		cmocka_unit_test(test_the_code),
		cmocka_unit_test(test_the_run),
		cmocka_unit_test(test_warnings_of_any_length),
		cmocka_unit_test(test_cut_stays_within_the_string),
		cmocka_unit_test(test_a_problem_with_the_expectation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
