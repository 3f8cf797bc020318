// SPDX-License-Identifier: GPL-2.0-only
/* Ranges of instructions that were not reached: their text, their JSON, and the union of shapes. */
#include "result/coverage-json.h"
#include "result/coverage.h"
#include "result/unreached.h"
#include "verdict/coverage.h"
#include "verdict/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void only_ranges_in_order_are_taken(void **state)
{
	static const char *const good[] = {
		"", "0-0\n", "0-1 a.c:1\n2-2\n", "0-999999\n", "4-9 a b.c:7\n10-12 a.c:8\n"};
	static const char *const bad[] = {"0-1", "\n", "1-0\n", "-1-2\n", "0-1 \n", "0-1a.c:1\n",
		"0-1\n1-2\n", "5-6\n0-1\n", "0-1000000\n", "0x1-2\n", " 0-1\n", "0-\n", "0\n1\n",
		"0-1 a\n\n"};
	static char text[UNREACHED_TEXT_MAX + 2];

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		if (!coverage_add(&(struct coverage_sum){0}, good[i]))
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (coverage_add(&(struct coverage_sum){0}, bad[i]))
			fail_msg("%s", bad[i]);
	memset(text, 'x', UNREACHED_TEXT_MAX + 1);
	memcpy(text, "0-0 ", 4);
	assert_false(coverage_add(&(struct coverage_sum){0}, text));
	/* a place that has no room in a field */
	text[4 + SOURCE_SIZE] = '\n';
	text[5 + SOURCE_SIZE] = '\0';
	assert_false(coverage_add(&(struct coverage_sum){0}, text));
	text[4 + SOURCE_SIZE - 1] = '\n';
	text[4 + SOURCE_SIZE] = '\0';
	assert_true(coverage_add(&(struct coverage_sum){0}, text));
}

static struct program_result figures(int64_t insns, int64_t known, int64_t reached)
{
	struct program_result p;

	program_result_init(&p);
	text_set(p.name, "probe");
	p.verdict = VERDICT_ACCEPTED;
	p.coverage_insns = insns;
	p.coverage_known = known;
	p.coverage_reached = reached;
	return p;
}

static void figures_are_those_of_the_text(void **state)
{
	static const struct {
		const char *text;
		int64_t insns, known, reached;
		bool agrees;
	} rows[] = {
		{"2-3\n5-5\n", 6, 6, 3, true},
		{"2-3\n5-5\n", 9, 6, 3, true}, /* the list was cut */
		{"", 9, 0, 0, true},	       /* the log was cut */
		{"", 9, 9, 9, true},
		{"", -1, -1, -1, true}, /* not asked */
		{"2-3\n5-5\n", 6, 6, 4, false},
		{"2-3\n5-5\n", 6, 5, 2, false}, /* a range of what is not known */
		{"2-3\n5-5\n", 5, 6, 3, false},
		{"2-3\n", -1, -1, -1, false},
		{"", -1, 0, 0, false},
		{"", 9, -1, -1, false},
		{"", COVERAGE_INSNS_MAX + 1, 0, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct program_result p =
			figures(rows[i].insns, rows[i].known, rows[i].reached);
		struct coverage_sum sum = {0};
		assert_true(coverage_add(&sum, rows[i].text));
		if (coverage_agrees(&sum, &p) != rows[i].agrees)
			fail_msg("row %zu", i);
		/* and so it is read from a file */
		struct result_program program = {.result = p};
		json_t *list = unreached_json(rows[i].text);
		assert_int_equal(!unreached_read(&program, list), rows[i].agrees);
		if (rows[i].agrees)
			assert_string_equal(
				program.unreached ? program.unreached : "", rows[i].text);
		free(program.unreached);
		json_decref(list);
	}
}

/* One shape of the object: its program, of 12 instructions. */
struct shape {
	const char *text;
	int64_t known; /* -1: not accepted */
};

static void unite(struct coverage_union *ret, const struct shape *shapes, size_t n)
{
	static struct result_object objects[5];
	static struct result_program programs[5];
	const struct result_kernel k = {.objects = objects, .n_objects = n + 1};

	for (size_t i = 0; i < n; i++) {
		programs[i] = (struct result_program){.result = figures(12, shapes[i].known, 0),
			.unreached = (char *)shapes[i].text};
		if (shapes[i].known < 0) {
			programs[i].result = figures(-1, -1, -1);
			programs[i].result.verdict = VERDICT_REJECTED;
		}
		objects[i] = (struct result_object){
			.path = (char *)"a.bpf.o", .programs = &programs[i], .n_programs = 1};
		text_set(objects[i].sha256, "1");
	}
	/* another object, in which all is reached */
	programs[n] = (struct result_program){.result = figures(12, 12, 12)};
	objects[n] = (struct result_object){
		.path = (char *)"a.bpf.o", .programs = &programs[n], .n_programs = 1};
	text_set(objects[n].sha256, "2");
	assert_int_equal(coverage_unite(ret, &k, &objects[0], &programs[0].result), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(coverage_is_later_shape(&k, &objects[i]), i > 0);
	assert_false(coverage_is_later_shape(&k, &objects[n]));
}

static void what_no_shape_reaches_is_left(void **state)
{
	static const struct {
		struct shape shapes[4];
		size_t n;
		int64_t insns, known, reached, unknown;
		const char *gaps;
	} rows[] = {
		{{{"2-5 a.c:1\n7-8 a.c:2\n", 12}}, 1, 12, 12, 6, 0, "2-5 a.c:1\n7-8 a.c:2\n"},
		{{{NULL, 12}}, 1, 12, 12, 12, 0, ""},
		{{{"2-5 a.c:1\n7-8 a.c:2\n", 12}, {"0-2 a.c:1\n4-7 a.c:1\n", 12}}, 2, 12, 12, 8, 0,
			"2-2 a.c:1\n4-5 a.c:1\n7-7 a.c:1\n"},
		/* one range meets several */
		{{{"0-11 a.c:1\n", 12}, {"1-2 a.c:1\n4-5 a.c:1\n", 12}, {"2-4 a.c:1\n", 12}}, 3, 12,
			12, 10, 0, "2-2 a.c:1\n4-4 a.c:1\n"},
		{{{"2-5 a.c:1\n", 12}, {NULL, 12}}, 2, 12, 12, 12, 0, ""},
		/* a list that was cut: nothing is said of what is behind */
		{{{"2-5 a.c:1\n", 12}, {"2-3 a.c:1\n", 4}}, 2, 12, 4, 2, 0, "2-3 a.c:1\n"},
		{{{"2-3 a.c:1\n", 4}, {"2-5 a.c:1\n7-8\n", 12}}, 2, 12, 4, 2, 0, "2-3 a.c:1\n"},
		/* no answer: a log that was cut, a shape that is refused */
		{{{"2-5 a.c:1\n", 12}, {NULL, 0}}, 2, 12, 12, 8, 1, "2-5 a.c:1\n"},
		{{{NULL, -1}, {"2-5 a.c:1\n", 12}}, 2, 12, 12, 8, 1, "2-5 a.c:1\n"},
		{{{NULL, -1}, {NULL, 0}}, 2, -1, 0, 0, 2, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct coverage_union u;
		char gaps[256] = "";
		size_t len = 0;
		unite(&u, rows[i].shapes, rows[i].n);
		for (size_t j = 0; j < u.n_gaps; j++)
			len += (size_t)snprintf(gaps + len, sizeof(gaps) - len, "%lld-%lld %s\n",
				(long long)u.gaps[j].from, (long long)u.gaps[j].to, u.gaps[j].at);
		if (strcmp(gaps, rows[i].gaps) != 0 || u.insns != rows[i].insns ||
			u.known != rows[i].known || u.reached != rows[i].reached ||
			u.unknown != rows[i].unknown || u.shapes != (int64_t)rows[i].n)
			fail_msg("row %zu: %lld %lld %lld %lld\n%s", i, (long long)u.insns,
				(long long)u.known, (long long)u.reached, (long long)u.unknown,
				gaps);
		assert_int_equal(u.doubt != NULL, u.unknown > 0);
		coverage_union_clear(&u);
	}
}

/* One object in three shapes, of which one is refused; another one without coverage. */
static void the_union_is_in_the_result(void **state)
{
	struct result_program programs[4] = {
		{.result = figures(12, 12, 6), .unreached = (char *)"2-5 a.c:1\n7-8\n"},
		{.result = figures(12, 12, 6), .unreached = (char *)"0-2 a.c:1\n8-10\n"},
		{.result = figures(-1, -1, -1)}, {.result = figures(-1, -1, -1)}};
	struct result_object objects[4] = {0};
	const struct result_kernel asked = {.objects = objects, .n_objects = 4};
	const struct result_kernel unasked = {.objects = &objects[3], .n_objects = 1};
	json_t *json = json_object();

	(void)state;
	programs[2].result.verdict = VERDICT_REJECTED;
	for (size_t i = 0; i < COUNT(objects); i++) {
		objects[i] = (struct result_object){
			.path = i < 3 ? (char *)"a.bpf.o" : (char *)"b.bpf.o",
			.programs = &programs[i],
			.n_programs = 1};
		text_set(objects[i].sha256, i < 3 ? "1" : "2");
	}
	assert_int_equal(coverage_json_put(json, &unasked), 0);
	assert_null(json_object_get(json, "coverage"));
	assert_int_equal(coverage_json_put(json, &asked), 0);
	char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
	assert_string_equal(text,
		"{\"coverage\":[{\"insns\":12,\"known\":12,\"path\":\"a.bpf.o\","
		"\"program\":\"probe\",\"reached\":10,\"sha256\":\"1\",\"shapes\":3,"
		"\"unknown\":1,\"unreached\":[{\"from\":2,\"source_at\":\"a.c:1\",\"to\":2},"
		"{\"from\":8,\"to\":8}]}]}");
	free(text);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_ranges_in_order_are_taken),
		cmocka_unit_test(figures_are_those_of_the_text),
		cmocka_unit_test(what_no_shape_reaches_is_left),
		cmocka_unit_test(the_union_is_in_the_result),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
