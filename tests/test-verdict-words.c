// SPDX-License-Identifier: GPL-2.0-only
/* The words of verdict, expectation and met; which text is safe to show. */
#include "verdict/model.h"
#include "verdict/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void words_round_trip(void **state)
{
	static const char *const verdicts[] = {NULL, "accepted", "rejected", "unloadable",
		"skipped", "crashed", "timeout", "error", NULL};
	static const char *const mets[] = {NULL, "met", "unmet", "unknown", "skipped", NULL};

	(void)state;
	for (size_t i = 0; i < COUNT(verdicts); i++) {
		const char *word = verdict_word((enum verdict)i);
		assert_true(word == verdicts[i] || strcmp(word, verdicts[i]) == 0);
		assert_int_equal(verdict_from_word(word), word ? i : VERDICT_NONE);
	}
	for (size_t i = 0; i < COUNT(mets); i++) {
		const char *word = met_word((enum met)i);
		assert_true(word == mets[i] || strcmp(word, mets[i]) == 0);
		assert_int_equal(met_from_word(word), word ? i : MET_NONE);
	}
	assert_int_equal(verdict_from_word("Accepted"), VERDICT_NONE);
	assert_int_equal(met_from_word(""), MET_NONE);
	assert_null(verdict_word((enum verdict) - 1));
}

/* The met word for each verdict, expected or not. */
static void the_met_word_follows_the_contract(void **state)
{
	(void)state;
	for (int v = VERDICT_NONE; v <= VERDICT_ERROR; v++) {
		for (int expected = VERDICT_NONE; expected <= VERDICT_ERROR; expected++) {
			for (int extras = MET_NONE; extras <= MET_UNKNOWN; extras++) {
				enum met want = MET_UNKNOWN;
				if (v == VERDICT_ACCEPTED || v == VERDICT_REJECTED ||
					v == VERDICT_UNLOADABLE)
					want = v != expected	    ? MET_UNMET
					       : extras == MET_NONE ? MET_MET
								    : (enum met)extras;
				else if (v == VERDICT_CRASHED)
					want = MET_UNMET;
				else if (v == VERDICT_SKIPPED)
					want = MET_SKIPPED;
				assert_int_equal(verdict_meets(v, expected, extras), want);
			}
		}
	}
}

/* A met word is sound if some result of the extra checks gives it, or if it is worse than that. */
static void no_word_is_sounder_than_the_table(void **state)
{
	(void)state;
	for (int v = VERDICT_NONE; v <= VERDICT_ERROR; v++) {
		for (int expected = VERDICT_NONE; expected <= VERDICT_ERROR; expected++) {
			for (int met = MET_NONE; met <= MET_SKIPPED; met++) {
				struct program_result p = {
					.verdict = v, .expected = expected, .met = met};
				bool comes_to =
					met == MET_NONE
						? false
						: verdict_meets(v, expected, MET_MET) ==
								  (enum met)met ||
							  verdict_meets(v, expected, MET_UNMET) ==
								  (enum met)met ||
							  verdict_meets(v, expected, MET_UNKNOWN) ==
								  (enum met)met;
				if (comes_to)
					assert_true(met_is_sound(&p));
				else if (met == MET_MET || met == MET_SKIPPED || met == MET_NONE)
					assert_false(met_is_sound(&p));
			}
		}
	}
}

static void errnos_round_trip(void **state)
{
	(void)state;
	assert_string_equal(errno_symbol(EACCES), "EACCES");
	assert_string_equal(errno_symbol(524), "ENOTSUPP");
	assert_int_equal(errno_from_symbol("E2BIG"), E2BIG);
	assert_int_equal(errno_from_symbol("ENOTSUPP"), 524);
	assert_int_equal(errno_from_symbol("EWHATEVER"), 0);
	assert_int_equal(errno_from_symbol(NULL), 0);
	assert_null(errno_symbol(0));
	assert_null(errno_symbol(-EACCES));
	assert_null(errno_symbol(100000));
	for (int err = 1; err <= EHWPOISON; err++)
		if (errno_symbol(err))
			assert_int_equal(errno_from_symbol(errno_symbol(err)), err);
}

static void utf8_is_rfc_3629(void **state)
{
	static const struct {
		const char *bytes;
		size_t len, want;
	} cases[] = {
		{"", 0, 0},
		{"a", 1, 1},
		{"\x7f", 1, 1},
		{"\x80", 1, 0},
		{"\xbf", 1, 0},
		{"\xc0\x80", 2, 0},
		{"\xc1\xbf", 2, 0},
		{"\xc2\x80", 2, 2},
		{"\xdf\xbf", 2, 2},
		{"\xc2", 1, 0},
		{"\xc2\x41", 2, 0},
		{"\xc2\xc0", 2, 0},
		{"\xe0\x80\x80", 3, 0},
		{"\xe0\x9f\xbf", 3, 0},
		{"\xe0\xa0\x80", 3, 3},
		{"\xed\x9f\xbf", 3, 3},
		{"\xed\xa0\x80", 3, 0},
		{"\xed\xbf\xbf", 3, 0},
		{"\xee\x80\x80", 3, 3},
		{"\xef\xbf\xbf", 3, 3},
		{"\xe2\x82", 2, 0},
		{"\xe2\x82\x41", 3, 0},
		{"\xf0\x80\x80\x80", 4, 0},
		{"\xf0\x8f\xbf\xbf", 4, 0},
		{"\xf0\x90\x80\x80", 4, 4},
		{"\xf4\x8f\xbf\xbf", 4, 4},
		{"\xf4\x90\x80\x80", 4, 0},
		{"\xf5\x80\x80\x80", 4, 0},
		{"\xf0\x9f\x98", 3, 0},
		{"\xf0\x9f\x98\x41", 4, 0},
		{"\xff", 1, 0},
		{"\xfe", 1, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(utf8_sequence(cases[i].bytes, cases[i].len), cases[i].want);
}

static void check_clean(const char *src, size_t len, int keep_lines, const char *want)
{
	char dst[64], *whole = text_cleaned(src, len, keep_lines);

	assert_int_equal(text_clean(dst, sizeof(dst), src, len, keep_lines), len);
	assert_string_equal(dst, want);
	assert_string_equal(whole, want);
	free(whole);
}

static void text_is_cleaned(void **state)
{
	(void)state;
	check_clean("plain é 漢 😀", strlen("plain é 漢 😀"), 0, "plain é 漢 😀");
	check_clean("\033[31m", 5, 0, "\xef\xbf\xbd[31m");
	check_clean("a\nb\tc\rd", 7, 1,
		"a\nb\tc\xef\xbf\xbd"
		"d");
	check_clean("a\nb", 3, 0,
		"a\xef\xbf\xbd"
		"b");
	check_clean("a\0b", 3, 1,
		"a\xef\xbf\xbd"
		"b");
	check_clean("\x7f", 1, 1, "\xef\xbf\xbd");
	check_clean("\xc2\x9b"
		    "31m",
		5, 1,
		"\xef\xbf\xbd"
		"31m"); /* C1 CSI */
	check_clean("\xc2\xa0", 2, 0, "\xc2\xa0");
	check_clean("\xe2\x82", 2, 0, "\xef\xbf\xbd\xef\xbf\xbd");
	check_clean("", 0, 0, "");
}

static void text_is_cut_between_sequences(void **state)
{
	const char *src = "aé漢😀\x01";
	char dst[32];

	(void)state;
	for (size_t size = 1; size < sizeof(dst); size++) {
		memset(dst, 'X', sizeof(dst));
		size_t taken = text_clean(dst, size, src, strlen(src), 0);
		size_t len = strlen(dst);
		assert_true(len < size);
		assert_int_equal(dst[size], 'X');
		assert_true(taken <= strlen(src));
		for (size_t i = 0; i < len;) {
			size_t n = utf8_sequence(dst + i, len - i);
			assert_true(n > 0);
			i += n;
		}
	}
	assert_int_equal(text_clean(dst, 0, src, strlen(src), 0), 0);
	assert_int_equal(text_clean(dst, 3, src, strlen(src), 0), 1); /* é does not fit */
}

static void cleaning_twice_changes_nothing(void **state)
{
	(void)state;
	srandom(1);
	for (int round = 0; round < 2000; round++) {
		char src[40], once[160], twice[160];
		size_t len = (size_t)random() % sizeof(src);
		for (size_t i = 0; i < len; i++)
			src[i] = (char)random();
		text_clean(once, sizeof(once), src, len, round % 2);
		text_clean(twice, sizeof(twice), once, strlen(once), round % 2);
		assert_string_equal(once, twice);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_round_trip),
		cmocka_unit_test(the_met_word_follows_the_contract),
		cmocka_unit_test(no_word_is_sounder_than_the_table),
		cmocka_unit_test(errnos_round_trip),
		cmocka_unit_test(utf8_is_rfc_3629),
		cmocka_unit_test(text_is_cleaned),
		cmocka_unit_test(text_is_cut_between_sequences),
		cmocka_unit_test(cleaning_twice_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
