// SPDX-License-Identifier: GPL-2.0-only
/* The TSC rate passed to guests, or none if the counter does not keep pace with the clock. */
#include "vm/counter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void differing_rates_give_no_rate(void **state)
{
	int64_t alike[] = {2596122, 2596000, 2596130}, apart[] = {2596122, 2590000, 2596130},
		none[] = {0, 0, 0}, backwards[] = {2596122, -5, 2596130};

	(void)state;
	assert_int_equal(counter_agree(alike, 3), 2596122);
	assert_int_equal(counter_agree(apart, 3), 0);
	assert_int_equal(counter_agree(none, 3), 0);
	assert_int_equal(counter_agree(backwards, 3), 0);
	assert_int_equal(counter_agree(NULL, 0), 0);
}

/* /proc/cpuinfo has this machine's rate; the test compares to within 1 %. */
static void the_rate_is_this_machines(void **state)
{
	FILE *f = fopen("/proc/cpuinfo", "r");
	char line[1024];
	double mhz = 0;
	bool constant = false;

	(void)state;
	while (f && fgets(line, sizeof(line), f)) {
		sscanf(line, "cpu MHz : %lf", &mhz);
		constant |= strstr(line, "constant_tsc") && strstr(line, " hypervisor");
	}
	if (f)
		fclose(f);
	const int64_t khz = counter_khz();
	assert_int_equal(khz, counter_khz());
	assert_true(khz >= 0);
	if (!constant || !mhz || !khz) {
		print_message("SKIP: the kernel here does not report the rate of its TSC\n");
		skip();
	}
	assert_in_range(khz, (int64_t)(mhz * 990), (int64_t)(mhz * 1010));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differing_rates_give_no_rate),
		cmocka_unit_test(the_rate_is_this_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
