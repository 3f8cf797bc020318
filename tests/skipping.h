/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of cmocka that cannot run everywhere: each says why, and is counted by scripts/run-suites.
 * Include it behind <cmocka.h>.
 */
#ifndef TESTS_SKIPPING_H
#define TESTS_SKIPPING_H

#include <stdio.h>

static size_t skipped_tests;

/* Leaves the test. */
#define skip_because(...)                                                                          \
	do {                                                                                       \
		printf("SKIP: %s: ", __func__);                                                    \
		printf(__VA_ARGS__);                                                               \
		putchar('\n');                                                                     \
		fflush(stdout);                                                                    \
		skipped_tests++;                                                                   \
		skip();                                                                            \
	} while (0)

/* What main() returns: 77 for meson where none could run. */
#define run_counted(tests)                                                                         \
	({                                                                                         \
		int failed_ = cmocka_run_group_tests(tests, NULL, NULL);                           \
		failed_ ? 1 : skipped_tests == sizeof(tests) / sizeof(*(tests)) ? 77 : 0;          \
	})

#endif
