// SPDX-License-Identifier: GPL-2.0-only
/* What is kept of libbpf's messages: warnings alone, long ones by their ends, all within bounds. */
#include "libbpf-setup.h"

#include <bpf/libbpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static libbpf_print_fn_t print_fn; /* that libbpf_setup() installs */

static void print(enum libbpf_print_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void print(enum libbpf_print_level level, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_fn(level, format, args);
	va_end(args);
}

static void only_warnings_are_kept(void **state)
{
	(void)state;
	libbpf_warnings_reset();
	print(LIBBPF_DEBUG, "debug\n");
	print(LIBBPF_INFO, "info\n");
	assert_string_equal(libbpf_warnings(), "");
	/* but what was a warning once, and explains a refusal */
	print(LIBBPF_INFO,
		"libbpf: Error loading .BTF into kernel: %s. BTF is optional, ignoring.\n",
		"-EINVAL");
	assert_string_equal(libbpf_warnings(),
		"libbpf: Error loading .BTF into kernel: -EINVAL. BTF is optional, ignoring.\n");
	libbpf_warnings_reset();
	print(LIBBPF_WARN, "libbpf: %s: %d\n", "map", -22);
	print(LIBBPF_WARN, "second\n");
	assert_string_equal(libbpf_warnings(), "libbpf: map: -22\nsecond\n");
	libbpf_warnings_reset();
	assert_string_equal(libbpf_warnings(), "");
}

/* Such a message is a log of refused BTF, and the error is at its end. */
static void a_long_message_keeps_both_ends(void **state)
{
	static char log[100000];

	(void)state;
	memset(log, 'x', sizeof(log) - 1);
	memcpy(log, "begin", 5);
	memcpy(log + sizeof(log) - 1 - 4, "end\n", 4);
	libbpf_warnings_reset();
	print(LIBBPF_WARN, "%s", log);
	const char *text = libbpf_warnings();
	assert_int_equal(strncmp(text, "begin", 5), 0);
	assert_non_null(strstr(text, "\n[bpfjury: cut here]\n"));
	assert_string_equal(text + strlen(text) - 4, "end\n");
	assert_true(strlen(text) > 4096 && strlen(text) < 4096 + 64);
}

static void the_buffer_is_bounded(void **state)
{
	char line[1000];

	(void)state;
	memset(line, 'y', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	libbpf_warnings_reset();
	for (int i = 0; i < 100; i++)
		print(LIBBPF_WARN, "%s", line);
	assert_int_equal(strlen(libbpf_warnings()), 16383);
	libbpf_warnings_reset();
	print(LIBBPF_WARN, "again\n");
	assert_string_equal(libbpf_warnings(), "again\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_warnings_are_kept),
		cmocka_unit_test(a_long_message_keeps_both_ends),
		cmocka_unit_test(the_buffer_is_bounded),
	};

	libbpf_setup();
	print_fn = libbpf_set_print(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
