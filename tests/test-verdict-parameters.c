// SPDX-License-Identifier: GPL-2.0-only
/* Run parameters: the host writes them to the command line, /init reads them back. */
#include "verdict/limits.h"
#include "verdict/run-parameters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define SHA "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

struct parsed {
	struct run_parameters p;
	char wrong[96];
};

static struct parsed parse(const char *text)
{
	struct parsed s;

	memset(&s, 0x5a, sizeof(s));
	run_parameters_init(&s.p);
	run_parameters_read(&s.p, text, false, s.wrong, sizeof(s.wrong));
	return s;
}

static void parameters_round_trip(void **state)
{
	static const struct {
		struct run_parameters p;
		const char *text;
	} rows[] = {
		{{.nonce = "0000000000000000", .program_timeout_s = 120, .from_programs = -1},
			"jury.program_timeout=120"},
		{{.records = "ttyS1",
			 .nonce = "0123456789abcdef",
			 .program_timeout_s = 5,
			 .host_deadline = true,
			 .from_object = 3,
			 .from_program = 14,
			 .from_programs = 15,
			 .survey = true,
			 .no_whole = true,
			 .coverage = true,
			 .logs = true,
			 .memory_mib = 18000,
			 .added = SHA},
			"jury.records=ttyS1 jury.nonce=0123456789abcdef jury.program_timeout=5 "
			"jury.deadline=host jury.from=3:14:15 jury.features=all jury.whole=never "
			"jury.coverage=all jury.log=accepted jury.memory=18000 jury.added=" SHA},
		{{.nonce = "0000000000000000",
			 .program_timeout_s = 120,
			 .from_object = 7,
			 .from_programs = -1},
			"jury.program_timeout=120 jury.from=7:0"},
		{{.nonce = "0000000000000000",
			 .program_timeout_s = 120,
			 .from_object = 7,
			 .from_programs = 3,
			 .from_singles = true},
			"jury.program_timeout=120 jury.from=7:0:3:singles"},
		{{.nonce = "0000000000000000",
			 .program_timeout_s = 120,
			 .from_program = 7,
			 .from_programs = -1},
			"jury.program_timeout=120 jury.from=0:7"},
	};
	char text[RUN_PARAMETERS_SIZE], wrong[96];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct run_parameters back;
		run_parameters_write(text, &rows[i].p);
		assert_string_equal(text, rows[i].text);
		run_parameters_init(&back);
		run_parameters_read(&back, text, false, wrong, sizeof(wrong));
		assert_string_equal(wrong, "");
		assert_string_equal(back.records, rows[i].p.records);
		assert_string_equal(back.nonce, rows[i].p.nonce);
		assert_string_equal(back.added, rows[i].p.added);
		assert_int_equal(back.program_timeout_s, rows[i].p.program_timeout_s);
		assert_int_equal(back.host_deadline, rows[i].p.host_deadline);
		assert_int_equal(back.survey, rows[i].p.survey);
		assert_int_equal(back.no_whole, rows[i].p.no_whole);
		assert_int_equal(back.coverage, rows[i].p.coverage);
		assert_int_equal(back.logs, rows[i].p.logs);
		assert_int_equal(back.memory_mib, rows[i].p.memory_mib);
		assert_int_equal(back.from_object, rows[i].p.from_object);
		assert_int_equal(back.from_program, rows[i].p.from_program);
		assert_int_equal(back.from_programs, rows[i].p.from_programs);
		assert_int_equal(
			back.from_singles, rows[i].p.from_singles || rows[i].p.from_program);
	}
}

/* The largest values that can be read can be written. */
static void the_largest_parameters_fit(void **state)
{
	struct run_parameters p = {.records = "abcdefghijklmnopqrstuvwxyz01234",
		.nonce = "ffffffffffffffff",
		.program_timeout_s = PROGRAM_TIMEOUT_S_MAX,
		.host_deadline = true,
		.from_object = 999999999999999999,
		.from_program = 999999999999999999,
		.from_programs = 999999999999999999,
		.survey = true,
		.added = SHA};
	char text[RUN_PARAMETERS_SIZE], wrong[96];
	struct run_parameters back;

	(void)state;
	run_parameters_write(text, &p);
	run_parameters_init(&back);
	run_parameters_read(&back, text, false, wrong, sizeof(wrong));
	assert_string_equal(wrong, "");
	assert_string_equal(back.added, p.added); /* the last word */
	assert_string_equal(back.records, p.records);
	assert_int_equal(back.from_programs, p.from_programs);
}

/* A later text changes only the parameters that it has. */
static void a_later_text_overrides(void **state)
{
	struct run_parameters p;
	char wrong[96];

	(void)state;
	run_parameters_init(&p);
	run_parameters_read(&p, "quiet jury.records=a jury.from=1:2:3 jury.deadline=host\n", false,
		wrong, sizeof(wrong));
	run_parameters_read(&p, "jury.from=4:5\tjury.records=b-\n", false, wrong, sizeof(wrong));
	assert_string_equal(wrong, "jury.records=b-");
	assert_string_equal(p.records, "a");
	assert_true(p.host_deadline);
	assert_int_equal(p.from_object, 4);
	assert_int_equal(p.from_programs, -1);
}

/* Only what differs between machines that are restored from one snapshot may be in the file. */
static void a_file_has_only_the_nonce_and_the_place(void **state)
{
	static const char *const others[] = {"jury.records=ttyS1", "jury.program_timeout=5",
		"jury.deadline=host", "jury.features=all", "jury.added=" SHA};
	struct run_parameters p;
	char wrong[96];

	(void)state;
	run_parameters_init(&p);
	run_parameters_read(
		&p, "jury.nonce=0123456789abcdef\njury.from=4:5\n", true, wrong, sizeof(wrong));
	assert_string_equal(wrong, "");
	assert_string_equal(p.nonce, "0123456789abcdef");
	assert_int_equal(p.from_object, 4);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		run_parameters_init(&p);
		run_parameters_read(&p, others[i], true, wrong, sizeof(wrong));
		assert_string_equal(wrong, others[i]);
		assert_string_equal(p.records, "");
		assert_string_equal(p.added, "");
		assert_int_equal(p.program_timeout_s, PROGRAM_TIMEOUT_S);
		assert_false(p.host_deadline || p.survey);
	}
}

/* A word longer than any known one is not read as its beginning. */
static void a_long_word_is_not_cut_to_one_that_fits(void **state)
{
	char text[512], wrong[96];
	struct run_parameters p;
	int n = snprintf(text, sizeof(text), "jury.records=ttyS1 jury.added=" SHA);

	(void)state;
	memset(text + n, '0', sizeof(text) - (size_t)n - 1);
	text[sizeof(text) - 1] = '\0';
	run_parameters_init(&p);
	run_parameters_read(&p, text, false, wrong, sizeof(wrong));
	assert_string_equal(p.records, "ttyS1");
	assert_string_equal(p.added, "");
	assert_int_equal(strlen(wrong), sizeof(wrong) - 1);
	assert_memory_equal(wrong, "jury.added=" SHA, strlen("jury.added=" SHA));
}

static void absent_parameters_have_defaults(void **state)
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
		struct parsed s = parse(lines[i]);
		assert_string_equal(s.p.records, "");
		assert_string_equal(s.p.nonce, "0000000000000000");
		assert_int_equal(s.p.program_timeout_s, PROGRAM_TIMEOUT_S);
		assert_false(s.p.survey);
		assert_false(s.p.host_deadline);
		assert_int_equal(s.p.from_object, 0);
		assert_int_equal(s.p.from_program, 0);
		assert_int_equal(s.p.from_programs, -1);
	}
}

static void malformed_parameters_keep_the_default(void **state)
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
	static const char *const froms[] = {"1:2:singles", "1:0:3:", "1:0:3:single",
		"1:0:3:singles:4", "", "1", "1:", ":1", "-1:0", "0:-1", "1:2x", "1:2:", "1:2:0",
		"1:2:x", "1:2:3:4", "1::3", "1:2:3x", "1:2:99999999999999999999", "a:b", "1,2"};
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
		struct parsed s = parse(line);                                                     \
		if (!(check) || strncmp(s.wrong, "jury." key "=", strlen("jury." key "=")) != 0)   \
			fail_msg("%s was taken", line);                                            \
	}
	EACH(nonces, "nonce", !strcmp(s.p.nonce, "0000000000000000"))
	EACH(records, "records", !*s.p.records)
	EACH(froms, "from", !s.p.from_object && !s.p.from_program && s.p.from_programs == -1)
	EACH(timeouts, "program_timeout", s.p.program_timeout_s == PROGRAM_TIMEOUT_S)
	EACH(nonces, "added", !*s.p.added)
}

static void a_list_that_was_added_is_known_by_its_hash(void **state)
{
	struct parsed s = parse("quiet jury.added=" SHA " ro");

	(void)state;
	assert_string_equal(s.p.added, SHA);
	assert_string_equal(s.wrong, "");
	s = parse("jury.added=" SHA "0");
	assert_string_equal(s.p.added, "");
	assert_true(*s.wrong);
}

/*
 * An unknown word is kept, to be reported: a misspelt parameter must not be ignored.
 */
static void an_unknown_word_is_kept(void **state)
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
		struct parsed s = parse(rows[i].line);
		assert_string_equal(s.wrong, rows[i].wrong);
	}
}

static void the_last_word_counts(void **state)
{
	struct parsed s = parse(
		"jury.from=1:2:5 jury.from=3:4 jury.from=rubbish jury.records=a jury.records=b");

	(void)state;
	assert_int_equal(s.p.from_object, 3);
	assert_int_equal(s.p.from_program, 4);
	assert_int_equal(s.p.from_programs, -1); /* nor the value of an earlier one */
	assert_string_equal(s.p.records, "b");
}

static void a_long_line_is_read_to_its_end(void **state)
{
	static char line[16384];

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	memcpy(line, "jury.records=ttyS1 ", 19);
	memcpy(line + sizeof(line) - 30, " jury.records=ttyS2 ", 20);
	struct parsed s = parse(line);
	assert_string_equal(s.p.records, "ttyS2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_round_trip),
		cmocka_unit_test(the_largest_parameters_fit),
		cmocka_unit_test(a_later_text_overrides),
		cmocka_unit_test(a_file_has_only_the_nonce_and_the_place),
		cmocka_unit_test(a_long_word_is_not_cut_to_one_that_fits),
		cmocka_unit_test(absent_parameters_have_defaults),
		cmocka_unit_test(malformed_parameters_keep_the_default),
		cmocka_unit_test(a_list_that_was_added_is_known_by_its_hash),
		cmocka_unit_test(an_unknown_word_is_kept),
		cmocka_unit_test(the_last_word_counts),
		cmocka_unit_test(a_long_line_is_read_to_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
