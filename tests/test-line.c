// SPDX-License-Identifier: GPL-2.0-only
/* Points in a row are halved: what is found, in how many steps, around what cannot be judged. */
#include "bisect/line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define POINTS_MAX 24

static void begin(struct line *l, size_t n)
{
	char name[16];

	*l = (struct line){0};
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "p%zu", i);
		assert_int_equal(points_add(&l->points, name, NULL), 0);
	}
	assert_int_equal(line_begin(l), 0);
}

/* Bit i of @untestable: point i cannot be judged.  How many points were judged or tried. */
static size_t run(struct line *l, size_t culprit, uint32_t untestable)
{
	size_t steps = 0;
	struct point p = {0};

	while (line_next(l, &p) == 0) {
		const size_t i = strtoul(p.id + 1, NULL, 10);
		const enum answer a = untestable >> i & 1 ? ANSWER_UNTESTABLE
				      : i < culprit	  ? ANSWER_GOOD
							  : ANSWER_BAD;
		line_mark(l, p.id, a);
		assert_true(++steps < POINTS_MAX);
		point_clear(&p);
	}
	return steps;
}

static size_t halvings(size_t gaps)
{
	size_t n = 0;

	for (; gaps > 1; gaps = (gaps + 1) / 2)
		n++;
	return n;
}

static void each_culprit_is_found_in_log2_steps(void **state)
{
	(void)state;
	for (size_t n = 2; n <= POINTS_MAX; n++)
		for (size_t culprit = 1; culprit < n; culprit++) {
			struct points found = {0}, before = {0};
			struct line l;
			begin(&l, n);
			assert_int_equal(line_steps_left(&l), halvings(n - 1));
			assert_true(run(&l, culprit, 0) <= halvings(n - 1));
			assert_int_equal(line_steps_left(&l), 0);
			assert_int_equal(line_suspects(&l, &found), 0);
			assert_int_equal(found.n, 1);
			assert_string_equal(found.list[0].id, l.points.list[culprit].id);
			assert_int_equal(line_before(&l, found.list[0].id, &before), 0);
			assert_string_equal(before.list[0].id, l.points.list[culprit - 1].id);
			points_clear(&found);
			points_clear(&before);
			line_clear(&l);
		}
}

/* Every set of untestable points of a row of 8: the suspects are what nothing can tell apart. */
static void what_cannot_be_judged_widens_the_range_and_no_more(void **state)
{
	(void)state;
	for (uint32_t set = 0; set < 1u << 8; set++)
		for (size_t culprit = 1; culprit < 8 && !(set & 0x81); culprit++) {
			size_t first = culprit, last = culprit;
			struct points found = {0};
			struct line l;
			while (set >> (first - 1) & 1)
				first--;
			while (set >> last & 1)
				last++;
			begin(&l, 8);
			run(&l, culprit, set);
			assert_int_equal(line_suspects(&l, &found), 0);
			assert_int_equal(found.n, last - first + 1);
			assert_string_equal(found.list[0].id, l.points.list[first].id);
			points_clear(&found);
			line_clear(&l);
		}
}

static void a_wide_gap_is_asked_about_first(void **state)
{
	struct point p = {0};
	struct line l;

	(void)state;
	begin(&l, 9);
	l.weights = calloc(9, sizeof(*l.weights));
	for (size_t i = 1; i < 9; i++)
		l.weights[i] = i == 2 ? 100 : 1;
	/* 101 of 107 before p2, 1 before p1 */
	assert_int_equal(line_next(&l, &p), 0);
	assert_string_equal(p.id, "p2");
	line_mark(&l, "p2", ANSWER_BAD);
	point_clear(&p);
	assert_int_equal(line_next(&l, &p), 0);
	assert_string_equal(p.id, "p1");
	point_clear(&p);
	line_clear(&l);
}

static void what_is_marked_again_or_comes_twice_has_one_mark(void **state)
{
	struct points found = {0};
	struct point p = {0};
	struct line l = {0};

	(void)state;
	for (size_t i = 0; i < 5; i++) /* a b c b d */
		assert_int_equal(points_add(&l.points,
					 (const char *const[]){"a", "b", "c", "b", "d"}[i], NULL),
			0);
	assert_int_equal(line_begin(&l), 0);
	line_mark(&l, "b", ANSWER_GOOD);
	assert_int_equal(line_next(&l, &p), 1);
	assert_int_equal(line_suspects(&l, &found), 0);
	assert_string_equal(found.list[0].id, "d");
	points_clear(&found);
	line_mark(&l, "b", ANSWER_BAD);
	assert_int_equal(line_suspects(&l, &found), 0);
	assert_int_equal(found.n, 1);
	assert_string_equal(found.list[0].id, "b");
	points_clear(&found);
	line_mark(&l, "nothing of it", ANSWER_GOOD);
	line_forget(&l);
	assert_int_equal(line_suspects(&l, &found), 0);
	assert_int_equal(found.n, 4);
	points_clear(&found);
	line_clear(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_culprit_is_found_in_log2_steps),
		cmocka_unit_test(what_cannot_be_judged_widens_the_range_and_no_more),
		cmocka_unit_test(a_wide_gap_is_asked_about_first),
		cmocka_unit_test(what_is_marked_again_or_comes_twice_has_one_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
