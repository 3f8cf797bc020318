// SPDX-License-Identifier: GPL-2.0-only
/*
 * /init's settings from the kernel command line and the parameters file, and which of them counts.
 */
#include "settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define NOT_THERE "/nonexistent"

static char line_path[] = "/tmp/test-settings.XXXXXX", file_path[] = "/tmp/test-settings.XXXXXX";

static void put(const char *path, const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

/* @file NULL: no file. */
static struct settings read_both(const char *line, const char *file)
{
	struct settings s;

	memset(&s, 0x5a, sizeof(s));
	s.guest = true;
	put(line_path, line, strlen(line));
	if (file)
		put(file_path, file, strlen(file));
	settings_read(&s, line_path, file ? file_path : NOT_THERE);
	assert_true(s.guest);
	return s;
}

static int make_files(void **state)
{
	(void)state;
	return close(mkstemp(line_path)) || close(mkstemp(file_path));
}

static int remove_files(void **state)
{
	(void)state;
	return unlink(line_path) || unlink(file_path);
}

static void the_command_line_alone(void **state)
{
	struct settings s =
		read_both("console=ttyS0 jury.records=ttyS1 jury.nonce=0123456789abcdef "
			  "jury.program_timeout=5 jury.deadline=host quiet\n",
			NULL);

	(void)state;
	assert_string_equal(s.wrong, "");
	assert_string_equal(s.run.records, "ttyS1");
	assert_string_equal(s.run.nonce, "0123456789abcdef");
	assert_int_equal(s.program_timeout_ms, 5000);
	assert_true(s.host_deadline);
}

/* No parameters, and no /proc. */
static void nothing_is_the_default(void **state)
{
	struct settings s;

	(void)state;
	memset(&s, 0x5a, sizeof(s));
	settings_read(&s, NOT_THERE, NOT_THERE);
	assert_string_equal(s.wrong, "");
	assert_string_equal(s.run.records, "");
	assert_int_equal(s.program_timeout_ms, 120000);
	assert_false(s.host_deadline);
}

static void the_file_overrides_the_command_line(void **state)
{
	struct settings s = read_both("jury.records=ttyS1 jury.nonce=0000000000000001 "
				      "jury.from=1:2:3 jury.deadline=host jury.program_timeout=5\n",
		"jury.nonce=0000000000000002\njury.from=4:5\n");

	(void)state;
	assert_string_equal(s.wrong, "");
	assert_string_equal(s.run.nonce, "0000000000000002");
	assert_int_equal(s.run.from_object, 4);
	assert_int_equal(s.run.from_program, 5);
	assert_int_equal(s.run.from_programs, -1); /* the file's parameter replaces all parts */
	/* parameters that the file lacks keep their values */
	assert_string_equal(s.run.records, "ttyS1");
	assert_int_equal(s.program_timeout_ms, 5000);
	assert_true(s.host_deadline);
}

/* A host that gets no records cannot enforce deadlines. */
static void a_host_without_records_watches_nothing(void **state)
{
	struct settings s = read_both("jury.deadline=host\n", NULL);

	(void)state;
	assert_true(s.run.host_deadline);
	assert_false(s.host_deadline);
}

static void errors_are_reported_with_their_place(void **state)
{
	char want[256];
	struct settings s = read_both("jury.form=1:2\n", "jury.nonce=x\n");

	(void)state;
	/* the first of several */
	assert_string_equal(s.wrong, "kernel command line: jury.form=1:2 is not understood");
	s = read_both("quiet\n", "jury.from=1:2 jury.nonce=x\n");
	snprintf(want, sizeof(want),
		"%s: jury.nonce=x is not understood: only nonce and from may be in this file",
		file_path);
	assert_string_equal(s.wrong, want);
	assert_int_equal(s.run.from_program, 2);
	/* a word of the command line alone */
	s = read_both("jury.records=ttyS1\n", "jury.records=ttyS2\n");
	assert_non_null(strstr(s.wrong, "jury.records=ttyS2 is not understood"));
	assert_string_equal(s.run.records, "ttyS1");
}

/* A truncated file is ignored as a whole: "jury.from=1:2" may be the rest of "jury.from=1:23". */
static void a_file_that_was_cut_is_not_read(void **state)
{
	static const char whole[] = "jury.nonce=0123456789abcdef\njury.from=1:23\n";
	struct settings s;

	(void)state;
	put(line_path, "", 0);
	for (size_t len = 0; len < strlen(whole); len++) {
		put(file_path, whole, len);
		settings_read(&s, line_path, file_path);
		if (len && whole[len - 1] == '\n')
			continue; /* a complete file */
		assert_non_null(strstr(s.wrong, "did not arrive whole"));
		assert_string_equal(s.run.nonce, "0000000000000000");
		assert_int_equal(s.run.from_program, 0);
	}
	settings_read(&s, line_path, file_path);
	assert_true(*s.wrong);
	put(file_path, whole, strlen(whole));
	settings_read(&s, line_path, file_path);
	assert_string_equal(s.wrong, "");
	assert_int_equal(s.run.from_program, 23);
}

static void an_unreadable_file_is_an_error(void **state)
{
	static char text[65536];
	struct settings s;

	(void)state;
	put(line_path, "", 0);
	settings_read(&s, line_path, "/");
	assert_string_equal(s.wrong, "/: is not a regular file with one name");
	/* too long to be read, on either side */
	memset(text, '\n', sizeof(text));
	put(file_path, text, sizeof(text));
	settings_read(&s, line_path, file_path);
	assert_non_null(strstr(s.wrong, "File too large"));
	settings_read(&s, file_path, NOT_THERE);
	assert_string_equal(s.wrong, "kernel command line: File too large");
	put(file_path, text, sizeof(text) - 1);
	settings_read(&s, line_path, file_path);
	assert_string_equal(s.wrong, "");
}

/* On either side: neither waited for, nor followed, nor read. */
static void another_kind_of_file_is_an_error(void **state)
{
	char at[64], want[128];
	struct settings s;

	(void)state;
	put(line_path, "", 0);
	put(file_path, "jury.from=1:2\n", 14);
	snprintf(at, sizeof(at), "%s.other", file_path);
	for (int kind = 0; kind < 3; kind++) {
		unlink(at);
		assert_int_equal(kind == 0   ? mkfifo(at, 0600)
				 : kind == 1 ? symlink(file_path, at)
					     : link(file_path, at),
			0);
		const char *why = kind == 1 ? "Too many levels of symbolic links"
					    : "is not a regular file with one name";
		settings_read(&s, line_path, at);
		snprintf(want, sizeof(want), "%s: %s", at, why);
		assert_string_equal(s.wrong, want);
		assert_int_equal(s.run.from_program, 0);
		settings_read(&s, at, NOT_THERE);
		snprintf(want, sizeof(want), "kernel command line: %s", why);
		assert_string_equal(s.wrong, want);
		assert_int_equal(s.run.from_program, 0);
	}
	unlink(at);
	settings_read(&s, line_path, "/dev/tty");
	assert_true(*s.wrong);
}

static void a_nul_byte_is_an_error(void **state)
{
	static const char text[] = "jury.from=1:2\njury.nonce=0123\0jury.form\n";
	struct settings s;

	(void)state;
	put(line_path, "jury.records=ttyS1\n", 19);
	put(file_path, text, sizeof(text) - 1);
	settings_read(&s, line_path, file_path);
	assert_non_null(strstr(s.wrong, ": has a NUL byte"));
	assert_int_equal(s.run.from_program, 0);
	assert_string_equal(s.run.records, "ttyS1");
	/* the words before it are those of a command line */
	settings_read(&s, file_path, NOT_THERE);
	assert_string_equal(s.wrong, "kernel command line: has a NUL byte");
	assert_int_equal(s.run.from_program, 2);
}

/* Reported to a host that can get it, with no word that was cut. */
static void a_command_line_that_is_too_long_has_its_first_words(void **state)
{
	static char text[70000];
	struct settings s;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "jury.records=ttyS1 ", 19);
	memcpy(text + 65536 - 14, " jury.from=1:23", 15);
	put(line_path, text, sizeof(text));
	settings_read(&s, line_path, NOT_THERE);
	assert_string_equal(s.wrong, "kernel command line: File too large");
	assert_string_equal(s.run.records, "ttyS1");
	assert_int_equal(s.run.from_program, 0);
	/* after a bootconfig */
	memset(text, 'x', sizeof(text));
	memcpy(text + 60000, " jury.records=ttyS1\n", 20);
	put(line_path, text, 60020);
	settings_read(&s, line_path, NOT_THERE);
	assert_string_equal(s.wrong, "");
	assert_string_equal(s.run.records, "ttyS1");
}

/* Neither PID 1 of a container nor an ordinary process is the guest. */
static void only_pid_1_of_the_kernel_is_a_guest(void **state)
{
	struct stat st;

	(void)state;
	assert_true(settings_is_guest(1, NOT_THERE)); /* before /proc is mounted */
	assert_false(settings_is_guest(2, NOT_THERE));
	assert_true(settings_is_guest(1, file_path)); /* a file of the root by that name */
	assert_false(settings_is_guest(1, "/proc/self/ns/mnt")); /* not the first's number */
	if (stat("/proc/self/ns/pid", &st))
		skip();
	assert_int_equal(settings_is_guest(1, "/proc/self/ns/pid"), st.st_ino == 0xEFFFFFFC);
	assert_false(settings_is_guest(2, "/proc/self/ns/pid"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_command_line_alone),
		cmocka_unit_test(nothing_is_the_default),
		cmocka_unit_test(the_file_overrides_the_command_line),
		cmocka_unit_test(a_host_without_records_watches_nothing),
		cmocka_unit_test(errors_are_reported_with_their_place),
		cmocka_unit_test(a_file_that_was_cut_is_not_read),
		cmocka_unit_test(an_unreadable_file_is_an_error),
		cmocka_unit_test(another_kind_of_file_is_an_error),
		cmocka_unit_test(a_nul_byte_is_an_error),
		cmocka_unit_test(a_command_line_that_is_too_long_has_its_first_words),
		cmocka_unit_test(only_pid_1_of_the_kernel_is_a_guest),
	};

	return cmocka_run_group_tests_name("settings", tests, make_files, remove_files);
}
