// SPDX-License-Identifier: GPL-2.0-only
/* Which program refers to which map, and what damaged objects come to. */
#include "load/references.h"
#include "file.h"
#include "fixture-objects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *const maps[] = {"of_direct", "of_static", "of_global", "of_callback",
	"of_nobody", "of_itself", "inner", "outer"};
#define MAPS (sizeof(maps) / sizeof(*maps))

/* Each program, and the maps that it refers to. */
static const struct {
	const char *program, *uses;
} programs[] = {
	{"plain", ""},
	{"direct", "of_direct "},
	{"calls", "of_static "},
	{"calls_global", "of_global "},
	{"calls_back", "of_callback of_itself "},
	{"nests", "inner outer "},
};

static char *read_object(const char *name, size_t *ret_len)
{
	char *bytes;

	assert_int_equal(read_whole(test_object_path(name), 1 << 24, &bytes, ret_len), 0);
	return bytes;
}

static void programs_refer_to_their_maps(void **state)
{
	size_t len;
	char *bytes = read_object("references", &len), uses[256];
	struct references *r = references_read(bytes, len);

	(void)state;
	assert_non_null(r);
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		*uses = '\0';
		for (size_t j = 0; j < MAPS; j++)
			if (references_use(r, programs[i].program, maps[j]))
				strcat(strcat(uses, maps[j]), " ");
		assert_string_equal(uses, programs[i].uses);
	}
	/* several at once */
	references_begin(r);
	references_follow(r, "direct");
	references_follow(r, "calls");
	assert_true(references_reached(r, "of_direct"));
	assert_true(references_reached(r, "of_static"));
	assert_false(references_reached(r, "of_global"));
	references_begin(r);
	assert_false(references_reached(r, "of_direct"));
	references_free(r);
	free(bytes);
}

/* What is not known counts as a reference. */
static void what_is_not_known_refers_to_all(void **state)
{
	size_t len;
	char *bytes = read_object("references", &len);
	struct references *r = references_read(bytes, len);

	(void)state;
	assert_true(references_use(r, "no_such_program", "of_nobody"));
	assert_true(references_use(r, "plain", "no_such_map"));
	assert_true(references_use(NULL, "plain", "of_nobody"));
	references_free(r);
	references_free(NULL);
	free(bytes);
}

/* Any byte may be any other, and the file may end anywhere. */
static void damaged_objects_do_no_harm(void **state)
{
	size_t len;
	char *bytes = read_object("references", &len);
	uint32_t random = 1;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		random = random * 1664525 + 1013904223;
		const size_t size = round % 3 ? len : random % len;
		char *copy = malloc(size + 1);
		assert_non_null(copy);
		memcpy(copy, bytes, size);
		for (int i = 0; i < 1 + round % 8 && size; i++) {
			random = random * 1664525 + 1013904223;
			/* the tables at the end are hit as often as the rest */
			const size_t at =
				round % 2 ? random % size : size - 1 - random % (size / 2 + 1);
			copy[at] = (char)(random >> 24);
		}
		struct references *r = references_read(copy, size);
		for (size_t j = 0; j < MAPS; j++)
			references_use(r, "nests", maps[j]);
		references_free(r);
		free(copy);
	}
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_refer_to_their_maps),
		cmocka_unit_test(what_is_not_known_refers_to_all),
		cmocka_unit_test(damaged_objects_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
