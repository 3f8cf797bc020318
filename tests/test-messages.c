// SPDX-License-Identifier: GPL-2.0-only
/* Search a text for messages. */
#include "expect/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static enum met find_in_log(const char *const *messages, const char *log, bool cut, char *why)
{
	struct messages list = {0};
	char *copy = strdup(log);

	for (; messages[list.count]; list.count++)
		list.at[list.count].text = messages[list.count];
	*why = '\0';
	enum met m = messages_find_in_log(&list, copy, cut, why, 256);
	free(copy);
	return m;
}

static const char trace[] = "0: R1=ctx() R10=fp0\n"
			    "; return never_said(ctx);\n"
			    "1: (95) exit\n"
			    "R0 !read_ok\n"
			    "processed 1 insns (limit 1000000)\n";

static const struct {
	const char *messages[4];
	enum met met;
} searches[] = {
	{{NULL}, MET_NONE},
	{{"R0 !read_ok"}, MET_MET},
	{{"ctx()", "R0 !read_ok"}, MET_MET},
	{{"R0 !read_ok", "ctx()"}, MET_UNMET},
	{{"R0", "R0"}, MET_UNMET},
	{{"R1", "R10", "R0"}, MET_MET},
	{{"r0 !read_ok"}, MET_UNMET},
	/* the log also quotes the program's source, which is not searched */
	{{"never_said"}, MET_UNMET},
	{{"{{never_[a-z]+}}"}, MET_UNMET},
	/* outside of {{ }} all is literal */
	{{"(95)"}, MET_MET},
	{{"ctx() R10"}, MET_MET},
	{{"R.0"}, MET_UNMET},
	{{"R0 .*ok"}, MET_UNMET},
	{{"(limit 1000000)"}, MET_MET},
	/* expressions */
	{{"R{{[0-9]+}} !read_ok"}, MET_MET},
	{{"({{[0-9]+}}) exit"}, MET_MET},
	{{"R{{0|9}} !read_ok"}, MET_MET},
	{{"{{^R0 .*$}}"}, MET_MET},
	{{"{{exit.R0}}"}, MET_UNMET}, /* . does not match a newline */
	{{"{{ctx.*ok}}"}, MET_UNMET},
	{{"{{R[0-9]+}}", "{{R[0-9]+}}", "{{R[0-9]+}}"}, MET_MET},
	{{"processed {{[0-9]+}} insns", "R0"}, MET_UNMET},
	{{"{{x*}}", "R0"}, MET_MET},
	{{"ctx(){{.*}}fp0"}, MET_MET},
	/* invalid expressions */
	{{"{{(}}"}, MET_UNKNOWN},
	{{"{{[0-9}}"}, MET_UNKNOWN},
	{{"{{a{2,1}}}"}, MET_UNKNOWN},
	{{"R0 {{never closed"}, MET_UNKNOWN},
	{{"{{"}, MET_UNKNOWN},
	{{"R0 !read_ok", "{{[}}"}, MET_UNKNOWN},
	/* "}}" without "{{" is literal */
	{{"}} R0"}, MET_UNMET},
	{{"{[0-9]+}"}, MET_UNMET},
};

static void messages_are_searched_in_order(void **state)
{
	char why[256];

	(void)state;
	for (size_t i = 0; i < sizeof(searches) / sizeof(*searches); i++) {
		enum met m = find_in_log(searches[i].messages, trace, false, why);
		if (m != searches[i].met)
			fail_msg("case %zu (%s): %d, not %d", i, searches[i].messages[0], m,
				searches[i].met);
		assert_int_equal(*why != '\0', m == MET_UNMET || m == MET_UNKNOWN);
	}
}

static void special_characters_are_literal(void **state)
{
	static const char log[] = "a.b*c+d?e(f)g[h]i{j}k^l$m|n\\o{p\n";
	const char *messages[] = {"{{a}}.b*c+d?e(f)g[h]i{j}k^l$m|n\\o{p", NULL},
		   *other[] = {"{{a}}.b*c+d?e(f)g[h]i{j}k^l$m|n\\oo", NULL};
	char why[256];

	(void)state;
	assert_int_equal(find_in_log(messages, log, false, why), MET_MET);
	assert_int_equal(find_in_log(other, log, false, why), MET_UNMET);
	for (const char *c = log; *c && *c != '\n'; c++) {
		char one[16];
		snprintf(one, sizeof(one), "{{}}%c", *c);
		const char *single[] = {one, NULL};
		assert_int_equal(find_in_log(single, log, false, why), MET_MET);
		assert_int_equal(find_in_log(single, "", false, why), MET_UNMET);
	}
}

static void the_missing_message_is_named(void **state)
{
	const char *messages[] = {"there", "not \x1b there", NULL}, *bad[] = {"{{(}}", NULL};
	char why[256];

	(void)state;
	assert_int_equal(find_in_log(messages, "there\n", false, why), MET_UNMET);
	assert_non_null(strstr(why, "not \xef\xbf\xbd there"));
	assert_null(strchr(why, '\x1b'));
	/* a message may have been in the part of the log that was cut off */
	assert_int_equal(find_in_log(messages, "there\n", true, why), MET_UNKNOWN);
	assert_int_equal(find_in_log(messages, "there, not \x1b there\n", true, why), MET_MET);
	assert_int_equal(find_in_log(bad, "", false, why), MET_UNKNOWN);
	assert_non_null(strstr(why, "{{(}}"));
}

static void an_absent_message_must_not_be_between_its_neighbours(void **state)
{
	static const char text[] = "one\ntwo\nthree\nfour\n";
	static const struct {
		struct messages list;
		bool cut;
		enum met met;
	} rows[] = {
		{{.at = {{.text = "one"}, {.text = "two", .absent = true}, {.text = "three"}},
			 .count = 3},
			false, MET_UNMET},
		{{.at = {{.text = "two"}, {.text = "one", .absent = true}, {.text = "three"}},
			 .count = 3},
			false, MET_MET},
		{{.at = {{.text = "two"}, {.text = "four", .absent = true}, {.text = "three"}},
			 .count = 3},
			false, MET_MET},
		{{.at = {{.text = "two"}, {.text = "four", .absent = true}}, .count = 2}, false,
			MET_UNMET},
		{{.at = {{.text = "five", .absent = true}}, .count = 1}, false, MET_MET},
		{{.at = {{.text = "five", .absent = true}}, .count = 1}, true, MET_UNKNOWN},
		{{.at = {{.text = "{{f.*r}}", .absent = true}}, .count = 1}, true, MET_UNMET},
		{{.at = {{.text = "one", .absent = true}, {.text = "{{t[w]o}}"}}, .count = 2},
			false, MET_UNMET},
		/* on the next line */
		{{.at = {{.text = "one", .next_line = true}, {.text = "two", .next_line = true}},
			 .count = 2},
			false, MET_MET},
		{{.at = {{.text = "one", .next_line = true}, {.text = "three", .next_line = true}},
			 .count = 2},
			false, MET_UNMET},
		{{.at = {{.text = "one", .next_line = true}, {.text = "three"}}, .count = 2}, false,
			MET_MET},
		{{.at = {{.text = "three", .next_line = true}}, .count = 1}, false, MET_MET},
		{{.at = {{.text = "o"}, {.text = "n", .next_line = true}}, .count = 2}, false,
			MET_UNMET},
	};
	char why[256];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (messages_find(&rows[i].list, text, rows[i].cut, why, sizeof(why)) !=
			rows[i].met)
			fail_msg("row %zu", i);
}

static void a_caret_matches_the_start_of_a_line(void **state)
{
	static const char log[] =
		"0: R1=ctx\ninvalid access to packet\nR1 offset is outside of the packet\n";
	static const struct {
		const char *first, *second;
		enum met met;
	} rows[] = {{"inva", "{{^lid}}", MET_UNMET}, {"invalid", "{{^R1 }}", MET_MET},
		{"R1=ctx\n", "{{^invalid}}", MET_MET}, {"{{^0}}", "{{^: R1}}", MET_UNMET}};
	char why[256];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct messages list = {
			.at = {{.text = rows[i].first}, {.text = rows[i].second}}, .count = 2};
		if (messages_find_in_log(&list, log, false, why, sizeof(why)) != rows[i].met)
			fail_msg("%s, %s", rows[i].first, rows[i].second);
	}
}

/* libbpf dumps the BTF that a kernel refused, annotations included. */
static void a_message_does_not_find_its_own_annotation(void **state)
{
	static const char warnings[] =
		"libbpf: -- BEGIN BTF LOAD LOG ---\nmagic: 0xeb9f\n"
		"[6] DECL_TAG comment:1:test_expect_msg=what nobody said type_id=5 "
		"component_idx=-1\n"
		"-- END BTF LOAD LOG --\n"
		"libbpf: prog 'a': failed to find kernel BTF type ID of 'b': -3\n"
		"; int a; what nobody said\n";
	struct messages list = {.at = {{.text = "what nobody said"}}, .count = 1};
	char why[256];

	(void)state;
	assert_int_equal(messages_find_in_log(&list, warnings, false, why, sizeof(why)), MET_UNMET);
	list.at[0].text = "failed to find kernel BTF";
	assert_int_equal(messages_find_in_log(&list, warnings, false, why, sizeof(why)), MET_MET);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_searched_in_order),
		cmocka_unit_test(special_characters_are_literal),
		cmocka_unit_test(the_missing_message_is_named),
		cmocka_unit_test(an_absent_message_must_not_be_between_its_neighbours),
		cmocka_unit_test(a_caret_matches_the_start_of_a_line),
		cmocka_unit_test(a_message_does_not_find_its_own_annotation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
