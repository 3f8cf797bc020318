// SPDX-License-Identifier: GPL-2.0-only
/*
 * The survey's records, merged as PID 1 merges them; the last has FEATURES_SURVEY.  Maps, program
 * types, helpers and kfuncs are those of a kernel that the test makes up; the rest is this
 * machine's.
 */
#include "probe/has.h"
#include "probe/kfuncs.h"
#include "probe/names.h"
#include "probe/survey.h"
#include "verdict/bpf-names.h"
#include "verdict/features-keys.h"
#include "verdict/record.h"
#include "fixture-records.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/*
 * The made-up kernel has two program types and one map type; one program type has all helpers, the
 * other none.
 */
#define XDP	6
#define CLS	3
#define RINGBUF 27

static int helpers; /* the answer for each helper of CLS */

int __wrap_has_map_type(int type);
int __wrap_has_map_type(int type)
{
	return type == RINGBUF ? 1 : type == 2 ? -EPERM : 0;
}

int __wrap_has_program_type(int type);
int __wrap_has_program_type(int type)
{
	return type == XDP || type == CLS;
}

int __wrap_has_helper(const struct program_kind *kind, int number);
int __wrap_has_helper(const struct program_kind *kind, int number)
{
	return kind->type == XDP ? number > 0 : helpers;
}

size_t __wrap_kfuncs_count(void);
size_t __wrap_kfuncs_count(void)
{
	return 37;
}

/* As PID 1 does: add the keys of an object, append the elements of an array. */
static void merge(json_t *to, json_t *from)
{
	const char *key;
	json_t *value;

	json_object_foreach(from, key, value)
	{
		json_t *merged = json_object_get(to, key);
		if (json_is_object(merged))
			merge(merged, value);
		else if (json_is_array(merged))
			json_array_extend(merged, value);
		else
			json_object_set(to, key, value);
	}
}

static void work(const void *data, int fd, int go)
{
	(void)data;
	survey(fd, go);
}

static json_t *survey_here(void)
{
	static struct record r;
	json_t *all = json_object();
	bool over = false;
	struct record_pipe p = record_pipe_open(work, NULL);

	while (record_pipe_read(&p, &r)) {
		assert_int_equal(r.kind, RECORD_FEATURES);
		/* nothing comes after the end */
		assert_false(over);
		over = json_object_get(r.features, FEATURES_SURVEY) != NULL;
		merge(all, r.features);
		record_clear(&r);
	}
	assert_int_equal(record_pipe_close(&p), 0);
	assert_true(over);
	return all;
}

/* That @array has these names and no others. */
static void names_are(json_t *array, size_t n, const char *const *names)
{
	assert_true(json_is_array(array));
	assert_int_equal(json_array_size(array), n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(json_string_value(json_array_get(array, i)), names[i]);
}

static void features_of_the_kernel_are_sent(void **state)
{
	json_t *all = survey_here(), *xdp, *value;
	const char *key;
	size_t known = 0, i, j;

	(void)state;
	assert_string_equal(json_string_value(json_object_get(all, FEATURES_SURVEY)), "whole");
	names_are(json_object_get(all, "program_types"), 2,
		(const char *const[]){"sched_cls", "xdp"});
	names_are(json_object_get(all, "map_types"), 1, (const char *const[]){"ringbuf"});
	assert_int_equal(json_integer_value(json_object_get(all, "kfuncs")), 37);
	/* every helper once, in as many records as that needs */
	for (int number = 1; number < BPF_NAMES_HELPERS; number++)
		known += names_helper(number) != NULL;
	xdp = json_object_get(json_object_get(all, "helpers"), "xdp");
	assert_true(known > 150);
	assert_int_equal(json_array_size(xdp), known);
	json_array_foreach(xdp, i, value) for (j = 0; j < i; j++)
		assert_false(json_equal(value, json_array_get(xdp, j)));
	/* an empty array says that it has none */
	names_are(json_object_get(json_object_get(all, "helpers"), "sched_cls"), 0, NULL);
	assert_int_equal(json_object_size(json_object_get(all, "helpers")), 2);
	json_object_foreach(json_object_get(all, "config"), key, value)
		assert_true(*key && json_is_string(value));
	assert_true(json_is_array(json_object_get(all, "isa")));
	json_decref(all);
}

static void unknown_features_are_not_sent(void **state)
{
	json_t *all;

	(void)state;
	helpers = -ENOTSUP;
	all = survey_here();
	assert_null(json_object_get(json_object_get(all, "helpers"), "sched_cls"));
	assert_non_null(json_object_get(json_object_get(all, "helpers"), "xdp"));
	json_decref(all);
	helpers = 0;
}

/* A kernel that accepts v4 accepts v3, and so on. */
static void instruction_sets_build_on_one_another(void **state)
{
	json_t *all = survey_here(), *isa = json_object_get(all, "isa"), *value;
	bool has[5] = {true};
	size_t i;

	(void)state;
	json_array_foreach(isa, i, value)
	{
		const char *name = json_string_value(value);
		if (*name == 'v' && name[1] >= '1' && name[1] <= '4')
			has[name[1] - '0'] = true;
	}
	for (int v = 2; v <= 4; v++)
		assert_true(!has[v] || has[v - 1]);
	json_decref(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(features_of_the_kernel_are_sent),
		cmocka_unit_test(unknown_features_are_not_sent),
		cmocka_unit_test(instruction_sets_build_on_one_another),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
