// SPDX-License-Identifier: GPL-2.0-only
/* Frames round-trip, and nothing else is read as a frame. */
#include "verdict/frame.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define NONCE "0123456789abcdef"

static const char json[] = "{\"record\":\"tick\",\"uptime_ms\":1234}";

struct read {
	uint64_t seq;
	const char *json, *why;
	size_t len;
};

static int read_line(const char *line, size_t len, const char *nonce, struct read *ret)
{
	return frame_read(line, len, nonce, &ret->seq, &ret->json, &ret->len, &ret->why);
}

static void a_frame_has_the_documented_form(void **state)
{
	char line[FRAME_MAX + 1];
	int len = frame_write(line, NONCE, 7, "{}", 2);

	(void)state;
	assert_string_equal(line, "J1 " NONCE " 7 2 {} 8ef08ee4\n");
	assert_int_equal(len, (int)strlen(line));
}

static void frames_round_trip(void **state)
{
	static const uint64_t seqs[] = {0, 1, 9, 10, 4294967296ull, UINT64_MAX};
	char line[FRAME_MAX + 1];
	struct read r;

	(void)state;
	for (size_t i = 0; i < sizeof(seqs) / sizeof(*seqs); i++) {
		int len = frame_write(line, NONCE, seqs[i], json, sizeof(json) - 1);
		assert_true(len > 0 && line[len - 1] == '\n');
		assert_int_equal(read_line(line, (size_t)len - 1, NONCE, &r), 0);
		assert_true(r.seq == seqs[i]);
		assert_int_equal(r.len, sizeof(json) - 1);
		assert_memory_equal(r.json, json, r.len);
		assert_null(r.why);
		assert_int_equal(read_line(line, (size_t)len - 1, NULL, &r), 0);
	}
}

static void every_cut_is_refused(void **state)
{
	char line[FRAME_MAX + 1];
	int len = frame_write(line, NONCE, 42, json, sizeof(json) - 1) - 1;
	struct read r;

	(void)state;
	for (int cut = 0; cut < len; cut++) {
		assert_int_equal(read_line(line, (size_t)cut, NONCE, &r), -EBADMSG);
		assert_non_null(r.why);
		assert_int_equal(
			read_line(line + cut + 1, (size_t)(len - cut - 1), NONCE, &r), -EBADMSG);
	}
}

static void every_flipped_byte_is_refused(void **state)
{
	char line[FRAME_MAX + 1];
	int len = frame_write(line, NONCE, 42, json, sizeof(json) - 1) - 1;
	struct read r;

	(void)state;
	for (int at = 0; at < len; at++) {
		char was = line[at];
		for (int flip = 1; flip < 256; flip++) {
			line[at] = (char)(was ^ flip);
			if (read_line(line, (size_t)len, NONCE, &r) != -EBADMSG)
				fail_msg("byte %d as %02x went through", at,
					(unsigned char)line[at]);
		}
		line[at] = was;
	}
	assert_int_equal(read_line(line, (size_t)len, NONCE, &r), 0);
}

static void foreign_nonce_is_stale(void **state)
{
	char line[FRAME_MAX + 1];
	int len = frame_write(line, "fedcba9876543210", 0, json, sizeof(json) - 1) - 1;
	struct read r;

	(void)state;
	assert_int_equal(read_line(line, (size_t)len, NONCE, &r), -ESTALE);
	assert_non_null(r.why);
}

static void length_has_its_limits(void **state)
{
	char line[FRAME_MAX + 1], big[JSON_MAX + 2];
	struct read r;
	int len;

	(void)state;
	memset(big, 'x', sizeof(big));
	len = frame_write(line, NONCE, UINT64_MAX, big, JSON_MAX);
	assert_int_equal(len, FRAME_MAX);
	assert_int_equal(read_line(line, (size_t)len - 1, NONCE, &r), 0);
	assert_int_equal(r.len, JSON_MAX);
	assert_int_equal(frame_write(line, NONCE, 0, big, JSON_MAX + 1), -EMSGSIZE);
	assert_int_equal(frame_write(line, NONCE, 0, big, SIZE_MAX), -EMSGSIZE);
	assert_int_equal(
		frame_write(line, NONCE, 0, "", 0), 3 + 16 + 1 + 1 + 1 + 1 + 1 + 0 + 1 + 8 + 1);
	assert_int_equal(read_line(line, strlen(line) - 1, NONCE, &r), 0);
	assert_int_equal(r.len, 0);
	/* a line of FRAME_MAX with no room for its newline */
	memset(big, 'x', sizeof(big));
	assert_int_equal(read_line(big, FRAME_MAX, NONCE, &r), -EBADMSG);
}

static void other_spellings_are_refused(void **state)
{
	static const char *const lines[] = {
		"",
		"J1",
		"J1 ",
		"J2 " NONCE " 7 2 {} 8ef08ee4",
		"j1 " NONCE " 7 2 {} 8ef08ee4",
		"J1 0123456789ABCDEF 7 2 {} 8ef08ee4",
		"J1 " NONCE "  7 2 {} 8ef08ee4",
		"J1 " NONCE " 07 2 {} 8ef08ee4",
		"J1 " NONCE " +7 2 {} 8ef08ee4",
		"J1 " NONCE " -7 2 {} 8ef08ee4",
		"J1 " NONCE " 7 02 {} 8ef08ee4",
		"J1 " NONCE " 7 2 {} 8EF08EE4",
		"J1 " NONCE " 7 2 {} 8ef08ee4 ",
		"J1 " NONCE " 7 2 {}  8ef08ee4",
		"J1 " NONCE " 7 3 {} 8ef08ee4",
		"J1 " NONCE " 7 18446744073709551618 {} 8ef08ee4",
		"J1 " NONCE " 18446744073709551616 2 {} 8ef08ee4",
		"J1 " NONCE " 7 2 {} 8ef08ee4\n",
	};
	struct read r;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (read_line(lines[i], strlen(lines[i]), NULL, &r) != -EBADMSG)
			fail_msg("went through: %s", lines[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_has_the_documented_form),
		cmocka_unit_test(frames_round_trip),
		cmocka_unit_test(every_cut_is_refused),
		cmocka_unit_test(every_flipped_byte_is_refused),
		cmocka_unit_test(foreign_nonce_is_stale),
		cmocka_unit_test(length_has_its_limits),
		cmocka_unit_test(other_spellings_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
