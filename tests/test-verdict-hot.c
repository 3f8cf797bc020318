// SPDX-License-Identifier: GPL-2.0-only
/* The text of where the verifier's work went, its sums, and its JSON. */
#include "verdict/hot.h"
#include "result/hot-json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static const struct {
	const char *text;
	int64_t insns; /* hot_insns */
	const char *cut;
	bool agrees;
} rows[] = {
	{"", -1, "", true},
	{"", -1, "time", false},
	{"", 5, "", true},
	{"line 5 1 0 0 a.c:1\tx;\n", 5, "", true},
	{"line 5 1 0 0 a.c:1\tx;\n", 4, "", false},
	{"line 5 1 0 0 a.c:1\tx;\n", -1, "", false},
	{"line 5 1 0 0\n", 9, "time", true},
	{"line 5 1 0 0\n", 9, "log", true},
	{"line 5 1 0 0\n", 9, "lunch", false},
	{"loop 5 2 1 0 a.c:1\nin 3 2 0 0 a.c:1\nin 2 2 0 1 b.h:2\ty\nline 1 1 0 9\n", 6, "", true},
	{"loop 5 2 1 0\nin 3 2 0 0\nin 3 2 0 1\n", 9, "", false},
	{"in 1 1 0 0\n", 9, "", false},
	{"line 5 1 0 0\nin 1 1 0 0\n", 9, "", false},
	{"line 1 1 0 0\nline 2 1 0 0\n", 9, "", false},
	{"line 2 1 0 0\nline 2 2 0 7\n", 9, "", true},
	{"loop 5 2 0 0\n", 9, "", false},
	{"loop 5 2 3 0\n", 9, "", false},
	{"line 5 2 1 0\n", 9, "", false},
	{"line 5 6 0 0\n", 9, "", false},
	{"line 0 0 0 0\n", 9, "", false},
	{"line 5 0 0 0\n", 9, "", false},
	{"line 5 1 0 0", 9, "", false},
	{"line 5 1 0 0 \n", 9, "", false},
	{"line 5 1 0 0 a.c:1\t\n", 9, "", false},
	{"line 5 1 0 0 \tx\n", 9, "", false},
	{"line 5 1 0\n", 9, "", false},
	{"line -5 1 0 0\n", 9, "", false},
	{"line 9999999999999999 1 0 0\n", 9, "", false},
	{"lines 5 1 0 0\n", 9, "", false},
	{"line 5 1 0 0\n\n", 9, "", false},
};

static struct program_result figures(int64_t insns, const char *cut)
{
	struct program_result p;

	program_result_init(&p);
	p.hot_insns = insns;
	snprintf(p.hot_cut, sizeof(p.hot_cut), "%s", cut);
	return p;
}

static void texts_are_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct program_result p = figures(rows[i].insns, rows[i].cut);
		struct hot_sum sum = {0};
		if ((hot_add(&sum, rows[i].text) && hot_agrees(&sum, &p)) != rows[i].agrees)
			fail_msg("row %zu: %s", i, rows[i].text);
	}
}

static void every_prefix_is_refused(void **state)
{
	const char *text = "loop 5 2 1 0 a.c:1\nin 3 2 0 0 a.c:1\tx\n";
	char prefix[64];

	(void)state;
	for (size_t len = 1; len < strlen(text); len++) {
		struct hot_sum sum = {0};
		memcpy(prefix, text, len);
		prefix[len] = '\0';
		assert_int_equal(hot_add(&sum, prefix), text[len - 1] == '\n');
	}
}

static void too_much_is_refused(void **state)
{
	struct hot_sum sum = {0};
	size_t n = 0;

	(void)state;
	for (; n < HOT_TEXT_MAX && hot_add(&sum, "line 1 1 0 0\n"); n++)
		;
	assert_int_equal(n, HOT_TEXT_MAX / strlen("line 1 1 0 0\n"));
	/* what has no room leaves the text as it was */
	char text[16] = "";
	const struct hot_entry e = {.insns = 1,
		.passes = 1,
		.at = "a.c:1",
		.at_len = 5,
		.source = "x",
		.source_len = 1};
	assert_false(hot_put(text, sizeof(text), &e));
	assert_string_equal(text, "");
}

static void json_is_the_same_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct result_program p = {.result = figures(rows[i].insns, rows[i].cut)};
		if (!rows[i].agrees)
			continue;
		json_t *list = hot_json(rows[i].text);
		assert_non_null(list);
		assert_null(hot_read(&p, *rows[i].text ? list : NULL));
		assert_string_equal(p.hot ? p.hot : "", rows[i].text);
		free(p.hot);
		json_decref(list);
	}
}

static void hostile_json_is_refused(void **state)
{
	static const char *const lists[] = {"{}", "[1]", "[{}]", "[{\"insns\":1,\"passes\":1}]",
		"[{\"insns\":1,\"passes\":1,\"insn\":-1}]",
		"[{\"insns\":1,\"passes\":1,\"insn\":0,\"file\":7}]",
		"[{\"insns\":1,\"passes\":1,\"insn\":0,\"line\":4294967296,\"file\":\"a\"}]",
		"[{\"insns\":1,\"passes\":1,\"insn\":0,\"turns\":-2}]",
		"[{\"insns\":1,\"passes\":1,\"insn\":0,\"lines\":[]}]",
		"[{\"insns\":2,\"passes\":2,\"insn\":0,\"turns\":1,\"lines\":{}}]",
		"[{\"insns\":2,\"passes\":2,\"insn\":0,\"turns\":1,\"lines\":[7]}]",
		"[{\"insns\":99,\"passes\":1,\"insn\":0}]"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		struct result_program p = {.result = figures(9, "")};
		json_t *list = json_loads(lists[i], 0, NULL);
		assert_non_null(list);
		if (!hot_read(&p, list) || p.hot)
			fail_msg("%s", lists[i]);
		json_decref(list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_checked),
		cmocka_unit_test(every_prefix_is_refused),
		cmocka_unit_test(too_much_is_refused),
		cmocka_unit_test(json_is_the_same_text),
		cmocka_unit_test(hostile_json_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
