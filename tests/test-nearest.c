// SPDX-License-Identifier: GPL-2.0-only
/* "Did you mean": the names that are nearest to a misspelt word. */
#include "verdict/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void a_distance_counts_edits(void **state)
{
	static const struct {
		const char *a, *b;
		size_t distance;
	} rows[] = {
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"try", "try", 0}, {"TRY", "try", 0},
		{"tgc", "tcg", 1}, /* two letters swapped */
		{"memry", "memory", 1}, {"memmory", "memory", 1}, {"nemory", "memory", 1},
		{"kitten", "sitting", 3}, {"ca", "abc", 3}, /* a swapped pair is not edited again */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(nearest_distance(rows[i].a, rows[i].b), rows[i].distance);
		assert_int_equal(nearest_distance(rows[i].b, rows[i].a), rows[i].distance);
	}
}

static void a_long_name_does_not_overrun(void **state)
{
	char a[1000], b[1000];

	(void)state;
	memset(a, 'a', sizeof(a));
	memset(b, 'b', sizeof(b));
	a[999] = b[999] = '\0';
	assert_int_equal(nearest_distance(a, a), 0);
	assert_int_equal(nearest_distance(a, b), 128);
}

static void the_nearest_come_first_and_distant_names_never(void **state)
{
	static const char *const names[] = {"debian-6.1.170-1-cloud-amd64",
		"debian-6.12.117-1-cloud-amd64", "next", "text", "nest", "nexus", "nxt"};
	const char *near[NEAREST_MAX];
	char text[256];

	(void)state;
#define ASK(word) nearest_question(text, sizeof(text), word, names, 7)
	assert_string_equal(ASK("nextt"), "; did you mean next, text or nest?");
	assert_string_equal(ASK("6.12.117"), "; did you mean debian-6.12.117-1-cloud-amd64?");
	/* near names exclude more distant ones */
	assert_string_equal(ASK("debian-6.12.118-1-cloud-amd64"),
		"; did you mean debian-6.12.117-1-cloud-amd64?");
	assert_string_equal(nearest_question(text, sizeof(text), "tex",
				    (const char *const[]){"text", "text", "next"}, 3),
		"; did you mean text?");
	assert_string_equal(ASK("zzzzzz"), "");
	assert_string_equal(ASK("q"), "");
	assert_string_equal(ASK(""), "");
	assert_int_equal(nearest_names(near, "next", NULL, 0), 0);
	/* text that does not fit is cut and NUL-terminated */
	assert_int_equal(strlen(nearest_question(text, 10, "nextt", names, 7)), 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_distance_counts_edits),
		cmocka_unit_test(a_long_name_does_not_overrun),
		cmocka_unit_test(the_nearest_come_first_and_distant_names_never),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
