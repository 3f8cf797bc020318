// SPDX-License-Identifier: GPL-2.0-only
/* Cases and their conditions: which one counts, and what is wrong with them. */
#include "expect/expect.h"
#include "verdict/version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tagged-object.h"

static void expect_cases_problem(const char *what, const char *const *written)
{
	object_start();
	for (size_t i = 0; written[i]; i++) {
		char text[128];
		snprintf(text, sizeof(text), "comment:%zu:%s", i, written[i]);
		object_tag(text);
	}
	struct expectation e = read_tags_on("6.12.117", "helper:bpf_loop");
	if (!strstr(e.problem, what))
		fail_msg("\"%s\" does not say \"%s\"", e.problem, what);
	assert_int_equal(e.skipped, REASON_NONE); /* it would hide the problem */
	object_end();
}

static void the_first_case_that_holds_counts(void **state)
{
	static const char *const written[] = {
		"comment:9:bpfjury_expect_unloadable",
		"comment:8:bpfjury_otherwise",
		"comment:7:test_expect_msg=an old message",
		"comment:6:bpfjury_reason=helper-unknown",
		"comment:5:test_expect_failure",
		"comment:4:bpfjury_since=5.10",
		"comment:3:bpfjury_otherwise",
		"comment:2:test_expect_success",
		"comment:1:bpfjury_needs=helper:bpf_loop",
		"comment:0:bpfjury_shows=a loop",
		"comment:9:bpfjury_from=5.17",
		"comment:10:bpfjury_caps=CAP_NET_ADMIN|CAP_BPF",
	};
	struct expectation e;

	(void)state;
	object_start();
	for (size_t i = 0; i < sizeof(written) / sizeof(*written); i++)
		object_tag(written[i]);
	e = read_tags_on("6.1.170", "helper:bpf_loop");
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_null(e.reason);
	assert_int_equal(e.log.count, 0);
	assert_string_equal(e.shows, "a loop");
	assert_string_equal(e.from, "5.17");
	assert_string_equal(e.caps, "CAP_NET_ADMIN|CAP_BPF");
	assert_true(e.dropped == ~(1ULL << 39 | 1ULL << 12)); /* include/uapi/linux/capability.h */
	e = read_tags_on("5.10.262", "");
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_REJECTED);
	assert_string_equal(e.reason, "helper-unknown");
	assert_string_equal(e.log.at[0].text, "an old message");
	e = read_tags_on("5.9", "");
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_UNLOADABLE);
	assert_null(e.reason);
	/* without a kernel the first case counts */
	expect_read(&e, object, "judged", VARIANT_PRIVILEGED, NULL);
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	object_end();
}

static void without_a_case_that_holds_the_program_is_skipped(void **state)
{
	struct expectation e;

	(void)state;
	object_start();
	object_tag("comment:1:bpfjury_needs=helper:bpf_loop");
	object_tag("comment:2:test_expect_failure");
	e = read_tags_on("5.10.262", "");
	assert_int_equal(e.expected, VERDICT_SKIPPED);
	assert_int_equal(e.skipped, REASON_NOT_FOR_KERNEL);
	assert_non_null(strstr(e.why, "helper:bpf_loop"));
	object_end();
	object_start();
	object_tag("comment:1:bpfjury_until=6.7, 6.6.11, 6.1.72");
	object_tag("comment:2:test_expect_failure");
	assert_int_equal(read_tags_on("6.1.71", "").expected, VERDICT_REJECTED);
	assert_int_equal(read_tags_on("6.5.9", "").expected, VERDICT_REJECTED);
	e = read_tags_on("6.1.72", "");
	assert_int_equal(e.expected, VERDICT_SKIPPED);
	assert_non_null(strstr(e.why, "6.1.72"));
	object_end();
}

static const char *const invalid[] = {
	"comment:7:bpfjury_since=6.x",
	"comment:7:bpfjury_since=",
	"comment:7:bpfjury_since",
	"comment:7:bpfjury_until=6.7,",
	"comment:7:bpfjury_until=6.7 6.6",
	"comment:7:bpfjury_since=6.7, 6.7.1",
	"comment:7:bpfjury_since=v6.7",
	"comment:7:bpfjury_since=6.7-rc0",
	"comment:7:bpfjury_since=6.7.3-rc1",
	"comment:7:bpfjury_since=6",
	"comment:7:bpfjury_since=99999999.1",
	"comment:7:bpfjury_needs=weather:fair",
	"comment:7:bpfjury_needs=helper:",
	"comment:7:bpfjury_needs=bpf_loop",
	"comment:7:bpfjury_needs",
	"comment:7:bpfjury_reason=bad-weather",
	"comment:7:bpfjury_reason=no-privilege",
	"comment:7:bpfjury_target=object",
	"comment:7:bpfjury_shows",
	"comment:7:bpfjury_from=soon",
	"comment:7:bpfjury_caps=CAP_TEA",
	"comment:7:bpfjury_caps=",
	"comment:7:bpfjury_caps=CAP_BPF|",
	"comment:7:bpfjury_caps=CAP_BPF,CAP_NET_ADMIN",
	"comment:7:bpfjury_caps=CAP_BP",
	"comment:7:bpfjury_otherwise=1",
	"comment:7:bpfjury_expect_unloadable=1",
	"comment:7:bpfjury_weather",
};

static void an_invalid_tag_is_quoted_whichever_case_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(invalid) / sizeof(*invalid); i++) {
		object_start();
		object_tag("comment:1:test_expect_success");
		object_tag("comment:2:bpfjury_needs=helper:bpf_loop");
		object_tag("comment:3:bpfjury_otherwise");
		object_tag("comment:4:test_expect_failure");
		object_tag(invalid[i]);
		struct expectation e = read_tags_on("6.12.117", "helper:bpf_loop");
		if (!strstr(e.problem, invalid[i]))
			fail_msg("%s: \"%s\" does not quote it", invalid[i], e.problem);
		assert_int_equal(e.skipped, REASON_NONE);
		object_end();
	}
}

static void unsound_cases_are_problems(void **state)
{
	(void)state;
	expect_cases_problem("after a case without conditions",
		(const char *const[]){
			"test_expect_success", "bpfjury_otherwise", "test_expect_failure", NULL});
	expect_cases_problem("nothing is expected after",
		(const char *const[]){
			"test_expect_success", "bpfjury_since=6.1", "bpfjury_otherwise", NULL});
	expect_cases_problem("nothing is expected after",
		(const char *const[]){"bpfjury_otherwise", "test_expect_failure", NULL});
	expect_cases_problem("contradicts",
		(const char *const[]){"test_expect_success", "bpfjury_expect_unloadable", NULL});
	expect_cases_problem("contradicts",
		(const char *const[]){"test_expect_failure", "bpfjury_reason=gpl-only",
			"bpfjury_reason=limit-insns", NULL});
	expect_cases_problem("no release",
		(const char *const[]){"bpfjury_since=6.7", "bpfjury_until=6.1", NULL});
	expect_cases_problem("no release", (const char *const[]){"bpfjury_since=6.7, 6.6.11",
						   "bpfjury_until=6.7, 6.6.11", NULL});
	expect_cases_problem("a reason for what is accepted",
		(const char *const[]){"test_expect_success", "bpfjury_reason=gpl-only", NULL});
	expect_cases_problem("a reason for what is accepted",
		(const char *const[]){"bpfjury_reason=gpl-only", NULL});
	expect_cases_problem("a return value of what is refused",
		(const char *const[]){"test_expect_failure", "test_retval=0", NULL});
	expect_cases_problem("a return value of what is refused",
		(const char *const[]){"bpfjury_expect_unloadable", "test_retval=0", NULL});
	expect_cases_problem("a return value of what is refused",
		(const char *const[]){"test_expect_success", "test_expect_failure_unpriv",
			"test_retval_unpriv=0", NULL});
	expect_cases_problem("cannot find out whether this kernel has kfunc:unknown: no BTF",
		(const char *const[]){"bpfjury_needs=kfunc:unknown", NULL});
}

static void sound_cases_are_no_problem(void **state)
{
	(void)state;
	/* a narrow range of releases */
	object_start();
	object_tag("comment:1:bpfjury_since=6.6.12");
	object_tag("comment:2:bpfjury_until=6.8, 6.6.11");
	assert_string_equal(read_tags().problem, "");
	assert_int_equal(read_tags_on("6.7.1", "").expected, VERDICT_ACCEPTED);
	object_end();
	/* a kernel of unknown version: only a condition on the release is a problem */
	object_start();
	object_tag("comment:1:bpfjury_needs=helper:bpf_loop");
	object_tag("comment:3:bpfjury_otherwise");
	object_tag("comment:4:bpfjury_since=6.1");
	assert_string_equal(read_tags_on("unknown", "helper:bpf_loop").problem, "");
	assert_non_null(strstr(read_tags_on("unknown", "").problem, "version is not known"));
	object_end();
}

static void a_case_that_never_counts_is_a_problem(void **state)
{
	(void)state;
	expect_cases_problem("earlier cases cover them all",
		(const char *const[]){"bpfjury_since=5.0", "test_expect_success",
			"bpfjury_otherwise", "bpfjury_since=6.0", "test_expect_failure", NULL});
	expect_cases_problem("earlier cases cover them all",
		(const char *const[]){"bpfjury_until=6.7, 6.6.11", "test_expect_success",
			"bpfjury_otherwise", "bpfjury_until=6.6.11", "bpfjury_needs=map:ringbuf",
			"test_expect_failure", NULL});
	/* a need may not hold, so that a later case counts */
	object_start();
	object_tag("comment:0:bpfjury_since=5.0");
	object_tag("comment:1:bpfjury_needs=helper:bpf_loop");
	object_tag("comment:3:bpfjury_otherwise");
	object_tag("comment:4:bpfjury_since=6.0");
	object_tag("comment:5:bpfjury_otherwise");
	object_tag("comment:6:test_expect_failure");
	assert_string_equal(read_tags_on("6.12.117", "helper:bpf_loop").problem, "");
	object_end();
	/* a skip does not hide another problem */
	object_start();
	object_tag("comment:0:test_auxiliary");
	object_tag("comment:1:test_expect_nothing_like_it");
	struct expectation e = read_tags();
	assert_non_null(strstr(e.problem, "nothing_like_it"));
	assert_int_equal(e.skipped, REASON_NONE);
	object_end();
}

static void releases_are_compared_by_branch(void **state)
{
	static const struct {
		const char *list, *version;
		int has;
	} rows[] = {
		{"6.7", "6.7", 1},
		{"6.7", "6.7-rc1", 1},
		{"6.7", "6.6.99", 0},
		{"6.7", "6.10.0", 1},
		{"6.7", "7.0", 1},
		{"6.7", "5.19", 0},
		{"6.1.72, 6.6.11, 6.7", "6.1.72", 1},
		{"6.7, 6.6.11, 6.1.72", "6.1.71", 0},
		{"6.7, 6.6.11, 6.1.72", "6.1.170", 1},
		{"6.7,6.6.11,6.1.72", "6.6.10", 0},
		{"6.7,6.6.11,6.1.72", "6.5.20", 0},
		{"6.7,6.6.11,6.1.72", "6.2", 0},
		{"6.7,6.6.11,6.1.72", "6.8", 1},
		{"6.7,6.6.11,6.1.72", "5.15.300", 0},
		{"6.7-rc3", "6.7-rc2", 0},
		{"6.7-rc3", "6.7-rc3", 1},
		{"6.7-rc3", "6.7", 1},
		{"6.7-rc3", "6.7.1", 1},
		{"6.1.72", "6.2", 1},
		{"5.10.200", "5.10.262", 1},
	};
	struct kernel_version v;
	struct version_list list;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(version_parse(&v, rows[i].version), 0);
		assert_int_equal(version_list_parse(&list, rows[i].list), 0);
		if (version_list_has(&list, &v) != rows[i].has)
			fail_msg("%s in %s: not %d", rows[i].version, rows[i].list, rows[i].has);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_case_that_holds_counts),
		cmocka_unit_test(without_a_case_that_holds_the_program_is_skipped),
		cmocka_unit_test(an_invalid_tag_is_quoted_whichever_case_counts),
		cmocka_unit_test(unsound_cases_are_problems),
		cmocka_unit_test(sound_cases_are_no_problem),
		cmocka_unit_test(a_case_that_never_counts_is_a_problem),
		cmocka_unit_test(releases_are_compared_by_branch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
