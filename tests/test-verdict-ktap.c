// SPDX-License-Identifier: GPL-2.0-only
/* Every verdict in KTAP: an unmet or unknown one is never ok, and has a reason. */
#include "verdict/ktap-words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void check(struct ktap_words words, bool ok, const char *directive)
{
	assert_int_equal(words.ok, ok);
	assert_string_equal(words.directive ? words.directive : "", directive ? directive : "");
}

static void every_verdict_has_its_line(void **state)
{
	(void)state;
	check(ktap_program_words(VERDICT_ACCEPTED, MET_MET), true, NULL);
	check(ktap_program_words(VERDICT_REJECTED, MET_MET), true, NULL);
	check(ktap_program_words(VERDICT_REJECTED, MET_UNMET), false, NULL);
	check(ktap_program_words(VERDICT_ACCEPTED, MET_UNKNOWN), false, "ERROR");
	check(ktap_program_words(VERDICT_ERROR, MET_UNKNOWN), false, "ERROR");
	check(ktap_program_words(VERDICT_TIMEOUT, MET_UNKNOWN), false, "TIMEOUT");
	check(ktap_program_words(VERDICT_CRASHED, MET_UNMET), false, "crashed");
	check(ktap_program_words(VERDICT_SKIPPED, MET_SKIPPED), true, "SKIP");
	for (enum verdict v = VERDICT_NONE; v <= VERDICT_ERROR; v++)
		for (enum met m = MET_NONE; m <= MET_SKIPPED; m++)
			assert_int_equal(
				ktap_program_words(v, m).ok, m == MET_MET || m == MET_SKIPPED);
}

static void an_object_is_as_its_programs(void **state)
{
	static const struct {
		struct ktap_counts counts;
		bool ok;
		const char *directive;
	} rows[] = {
		{{.met = 2}, true, NULL},
		{{.met = 1, .skipped = 1}, true, NULL},
		{{.skipped = 1}, true, "SKIP"},
		{{.met = 0}, true, "SKIP"},
		{{.met = 5, .unmet = 1}, false, NULL},
		{{.unmet = 1, .unknown = 1}, false, NULL},
		{{.met = 5, .unknown = 1}, false, "ERROR"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check(ktap_object_words(&rows[i].counts), rows[i].ok, rows[i].directive);
}

static void a_program_without_an_answer_counts_as_unknown(void **state)
{
	struct ktap_counts c = {0};

	(void)state;
	for (enum met m = MET_NONE; m <= MET_SKIPPED; m++)
		ktap_count(&c, m);
	assert_int_equal(c.met, 1);
	assert_int_equal(c.unmet, 1);
	assert_int_equal(c.skipped, 1);
	assert_int_equal(c.unknown, 2);
}

static void text_is_nothing_but_text(void **state)
{
	static const char *const rows[][2] = {
		{"a.bpf.o", "a.bpf.o"},
		{"x # SKIP y", "x _ SKIP y"},
		{"##", "__"},
		{"  x \t", "x"},
		{"- x", "_ x"},
		{":- x", ":_ x"},
		{"-x", "-x"},
		{"", ""},
		{" ", ""},
		{"reboot: System halted", "reboot; System halted"},
		{"x Kernel panic - not syncing: VFS: y", "x Kernel panic - not syncing; VFS: y"},
		{"List of all partitions: List of all partitions:",
			"List of all partitions; List of all partitions;"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[80];
		strcpy(text, rows[i][0]);
		ktap_make_name(text);
		assert_string_equal(text, rows[i][1]);
	}
	char comment[] = "#1 - reboot: System halted ";
	ktap_make_inert(comment);
	assert_string_equal(comment, "#1 - reboot; System halted ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_verdict_has_its_line),
		cmocka_unit_test(an_object_is_as_its_programs),
		cmocka_unit_test(text_is_nothing_but_text),
		cmocka_unit_test(a_program_without_an_answer_counts_as_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
