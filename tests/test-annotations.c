// SPDX-License-Identifier: GPL-2.0-only
/* What each annotation sets, and values that are refused. */
#include "expect/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <cmocka.h>

#include "skipping.h"
#include "tagged-object.h"

static void a_contradiction_is_a_problem(void **state)
{
	struct expectation e;

	(void)state;
	for (int turned = 0; turned < 2; turned++) {
		object_start();
		object_tag(turned ? "comment:test_expect_failure" : "comment:test_expect_success");
		object_tag(turned ? "comment:test_expect_success" : "comment:test_expect_failure");
		e = read_tags();
		assert_non_null(strstr(e.problem, "contradicts"));
		assert_non_null(
			strstr(e.problem, turned ? "test_expect_success" : "test_expect_failure"));
		object_end();
	}
	/* repeating an annotation is not a contradiction */
	object_start();
	object_tag("comment:1:test_expect_failure");
	object_tag("comment:2:test_expect_failure");
	e = read_tags();
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_REJECTED);
	object_end();
}

static const char *const unknown[] = {
	"comment:test_expect_weather=fair",
	"comment:7:test_expect_weather=fair",
	"comment:test_retval=",
	"comment:test_retval=three",
	"comment:test_retval=3x",
	"comment:test_retval= 3",
	"comment:test_retval=4294967296",
	"comment:test_retval=0x",
	"comment:test_expect_failure_unpriv=1",
	"comment:test_prog_flags=BPF_F_NO_SUCH",
	"comment:test_prog_flags=!",
	"comment:12:load_mode=fast",
	"comment:12:load_mode_unpriv=jited",
	"comment:12:test_caps_unpriv=CAP_CHOWN",
	"comment:12:test_caps_unpriv=",
	"comment:12:test_linear_size=0",
	"comment:12:test_linear_size=-4",
	"comment:12:test_jited=ret",
	"comment:12:test_btf_path=",
	"comment:12:test_description_unpriv=x",
	"comment:12:bpfjury_reason_unpriv=gpl-only",
	"comment:test_expect_success=1",
	"comment:test_expect_failur",
	"comment:12:test_expect_not_msg=",
	"comment:12:test_expect_not_msg_unpriv=",
	"comment:test_expect_msg=",
	"comment:test_expect_msg",
	"comment:test_expect_xlated=4=",
	"comment:test_expect_msg=1={{x*}}",
	"comment:test_expect_msg=1={{x*}}{{|y}}",
	"comment:",
	"comment:5",
	"comment:test_auxiliary=1",
	"comment:test_arch=PDP11",
	"comment:test_arch=x86_64",
	"comment:test_log_level=",
	"comment:test_log_level=loud",
	"comment:test_log_level=8",
	"comment:test_log_level=-1",
	"comment:test_log_level=1x",
	"comment:test_log_level=4294967297",
	"comment:test_log_level=18446744073709551617",
	"comment:test_log_level= 1",
};

static void an_unknown_annotation_or_value_is_quoted(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++)
		expect_problem(unknown[i], unknown[i]);
}

static void a_likely_name_is_suggested(void **state)
{
	(void)state;
	expect_problem("comment:bpfjury_resaon=gpl-only", "\"; did you mean bpfjury_reason?");
	expect_problem("comment:test_expect_succes_unpriv", "; did you mean test_expect_success?");
	expect_problem(
		"comment:bpfjury_reason=nul-dereference", "\"; did you mean null-dereference?");
	expect_problem("comment:bpfjury_caps=CAP_BFP|CAP_NET_ADMIN", "; did you mean CAP_BPF?");
	expect_problem("comment:test_prog_flags=BPF_F_TEST_STATE_FRQ",
		"; did you mean BPF_F_TEST_STATE_FREQ?");
	expect_problem("comment:bpfjury_needs=helper:bpf_lop", "\"; did you mean bpf_loop?");
	expect_problem("comment:bpfjury_needs=map:ringbuff", "; did you mean ringbuf");
	expect_problem("comment:bpfjury_needs=helpr:bpf_loop", "; did you mean helper?");
}

static void a_quoted_tag_is_clean_and_cut(void **state)
{
	(void)state;
	expect_problem("comment:\x1b[31m\n", "comment:\xef\xbf\xbd[31m\xef\xbf\xbd");
	char *text = malloc(100001);
	memset(text, 'x', 100000);
	text[100000] = '\0';
	memcpy(text, "comment:", 8);
	expect_problem(text, "comment:xxxx");
	free(text);
}

static void flags_and_return_values_are_read(void **state)
{
	static const struct {
		const char *value;
		int32_t retval;
	} rows[] = {{"0", 0}, {"-1", -1}, {"0x10", 16}, {"0xffffffff", -1},
		{"-2147483648", INT32_MIN}, {"INT_MIN", INT32_MIN}, {"_INT_MIN", INT32_MIN},
		{"TEST_DATA_LEN", 64}, {"POINTER_VALUE", 0xbadcafe}, {"4294967295", -1},
		{"195939070", 195939070}};
	struct expectation e;
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		snprintf(text, sizeof(text), "comment:test_retval=%s", rows[i].value);
		e = read_as(VARIANT_PRIVILEGED, true, TAGS(text));
		assert_string_equal(e.problem, "");
		assert_true(e.runs);
		assert_int_equal(e.retval, rows[i].retval);
		/* only by its name: the decimal number means that number */
		assert_int_equal(e.any_retval, strcmp(rows[i].value, "POINTER_VALUE") == 0);
		object_end();
	}
	e = read_as(VARIANT_PRIVILEGED, true,
		TAGS("comment:test_prog_flags=BPF_F_TEST_STATE_FREQ", "comment:test_prog_flags=0x2",
			"comment:test_prog_flags=!BPF_F_TEST_REG_INVARIANTS"));
	assert_string_equal(e.problem, "");
	assert_int_equal(e.flags, 1U << 3 | 1U << 1);
	assert_int_equal(e.no_flags, 1U << 7);
	object_end();
	e = read_as(VARIANT_PRIVILEGED, true,
		TAGS("comment:1:test_retval=1", "comment:2:test_retval=2"));
	assert_non_null(strstr(e.problem, "contradicts"));
	object_end();
}

/* In the encoding of 6.12 test_jited has a counter, and test_arch has none. */
static void machine_code_belongs_to_the_last_architecture(void **state)
{
	struct utsname u;
	struct expectation e;

	(void)state;
	uname(&u);
	if (strcmp(u.machine, "x86_64") != 0)
		skip_because("the machine code of the test is x86-64's, and this is %s", u.machine);
	e = read_as(VARIANT_PRIVILEGED, true,
		TAGS("comment:test_arch=ARM64", "comment:test_jited=31=bti",
			"comment:test_arch=X86_64", "comment:test_jited=32=endbr64",
			"comment:test_jited=33=...", "comment:test_jited=34=ret"));
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_int_equal(e.jited.count, 2);
	assert_string_equal(e.jited.at[0].text, "endbr64");
	assert_true(e.jited.at[0].next_line);
	assert_false(e.jited.at[1].next_line);
	object_end();
}

static void some_annotations_may_be_written_only_once(void **state)
{
	static const char *const twice[][2] = {{"bpfjury_shows=a", "bpfjury_shows=a"},
		{"bpfjury_from=5.1", "bpfjury_from=5.2"},
		{"bpfjury_caps=CAP_BPF", "bpfjury_caps=CAP_BPF"},
		{"bpfjury_target=a:b", "bpfjury_target=a:b"},
		{"test_log_level=1", "test_log_level=2"}};

	(void)state;
	for (size_t i = 0; i < sizeof(twice) / sizeof(*twice); i++) {
		char text[64];
		object_start();
		for (int j = 0; j < 2; j++) {
			snprintf(text, sizeof(text), "comment:%d:%s", j, twice[i][j]);
			object_tag(text);
		}
		if (!strstr(read_tags().problem, i < 4 ? "written twice" : "contradicts"))
			fail_msg("%s: \"%s\"", text, read_tags().problem);
		object_end();
	}
	expect_problem("comment:test_log_level=0", "test_log_level=0");
}

/*
 * Each expression of a message must be valid by itself, must not match every text, and must not
 * take too long.  This is checked for every case, not only for the one that counts.
 */
static void an_invalid_or_costly_pattern_is_a_problem(void **state)
{
	static const char *const bad[] = {"{{)|(}}", "no such thing{{)|(}}", "{{)(}}", "{{x)|(.}}",
		"{{}}", "{{[}}", "{{*}}x{{(}}", "zz{{", "{{a\\}}", "{{(.*)\\1}}", "{{.{1,32000}}}",
		"{{(((.{1,255} ?){1,255} ?){1,255} ?)}}", "{{.{2000} }}"};
	static const char *const good[] = {"{{a|b}}", "{{[0-9]{1,3} }}x",
		"{{R[0-9]+}} {{(inv|scalar)}}", "no braces }}", "{ { }"};
	char text[2048];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad) + sizeof(good) / sizeof(*good); i++) {
		bool is_bad = i < sizeof(bad) / sizeof(*bad);
		const char *message = is_bad ? bad[i] : good[i - sizeof(bad) / sizeof(*bad)];
		object_start();
		snprintf(text, sizeof(text), "comment:2:test_expect_msg=%s", message);
		object_tag("comment:0:bpfjury_since=99.0");
		object_tag("comment:1:test_expect_failure");
		object_tag(text);
		object_tag("comment:3:bpfjury_otherwise");
		object_tag("comment:4:test_expect_success");
		struct expectation e = read_tags();
		if ((*e.problem != 0) != is_bad)
			fail_msg("%s: \"%s\"", message, e.problem);
		object_end();
	}
	object_start();
	memset(text, 'x', sizeof(text));
	memcpy(text, "comment:2:test_expect_msg=", 26);
	text[26 + MESSAGE_MAX + 1] = '\0';
	object_tag(text);
	assert_non_null(strstr(read_tags().problem, "that is too long"));
	object_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_contradiction_is_a_problem),
		cmocka_unit_test(an_unknown_annotation_or_value_is_quoted),
		cmocka_unit_test(a_likely_name_is_suggested),
		cmocka_unit_test(a_quoted_tag_is_clean_and_cut),
		cmocka_unit_test(flags_and_return_values_are_read),
		cmocka_unit_test(machine_code_belongs_to_the_last_architecture),
		cmocka_unit_test(some_annotations_may_be_written_only_once),
		cmocka_unit_test(an_invalid_or_costly_pattern_is_a_problem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
