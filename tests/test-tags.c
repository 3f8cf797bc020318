// SPDX-License-Identifier: GPL-2.0-only
/* Decl tags: the encodings of annotations, and which tags belong to a program. */
#include "expect/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tagged-object.h"

static bool is_judged(void *data, const char *name)
{
	return strcmp(name, data) == 0;
}

static void every_encoding_is_read(void **state)
{
	static const char *const spellings[][4] = {
		/* 6.1 */
		{"comment:test_expect_failure", "comment:test_expect_msg=first",
			"comment:test_expect_msg=second", "comment:test_log_level=2"},
		/* 6.12: in the order of the counters as numbers, not of the tags */
		{"comment:test_expect_failure", "comment:test_expect_msg=10=second",
			"comment:test_expect_msg=9=first", "comment:test_log_level=2"},
		/* 7.x */
		{"comment:100:test_expect_failure", "comment:21:test_expect_msg=second",
			"comment:3:test_expect_msg=first", "comment:7:test_log_level=2"},
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		object_start();
		for (size_t j = 0; j < 4; j++)
			object_tag(spellings[i][j]);
		struct expectation e = read_tags();
		assert_string_equal(e.problem, "");
		assert_int_equal(e.expected, VERDICT_REJECTED);
		assert_int_equal(e.log_level, 2);
		assert_int_equal(e.log.count, 2);
		assert_string_equal(e.log.at[0].text, "first");
		assert_string_equal(e.log.at[1].text, "second");
		object_end();
	}
}

static void a_message_may_begin_with_a_number(void **state)
{
	object_start();
	(void)state;
	object_tag("comment:5:test_expect_msg=10=a message");
	object_tag("comment:6:test_expect_msg=processed 3 insns");
	struct expectation e = read_tags();
	assert_string_equal(e.log.at[0].text, "10=a message");
	assert_string_equal(e.log.at[1].text, "processed 3 insns");
	object_end();
	object_start();
	object_tag("comment:test_expect_msg=4=5=a message");
	object_tag("comment:test_expect_msg=6=R0=7");
	e = read_tags();
	assert_string_equal(e.log.at[0].text, "5=a message");
	assert_string_equal(e.log.at[1].text, "R0=7");
	object_end();
	object_start();
	object_tag("comment:test_expect_msg=4: (b7) r0 = 0");
	object_tag("comment:test_expect_msg==");
	e = read_tags();
	assert_string_equal(e.log.at[0].text, "4: (b7) r0 = 0");
	assert_string_equal(e.log.at[1].text, "=");
	object_end();
}

static void too_many_messages_are_a_problem(void **state)
{
	char text[64];

	(void)state;
	for (int count = MESSAGES_MAX; count <= MESSAGES_MAX + 1; count++) {
		object_start();
		/* in descending order, so that the last message comes first in the BTF */
		for (int i = count; i > 0; i--) {
			snprintf(text, sizeof(text), "comment:%d:test_expect_msg=message %d", i, i);
			object_tag(text);
		}
		struct expectation e = read_tags();
		assert_int_equal(e.log.count, MESSAGES_MAX);
		if (count > MESSAGES_MAX)
			assert_non_null(strstr(e.problem, "message 129\""));
		else
			assert_string_equal(e.problem, "");
		for (size_t i = 1; i < e.log.count; i++)
			assert_true(
				atoi(e.log.at[i].text + 8) == atoi(e.log.at[i - 1].text + 8) + 1);
		object_end();
	}
}

/* A tag that is not on a program would otherwise be ignored without a word. */
static void tags_that_are_not_on_a_program_are_found(void **state)
{
	char stray[256];

	(void)state;
	object_start();
	assert_true(
		tags_stray(stray, sizeof(stray), object, is_judged, (void *)(uintptr_t)"judged"));
	assert_non_null(strstr(stray, "neighbour"));
	object_end();
	object = btf__new_empty();
	int number = btf__add_int(object, "int", 4, BTF_INT_SIGNED),
	    proto = btf__add_func_proto(object, number);
	int name = btf__add_func_param(object, "ctx", number);
	object_program = btf__add_func(object, "judged", BTF_FUNC_GLOBAL, proto);
	assert_int_equal(name, 0);
	object_tag("comment:1:test_expect_failure");
	assert_true(btf__add_decl_tag(object, "arg:ctx", object_program, 0) > 0);
	assert_false(
		tags_stray(stray, sizeof(stray), object, is_judged, (void *)(uintptr_t)"judged"));
	assert_true(
		btf__add_decl_tag(object, "comment:2:test_expect_failure", object_program, 0) > 0);
	assert_true(
		tags_stray(stray, sizeof(stray), object, is_judged, (void *)(uintptr_t)"judged"));
	assert_non_null(strstr(stray, "a parameter of judged"));
	object_end();
	object = btf__new_empty();
	number = btf__add_int(object, "int", 4, BTF_INT_SIGNED);
	int variable = btf__add_var(object, "counter", BTF_VAR_STATIC, number);
	assert_true(variable > 0 &&
		    btf__add_decl_tag(object, "comment:2:test_expect_failure", variable, -1) > 0);
	assert_true(
		tags_stray(stray, sizeof(stray), object, is_judged, (void *)(uintptr_t)"judged"));
	assert_non_null(strstr(stray, "counter"));
	object_end();
	/* of two functions of the same name it is unknown which one a tag is meant for */
	object_start();
	object_tag("comment:1:test_expect_failure");
	assert_true(btf__add_func(object, "judged", BTF_FUNC_STATIC, proto + 1) > 0);
	assert_non_null(strstr(read_tags().problem, "either function of that name"));
	object_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_encoding_is_read),
		cmocka_unit_test(a_message_may_begin_with_a_number),
		cmocka_unit_test(too_many_messages_are_a_problem),
		cmocka_unit_test(tags_that_are_not_on_a_program_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
