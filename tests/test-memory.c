// SPDX-License-Identifier: GPL-2.0-only
/* Which guest holds maps: one that is as large as was asked for does, and none much smaller. */
#include "supervise/memory.h"
#include "verdict/limits.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define MIB (1LL << 20)

/*
 * MemTotal and MemAvailable of a guest of @mib whose kernel reserves 90 MiB, bounce buffers and a
 * struct page for each page, and uses 100 MiB by the time that objects are judged.
 */
static int64_t total_of(int64_t mib)
{
	return (mib - mib / 64 - 90 - (mib > 3072 ? 64 : 0)) * MIB;
}

static int64_t available_of(int64_t mib)
{
	return total_of(mib) - 100 * MIB;
}

static void what_fits_needs_no_other(void **state)
{
	(void)state;
	assert_int_equal(memory_guest_mib_of(0, total_of(512), available_of(512)), 0);
	assert_int_equal(memory_guest_mib_of(200 * MIB, total_of(512), available_of(512)), 0);
	assert_true(memory_guest_mib_of(400 * MIB, total_of(512), available_of(512)) > 512);
	/* what is in use counts, too */
	assert_true(memory_guest_mib_of(200 * MIB, total_of(512), 220 * MIB) > 512);
}

static void the_guest_that_is_asked_for_holds_them(void **state)
{
	(void)state;
	for (int64_t mib = 16; mib < 1 << 20; mib += 1 + mib / 7) {
		const int64_t need =
			memory_guest_mib_of(mib * MIB, total_of(512), available_of(512));
		if (!need)
			continue;
		assert_int_equal(need % 64, 0);
		if (memory_guest_mib_of(mib * MIB, total_of(need), available_of(need)))
			fail_msg("%" PRId64 " MiB do not fit %" PRId64, mib, need);
		/* the cgroup has three quarters of a guest */
		assert_true(need < mib * 3 / 2 + 512);
	}
}

static void no_size_overflows(void **state)
{
	(void)state;
	assert_int_equal(memory_guest_mib_of(MAPS_BYTES_MAX, total_of(512), available_of(512)),
		GUEST_MEMORY_MIB_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fits_needs_no_other),
		cmocka_unit_test(the_guest_that_is_asked_for_holds_them),
		cmocka_unit_test(no_size_overflows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
