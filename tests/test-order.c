// SPDX-License-Identifier: GPL-2.0-only
/* Orders of the host: each written order is read back, and no other line is an order. */
#include "verdict/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define NONCE "0123456789abcdef"

/* Reads from memory that ends with the line, so that a sanitizer detects reads past it. */
static bool reads(struct order *ret, const char *line, size_t len)
{
	char *exact = malloc(len ? len : 1);

	assert_non_null(exact);
	memcpy(exact, line, len);
	bool is = order_read(ret, exact, len, NONCE);
	free(exact);
	return is;
}

static void orders_round_trip(void **state)
{
	static const struct order orders[] = {
		{0, 0}, {0, -1}, {-1, -1}, {7, 65535}, {999999999999999999, 999999999999999999}};

	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		char line[ORDER_MAX];
		struct order got = {-2, -2};
		int len = order_write(line, NONCE, &orders[i]);
		assert_in_range(len, 1, ORDER_MAX - 1);
		assert_int_equal(line[len - 1], '\n');
		assert_true(reads(&got, line, (size_t)len - 1));
		assert_int_equal(got.object, orders[i].object);
		assert_int_equal(got.program, orders[i].program);
	}
}

static void no_other_line_is_an_order(void **state)
{
	static const char whole[] = "stop " NONCE " 12 34";
	static const char *const lines[] = {
		"",
		"stop",
		"STOP " NONCE " 1 2",
		"stop 0123456789abcdee 1 2",
		"stop 0123456789ABCDEF 1 2",
		"stop " NONCE "1 2",
		"stop " NONCE "  1 2",
		"stop " NONCE " 1  2",
		"stop " NONCE " 1 2 ",
		"stop " NONCE " 1 2\r",
		" stop " NONCE " 1 2",
		"stop " NONCE " 01 2",
		"stop " NONCE " 1 00",
		"stop " NONCE " -1 2",
		"stop " NONCE " 1 -2",
		"stop " NONCE " - 2",
		"stop " NONCE " 1 --",
		"stop " NONCE " +1 2",
		"stop " NONCE " 1 2x",
		"stop " NONCE " 0x1 2",
		"stop " NONCE " 1 1000000000000000000",
		"stop " NONCE " 99999999999999999999999 1",
		"stop " NONCE " 1,2",
	};
	struct order got = {-2, -2};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (reads(&got, lines[i], strlen(lines[i])))
			fail_msg("\"%s\" was taken", lines[i]);
	/* cut anywhere, but for the last digit; and with a NUL in it */
	for (size_t len = 0; len < sizeof(whole) - 2; len++)
		assert_false(reads(&got, whole, len));
	assert_false(reads(&got, whole, sizeof(whole)));
	assert_int_equal(got.object, -2);
	assert_true(reads(&got, whole, sizeof(whole) - 1));
	assert_int_equal(got.object, 12);
	assert_int_equal(got.program, 34);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_round_trip),
		cmocka_unit_test(no_other_line_is_an_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
