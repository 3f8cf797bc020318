// SPDX-License-Identifier: GPL-2.0-only
/* The peak of memory, with a file in the place of memory.peak. */
#include "load/memory-peak.h"
#include "verdict/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* A descriptor of a file with @text. */
static int file_with(const char *text)
{
	FILE *file = tmpfile();
	const int fd = file ? dup(fileno(file)) : -1;

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, text, strlen(text), 0), (ssize_t)strlen(text));
	fclose(file);
	return fd;
}

static void the_growth_is_the_peak(void **state)
{
	const int fd = file_with("1048576\n");

	(void)state;
	memory_peak_use(fd);
	/* what is written to the kernel's file changes none of it: here it is the first digit */
	const int64_t begun = memory_peak_begin();
	assert_int_equal(begun, 48576);
	assert_int_equal(memory_peak_end(begun), 0);
	assert_int_equal(pwrite(fd, "9", 1, 0), 1);
	assert_int_equal(memory_peak_end(begun), 9000000);
	close(fd);
}

static void what_cannot_be_measured_is_not_known(void **state)
{
	(void)state;
	memory_peak_use(-1);
	assert_int_equal(memory_peak_begin(), UNKNOWN_FIGURE);
	assert_int_equal(memory_peak_end(0), UNKNOWN_FIGURE);
	const int fd = file_with("xnone\n");
	memory_peak_use(fd);
	assert_int_equal(memory_peak_end(0), UNKNOWN_FIGURE);
	/* less than before, and no begin */
	assert_int_equal(pwrite(fd, "5\n", 2, 0), 2);
	assert_int_equal(memory_peak_end(6), UNKNOWN_FIGURE);
	assert_int_equal(memory_peak_end(UNKNOWN_FIGURE), UNKNOWN_FIGURE);
	close(fd);
	/* closed: no writes, as before 6.12 */
	assert_int_equal(memory_peak_begin(), UNKNOWN_FIGURE);
	memory_peak_use(-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_growth_is_the_peak),
		cmocka_unit_test(what_cannot_be_measured_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
