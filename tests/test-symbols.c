// SPDX-License-Identifier: GPL-2.0-only
/* Names for addresses, from a System.map that may be cut, empty or not a System.map. */
#include "vm/symbols.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char map[] = "0000000000000000 D __per_cpu_start\n"
			  "ffffffff81000000 T _text\n"
			  "ffffffff81040fd0 t native_halt\n"
			  "ffffffff81040fe0 t native_steal_clock\n"
			  "ffffffff821af770 T start_kernel\n"
			  "ffffffff82a00000 D init_task\n";

static void expect(const char *text, const uint64_t *words, size_t count, const char *want)
{
	char *got = symbols_name(text, words, count);

	if (!want)
		assert_null(got);
	else
		assert_string_equal(got, want);
	free(got);
}

static void functions_have_names(void **state)
{
	static const uint64_t words[] = {0xffffffff81040fda, 0, 0x46, 0xffffffff821af770,
		0xffffffff82a00010, 0x7f0012345678, 0xffffffff80000000, 0xffffffff81040fe0,
		0xffffffff90000000, UINT64_MAX};

	(void)state;
	expect(map, words, sizeof(words) / sizeof(*words),
		"native_halt+0xa, start_kernel+0x0, native_steal_clock+0x0");
	expect(map, words + 1, 2, NULL);
	expect(map, words, 0, NULL);
	expect("", words, 4, NULL);
	expect("\n\n\n", words, 4, NULL);
	expect("no map at all\nffffffff81040fd0\nffffffff81040fd0 \nffffffff81040fd0 t", words, 4,
		NULL);
	/* cut in the middle of a line */
	for (size_t len = 0; len < sizeof(map); len++) {
		char *cut = strndup(map, len);
		assert_non_null(cut);
		free(symbols_name(cut, words, sizeof(words) / sizeof(*words)));
		free(cut);
	}
}

static void a_long_stack_is_cut(void **state)
{
	uint64_t words[64];

	(void)state;
	for (size_t i = 0; i < 64; i++)
		words[i] = 0xffffffff81040fd0;
	char *got = symbols_name(map, words, 64);
	assert_non_null(got);
	assert_int_equal(strlen(got), 10 * strlen("native_halt+0x0, ") - 2);
	free(got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_have_names),
		cmocka_unit_test(a_long_stack_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
