/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For cmocka tests that cannot run everywhere: each prints why, and scripts/run-suites counts it.
 * Include it after <cmocka.h>.
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

/* The status of main(): 77 (skipped, to meson) if no test could run. */
#define run_counted(tests)                                                                         \
	({                                                                                         \
		int failed_ = cmocka_run_group_tests(tests, NULL, NULL);                           \
		failed_ ? 1 : skipped_tests == sizeof(tests) / sizeof(*(tests)) ? 77 : 0;          \
	})

#endif
