// SPDX-License-Identifier: GPL-2.0-only
/* Numbers in the kernel's messages, as a hostile log spells them. */
#include "explain/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <limits.h>

static void one(void **state)
{
	int n = 7;

	(void)state;
	assert_true(number_int("-8,size=4", &n));
	assert_int_equal(n, -8);
	assert_true(number_int("2147483647", &n));
	assert_int_equal(n, INT_MAX);
	assert_false(number_int("2147483648", &n));
	assert_false(number_int("-2147483649", &n));
	assert_false(number_int("99999999999999999999999", &n));
	assert_false(number_int("", &n));
	assert_false(number_int(" 8", &n));
	assert_false(number_int("-", &n));
	assert_false(number_int("+8", &n));
	assert_int_equal(n, INT_MAX);
}

static void after(void **state)
{
	(void)state;
	assert_int_equal(number_after("unreleased id=3 alloc_insn=17", "alloc_insn="), 17);
	assert_int_equal(number_after("alloc_insn=", "alloc_insn="), -1);
	assert_int_equal(number_after("alloc_insn=-4", "alloc_insn="), -1);
	assert_int_equal(number_after("alloc_insn=4294967297", "alloc_insn="), -1);
	assert_int_equal(number_after("nothing", "alloc_insn="), -1);
}

static void patterns(void **state)
{
	int n[3];
	long long wide[2];

	(void)state;
	assert_true(numbers_in("_size=48 off=1008 size=8\n", "_size=# off=# size=#", n));
	assert_int_equal(n[0], 48);
	assert_int_equal(n[1], 1008);
	assert_int_equal(n[2], 8);
	assert_false(numbers_in("_size=48 off=1008", "_size=# off=# size=#", n));
	assert_false(numbers_in("_size=48 off=9999999999 size=8", "_size=# off=# size=#", n));
	assert_false(numbers_in("", "#", n));
	assert_true(numbers_in64("(0x0; 0x7fffffffffffffff)", "(#; #)", wide));
	assert_int_equal(wide[0], 0);
	assert_true(wide[1] == LLONG_MAX);
	assert_false(numbers_in64("(0x0; 0xffffffffffffffff)", "(#; #)", wide));
	assert_true(numbers_in64("[-4095, 0]", "[#, #]", wide));
	assert_int_equal(wide[0], -4095);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one),
		cmocka_unit_test(after),
		cmocka_unit_test(patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
