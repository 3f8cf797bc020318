// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel command line says to /init. */
#include "settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define DEFAULT_TIMEOUT_MS 120000

static struct settings parse(const char *cmdline)
{
	struct settings s;

	memset(&s, 0x5a, sizeof(s));
	settings_parse(&s, cmdline);
	return s;
}

static void what_is_said_is_taken(void **state)
{
	struct settings s = parse(
		"console=ttyS0 panic=-1 jury.records=ttyS1 jury.nonce=0123456789abcdef "
		"jury.program_timeout=5 jury.from=3:14:15 jury.features=all jury.deadline=host quiet\n");

	(void)state;
	assert_string_equal(s.run.records, "ttyS1");
	assert_string_equal(s.run.nonce, "0123456789abcdef");
	assert_int_equal(s.program_timeout_ms, 5000);
	assert_true(s.run.survey);
	assert_true(s.host_minds);
	assert_int_equal(s.run.from_object, 3);
	assert_int_equal(s.run.from_program, 14);
	assert_int_equal(s.run.from_programs, 15);
}

static void nothing_said_is_the_default(void **state)
{
	static const char *const lines[] = {
		"",
		"\n",
		"quiet",
		"jury",
		"jury.",
		"jury.=",
		"jury.records",
		"xjury.records=ttyS1",
		"records=ttyS1",
		"jury.later=1",
		"jury.features",
		"jury.features=some",
		"jury.deadline",
		"jury.deadline=",
		"jury.deadline=guest",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct settings s = parse(lines[i]);
		assert_string_equal(s.run.records, "");
		assert_string_equal(s.run.nonce, "0000000000000000");
		assert_int_equal(s.program_timeout_ms, DEFAULT_TIMEOUT_MS);
		assert_false(s.run.survey);
		assert_false(s.host_minds);
		assert_int_equal(s.run.from_object, 0);
		assert_int_equal(s.run.from_program, 0);
		assert_int_equal(s.run.from_programs, -1);
	}
}

static void what_is_malformed_keeps_the_default(void **state)
{
	static const char *const nonces[] = {
		"", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "0123456789abcdeg"};
	static const char *const records[] = {
		"",
		"../kmsg",
		"tty/S1",
		"ttyS1;",
		"a-b",
		"abcdefghijklmnopqrstuvwxyz0123456789",
	};
	static const char *const froms[] = {"", "1", "1:", ":1", "-1:0", "0:-1", "1:2x",
		"1:2:", "1:2:0", "1:2:x", "1:2:3:4", "1::3", "1:2:3x", "1:2:99999999999999999999",
		"a:b", "1,2"};
	static const char *const timeouts[] = {
		"",
		"0",
		"-5",
		"86401",
		"99999999999999999999",
		"5s",
		"x",
		"1.5",
	};
	char line[256];

	(void)state;
#define EACH(list, key, check)                                                                     \
	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++) {                                \
		snprintf(line, sizeof(line), "quiet jury." key "=%s ro", list[i]);                 \
		struct settings s = parse(line);                                                   \
		if (!(check) || strncmp(s.wrong, "jury." key "=", strlen("jury." key "=")) != 0)   \
			fail_msg("%s was taken", line);                                            \
	}
	EACH(nonces, "nonce", !strcmp(s.run.nonce, "0000000000000000"))
	EACH(records, "records", !*s.run.records)
	EACH(froms, "from", !s.run.from_object && !s.run.from_program && s.run.from_programs == -1)
	EACH(timeouts, "program_timeout", s.program_timeout_ms == DEFAULT_TIMEOUT_MS)
	EACH(nonces, "added", !*s.run.added)
}

static void a_list_that_was_added_is_known_by_its_hash(void **state)
{
#define SHA "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
	struct settings s = parse("quiet jury.added=" SHA " ro");

	(void)state;
	assert_string_equal(s.run.added, SHA);
	assert_string_equal(s.wrong, "");
	s = parse("jury.added=" SHA "0");
	assert_string_equal(s.run.added, "");
	assert_true(*s.wrong);
}

/*
 * A word that is not understood is kept, to be said: misspelt, it would be left out of what is
 * asked for.
 */
static void a_word_that_is_not_understood_is_kept(void **state)
{
	static const struct {
		const char *line, *wrong;
	} rows[] = {
		{"quiet ro jury.nonce=0123456789abcdef jury.from=1:2 jury.features=all", ""},
		{"jury=x xjury.from=1 juryfrom=1", ""},
		{"jury.form=1:2 jury.from=3:4", "jury.form=1:2"},
		{"jury.from", "jury.from"},
		{"jury.", "jury."},
		{"jury.features=some jury.nonce=x", "jury.features=some"},
		{"jury.program_timeout= ro", "jury.program_timeout="},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct settings s = parse(rows[i].line);
		assert_string_equal(s.wrong, rows[i].wrong);
	}
}

static void the_last_word_counts(void **state)
{
	struct settings s = parse(
		"jury.from=1:2:5 jury.from=3:4 jury.from=rubbish jury.records=a jury.records=b");

	(void)state;
	assert_int_equal(s.run.from_object, 3);
	assert_int_equal(s.run.from_program, 4);
	assert_int_equal(s.run.from_programs, -1); /* nor what one before it said */
	assert_string_equal(s.run.records, "b");
}

static void a_long_line_is_read_to_its_end(void **state)
{
	static char line[16384];

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	memcpy(line, "jury.records=ttyS1 ", 19);
	memcpy(line + sizeof(line) - 30, " jury.records=ttyS2 ", 20);
	struct settings s = parse(line);
	assert_string_equal(s.run.records, "ttyS2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_said_is_taken),
		cmocka_unit_test(nothing_said_is_the_default),
		cmocka_unit_test(what_is_malformed_keeps_the_default),
		cmocka_unit_test(a_word_that_is_not_understood_is_kept),
		cmocka_unit_test(a_list_that_was_added_is_known_by_its_hash),
		cmocka_unit_test(the_last_word_counts),
		cmocka_unit_test(a_long_line_is_read_to_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
