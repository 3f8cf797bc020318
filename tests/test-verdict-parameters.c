// SPDX-License-Identifier: GPL-2.0-only
/* Run parameters: what the host writes on the command line is what /init reads. */
#include "verdict/limits.h"
#include "verdict/run-parameters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define SHA "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void they_go_there_and_back(void **state)
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
			 .added = SHA},
			"jury.records=ttyS1 jury.nonce=0123456789abcdef jury.program_timeout=5 "
			"jury.deadline=host jury.from=3:14:15 jury.features=all jury.added=" SHA},
		{{.nonce = "0000000000000000",
			 .program_timeout_s = 120,
			 .from_object = 7,
			 .from_programs = -1},
			"jury.program_timeout=120 jury.from=7:0"},
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
		run_parameters_read(&back, text, wrong, sizeof(wrong));
		assert_string_equal(wrong, "");
		assert_string_equal(back.records, rows[i].p.records);
		assert_string_equal(back.nonce, rows[i].p.nonce);
		assert_string_equal(back.added, rows[i].p.added);
		assert_int_equal(back.program_timeout_s, rows[i].p.program_timeout_s);
		assert_int_equal(back.host_deadline, rows[i].p.host_deadline);
		assert_int_equal(back.survey, rows[i].p.survey);
		assert_int_equal(back.from_object, rows[i].p.from_object);
		assert_int_equal(back.from_program, rows[i].p.from_program);
		assert_int_equal(back.from_programs, rows[i].p.from_programs);
	}
}

/* The largest values that can be read are written whole. */
static void there_is_room_for_all(void **state)
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
	run_parameters_read(&back, text, wrong, sizeof(wrong));
	assert_string_equal(wrong, "");
	assert_string_equal(back.added, p.added); /* the last word */
	assert_string_equal(back.records, p.records);
	assert_int_equal(back.from_programs, p.from_programs);
}

/* A later text changes what it names and nothing else. */
static void a_later_text_counts(void **state)
{
	struct run_parameters p;
	char wrong[96];

	(void)state;
	run_parameters_init(&p);
	run_parameters_read(&p, "quiet jury.records=a jury.from=1:2:3 jury.deadline=host\n", wrong,
		sizeof(wrong));
	run_parameters_read(&p, "jury.from=4:5\tjury.records=b-\n", wrong, sizeof(wrong));
	assert_string_equal(wrong, "jury.records=b-");
	assert_string_equal(p.records, "a");
	assert_true(p.host_deadline);
	assert_int_equal(p.from_object, 4);
	assert_int_equal(p.from_programs, -1);
}

/* A word that is longer than any that has a meaning is not read as its beginning. */
static void a_long_word_is_not_cut_to_one_that_fits(void **state)
{
	char text[512], wrong[96];
	struct run_parameters p;
	int n = snprintf(text, sizeof(text), "jury.records=ttyS1 jury.added=" SHA);

	(void)state;
	memset(text + n, '0', sizeof(text) - (size_t)n - 1);
	text[sizeof(text) - 1] = '\0';
	run_parameters_init(&p);
	run_parameters_read(&p, text, wrong, sizeof(wrong));
	assert_string_equal(p.records, "ttyS1");
	assert_string_equal(p.added, "");
	assert_int_equal(strlen(wrong), sizeof(wrong) - 1);
	assert_memory_equal(wrong, "jury.added=" SHA, strlen("jury.added=" SHA));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_go_there_and_back),
		cmocka_unit_test(there_is_room_for_all),
		cmocka_unit_test(a_later_text_counts),
		cmocka_unit_test(a_long_word_is_not_cut_to_one_that_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
