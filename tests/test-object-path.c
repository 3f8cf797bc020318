// SPDX-License-Identifier: GPL-2.0-only
/*
 * Paths that one object gives for another: resolved from its directory, never outside the docket.
 */
#include "judge/object-path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct docket_entry entries[] = {
	{.path = "a.bpf.o"},
	{.path = "d/a.bpf.o"},
	{.path = "d/e/b.bpf.o"},
	{.path = "./f/../g/c.bpf.o"},
	{.path = "../out.bpf.o"},
};
static const struct docket docket = {
	.entries = entries, .count = sizeof(entries) / sizeof(*entries)};

static const struct {
	const char *from, *path, *looked_for;
	int found; /* index into entries; -1: none */
} cases[] = {
	{"a.bpf.o", "a.bpf.o", "a.bpf.o", 0},
	{"d/x.bpf.o", "a.bpf.o", "d/a.bpf.o", 1},
	{"d/x.bpf.o", "./a.bpf.o", "d/a.bpf.o", 1},
	{"d/x.bpf.o", "../a.bpf.o", "a.bpf.o", 0},
	{"d/x.bpf.o", ".//e/.././/e/b.bpf.o", "d/e/b.bpf.o", 2},
	{"d/e/x.bpf.o", "../../a.bpf.o", "a.bpf.o", 0},
	/* an entry whose own path is not normalized */
	{"x.bpf.o", "g/c.bpf.o", "g/c.bpf.o", 3},
	{"x.bpf.o", "f/c.bpf.o", "f/c.bpf.o", -1},
	/* missing, or a part of a path */
	{"x.bpf.o", "b.bpf.o", "b.bpf.o", -1},
	{"x.bpf.o", "a.bpf", "a.bpf", -1},
	{"x.bpf.o", "a.bpf.o/", "a.bpf.o/", -1},
	{"x.bpf.o", "d", "d", -1},
	{"x.bpf.o", "", "", -1},
	/* names that begin with dots are names */
	{"x.bpf.o", "..a.bpf.o", "..a.bpf.o", -1},
	{"x.bpf.o", "...", "...", -1},
};

static struct docket_entry at_path(const char *path)
{
	struct docket_entry e = {0};

	strcpy(e.path, path);
	return e;
}

static void objects_are_found(void **state)
{
	char at[PATH_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct docket_entry from = at_path(cases[i].from);
		const struct docket_entry *e = object_path_find(
			&docket, &from, cases[i].path, strlen(cases[i].path), at, sizeof(at));
		const int found = e ? (int)(e - entries) : -1;
		if (found != cases[i].found || strcmp(at, cases[i].looked_for) != 0)
			fail_msg("%s from %s: %d, looked for %s", cases[i].path, cases[i].from,
				found, at);
	}
}

static void a_path_never_leaves_the_docket(void **state)
{
	static const char *const out[] = {
		"../out.bpf.o", "../../a.bpf.o", "d/../../a.bpf.o", "..", "../x/../../a.bpf.o"};
	const struct docket_entry from = at_path("x.bpf.o");
	char at[PATH_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(out) / sizeof(*out); i++)
		assert_null(
			object_path_find(&docket, &from, out[i], strlen(out[i]), at, sizeof(at)));
}

static void only_len_bytes_are_read(void **state)
{
	const struct docket_entry from = at_path("d/x");
	char at[PATH_SIZE];

	(void)state;
	assert_ptr_equal(object_path_find(&docket, &from, "a.bpf.o:program", 7, at, sizeof(at)),
		&entries[1]);
	assert_string_equal(at, "d/a.bpf.o");
}

/* Of two builds in one docket each has its own objects, though the paths are the same. */
static void an_object_is_of_the_same_build(void **state)
{
	static struct docket_entry both[] = {{.path = "d/a.bpf.o"},
		{.path = "d/a.bpf.o", .against = true}, {.path = "d/new.bpf.o"}};
	const struct docket d = {.entries = both, .count = 3};
	char at[PATH_SIZE], question[160];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_ptr_equal(
			object_path_find(&d, &both[i], "a.bpf.o", 7, at, sizeof(at)), &both[i]);
		assert_ptr_equal(object_path_find(&d, &both[i], "new.bpf.o", 9, at, sizeof(at)),
			i ? NULL : &both[2]);
		object_path_suggest(question, sizeof(question), &d, &both[i], "d/nev.bpf.o");
		assert_int_equal(strstr(question, "new") != NULL, i == 0);
	}
}

/* A path that is too long is cut, and matches nothing. */
static void a_path_that_is_too_long_is_not_found(void **state)
{
	struct docket_entry from = at_path("d/x");
	char at[8], path[PATH_SIZE];

	(void)state;
	assert_null(object_path_find(&docket, &from, "a.bpf.object", 12, at, sizeof(at)));
	assert_non_null(memchr(at, '\0', sizeof(at)));
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	strcpy(from.path, path);
	assert_null(object_path_find(&docket, &from, path, strlen(path), at, sizeof(at)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_are_found),
		cmocka_unit_test(a_path_never_leaves_the_docket),
		cmocka_unit_test(only_len_bytes_are_read),
		cmocka_unit_test(an_object_is_of_the_same_build),
		cmocka_unit_test(a_path_that_is_too_long_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
