// SPDX-License-Identifier: GPL-2.0-only
/*
 * A child that sends what it must not at that point: it costs the current program, which is never
 * met, and the next child goes on.  test-packet.c has the packets that are refused at any point.
 */
#include "supervised.h"
#include "verdict/limits.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* What the first child sends while the second of three programs is current. */
static const void *lie;
static size_t lie_len;

static void lies_in_the_middle(int fd, int64_t from, int turn)
{
	announce(fd, 3);
	if (turn == 0) {
		begin(fd, 0);
		result(fd, 0);
		begin(fd, 1);
		send_bytes(fd, lie, lie_len);
		result(fd, 1);
		judge_rest(fd, 2, 3);
	}
	judge_rest(fd, from, 3);
}

#define ACCEPTED .verdict = VERDICT_ACCEPTED, .expected = VERDICT_ACCEPTED, .met = MET_MET
/* A program record of program 1 whose @name, @verdict, @expected and @met are these. */
#define PROGRAM(name_, verdict_, expected_, met_)                                                  \
	{                                                                                          \
		.kind = RECORD_PROGRAM, .number = 1, .result = {                                   \
			.name = (name_),                                                           \
			.verdict = VERDICT_##verdict_,                                             \
			.expected = VERDICT_##expected_,                                           \
			.met = MET_##met_                                                          \
		}                                                                                  \
	}

static const struct packet out_of_turn[] = {
	{.kind = RECORD_OBJECT_BEGIN, .number = 3},
	{.kind = RECORD_OBJECT_BEGIN, .number = 2},
	{.kind = RECORD_BEGIN, .number = 1, .result = {.name = "p1"}},
	{.kind = RECORD_BEGIN, .number = 2, .result = {.name = "p2"}},
	{.kind = RECORD_OBJECT, .number = 3},
	{.kind = RECORD_LOG, .number = 0, .text = "x"},
	{.kind = RECORD_LOG, .number = 2, .text = "x"},
	{.kind = RECORD_LOG, .number = 1, .text = ""},
	{.kind = RECORD_LOG, .number = -1, .text = "x"},
	{.kind = RECORD_UNREACHED, .number = 0, .text = "0-1\n"},
	{.kind = RECORD_UNREACHED, .number = 2, .text = "0-1\n"},
	{.kind = RECORD_UNREACHED, .number = 1, .text = "1-0\n"},
	{.kind = RECORD_UNREACHED, .number = 1, .text = "0-1"},
	{.kind = RECORD_UNREACHED, .number = 1, .text = "5-6\n0-1\n"},
	/* the result that follows does not say so */
	{.kind = RECORD_UNREACHED, .number = 1, .text = "0-1\n"},
};

static const struct packet of_another_program[] = {
	{.kind = RECORD_PROGRAM, .number = 0, .result = {.name = "p0", ACCEPTED}},
	{.kind = RECORD_PROGRAM, .number = 2, .result = {.name = "p2", ACCEPTED}},
	{.kind = RECORD_PROGRAM, .number = 1, .result = {.name = "p2", ACCEPTED}},
	{.kind = RECORD_PROGRAM, .number = 1, .result = {.name = "p1 ", ACCEPTED}},
	{.kind = RECORD_PROGRAM, .number = 1, .result = {.name = "", ACCEPTED}},
	{.kind = RECORD_PROGRAM,
		.number = 1,
		.result = {.name = "p1", .variant = VARIANT_WORD_UNPRIVILEGED, ACCEPTED}},
	{.kind = RECORD_PROGRAM, .number = INT64_MAX, .result = {.name = "p1", ACCEPTED}},
	{.kind = RECORD_PROGRAM, .number = INT64_MIN, .result = {.name = "p1", ACCEPTED}},
};

static const struct packet contradictions[] = {
	PROGRAM("p1", REJECTED, ACCEPTED, MET),
	PROGRAM("p1", ACCEPTED, NONE, MET),
	PROGRAM("p1", ACCEPTED, ACCEPTED, SKIPPED),
	PROGRAM("p1", TIMEOUT, TIMEOUT, MET),
	PROGRAM("p1", ERROR, ERROR, MET),
	PROGRAM("p1", CRASHED, CRASHED, MET),
	PROGRAM("p1", ACCEPTED, NONE, NONE),
	PROGRAM("p1", NONE, NONE, MET),
	{.kind = RECORD_PROGRAM,
		.number = 1,
		.result = {.name = "p1",
			.verdict = VERDICT_ACCEPTED,
			.expected = VERDICT_ACCEPTED,
			.met = MET_MET,
			.coverage_insns = 4,
			.coverage_known = 4,
			.coverage_reached = 3}},
};

/* Records that only PID 1 sends; features are a survey's, and this is none. */
static const struct packet of_pid_1[] = {
	{.kind = RECORD_NONE},
	{.kind = RECORD_HELLO},
	{.kind = RECORD_FEATURES, .text = "{\"bpf\":true}"},
	{.kind = RECORD_PLAN, .number = 1},
	{.kind = RECORD_SPLAT, .text = "x"},
	{.kind = RECORD_REPORT, .text = "x"},
	{.kind = RECORD_TICK, .number = 1},
	{.kind = RECORD_END, .number = 3},
	{.kind = RECORD_FAULT, .text = "x"},
	{.kind = RECORD_FAULT + 1},
};

/* Run with one lie; @what is printed if it is believed. */
static void expect_refused(const void *bytes, size_t len, const char *what, size_t i)
{
	struct trial t;

	reset();
	lie = bytes;
	lie_len = len;
	run(&t, lies_in_the_middle, 0, false);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	if (program(&t, 1)->met != MET_UNMET)
		fail_msg("%s %zu: %s", what, i, met_word(program(&t, 1)->met));
	expect_program(&t, 1, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	assert_non_null(strstr(program(&t, 1)->detail, "sent what it must not"));
	expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(shared->children, 2);
	assert_int_equal(result_status(&t.result), STATUS_UNMET);
	trial_close(&t);
}

static void expect_all_refused(const struct packet *packets, size_t n, const char *what)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = PACKET_HEAD;
		if (packets[i].kind == RECORD_BEGIN || packets[i].kind == RECORD_PROGRAM)
			len = PACKET_RESULT;
		else if (packets[i].kind != RECORD_OBJECT)
			len += strlen(packets[i].text);
		expect_refused(&packets[i], len, what, i);
	}
}

static void a_lie_costs_the_current_program(void **state)
{
	(void)state;
	expect_all_refused(out_of_turn, ARRAY_SIZE(out_of_turn), "out of turn");
	expect_all_refused(
		of_another_program, ARRAY_SIZE(of_another_program), "of another program");
	expect_all_refused(contradictions, ARRAY_SIZE(contradictions), "contradiction");
	expect_all_refused(of_pid_1, ARRAY_SIZE(of_pid_1), "of PID 1");
}

/* The complete packet is accepted: a_log_as_long_as_a_packet_is_accepted(). */
static void a_packet_cut_short_is_a_lie(void **state)
{
	const struct packet whole = PROGRAM("p1", ACCEPTED, ACCEPTED, MET);
	static const size_t lengths[] = {1, PACKET_HEAD - 1, PACKET_HEAD, PACKET_RESULT - 1,
		PACKET_RESULT + 1, sizeof(whole)};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++)
		expect_refused(&whole, lengths[i], "length", lengths[i]);
}

/* Text that looks like one or two records of the stream is not a record. */
static void text_is_a_lie(void **state)
{
	static const char *const texts[] = {"x", "\n", "{", "{}", "[]", "null",
		"{\"record\":\"log\",\"object\":0,\"program\":1,\"text\":\"a\"}",
		"J1 " NONCE " 0 2 {} 00000000\n"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		expect_refused(texts[i], strlen(texts[i]), texts[i], i);
}

static void a_lie_without_memory_is_a_lie(void **state)
{
	struct trial t;

	(void)state;
	reset();
	shared->oom = 1;
	lie = "{";
	lie_len = 1;
	run(&t, lies_in_the_middle, 0, false);
	expect_program(&t, 1, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
}

/* A write of more than PIPE_BUF bytes is more than one packet. */
static void garbage_is_a_lie(void **state)
{
	static char bytes[20000];
	static const size_t lengths[] = {
		1, 2, 100, sizeof(struct packet), 4095, 4096, 4097, 5000, 8192, 20000};
	unsigned int seed = 1;

	(void)state;
	for (size_t i = 0; i < 3 * ARRAY_SIZE(lengths); i++) {
		for (size_t b = 0; b < sizeof(bytes); b++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[b] = i % 3 == 2 ? 0 : i % 3 ? (char)(seed >> 16) : '[';
		}
		/* as if it were a log of the current program */
		if (i % 3 == 2) {
			const struct packet head = {.kind = RECORD_LOG, .number = 1};
			memcpy(bytes, &head, PACKET_HEAD);
		}
		if (lengths[i / 3] > PACKET_HEAD || i % 3 < 2)
			expect_refused(bytes, lengths[i / 3], "garbage", i);
	}
}

/* Of the longest text one byte more, of which each takes two in JSON. */
static void a_log_as_long_as_a_packet_is_accepted(void **state)
{
	struct packet p = {.kind = RECORD_LOG, .number = 1};
	struct trial t;

	(void)state;
	memset(p.text, '"', sizeof(p.text));
	reset();
	lie = &p;
	lie_len = PACKET_HEAD + sizeof(p.text) - 1;
	run(&t, lies_in_the_middle, 0, false);
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
	expect_refused(&p, sizeof(p), "log", 0);
}

/* In JSON it is longer than a line of the stream: its longest text is cut. */
static void a_result_without_room_is_cut(void **state)
{
	struct packet p = PROGRAM("p1", REJECTED, REJECTED, MET);
	struct trial t;

	(void)state;
	memset(p.result.detail, '\\', sizeof(p.result.detail) - 1);
	memset(p.result.description, '"', sizeof(p.result.description) - 1);
	memset(p.result.section, '"', sizeof(p.result.section) - 1);
	memset(p.result.source, '"', sizeof(p.result.source) - 1);
	memset(p.result.source_at, '"', sizeof(p.result.source_at) - 1);
	memset(p.result.help, '"', sizeof(p.result.help) - 1);
	reset();
	lie = &p;
	lie_len = PACKET_RESULT;
	run(&t, lies_in_the_middle, 0, false);
	/* it was judged; that the child then sends a second result is the lie */
	expect_program(&t, 1, VERDICT_REJECTED, MET_MET, "");
	const size_t len = strlen(program(&t, 1)->detail);
	assert_true(len > 100 && len < sizeof(p.result.detail) - 1);
	trial_free(&t);
}

static int64_t announced;

static void announces(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	announce(fd, announced);
	begin(fd, 0);
	result(fd, 0);
	finish(fd);
}

static void an_impossible_count_is_a_lie(void **state)
{
	static const int64_t counts[] = {0, -1, 65537, 1000000000, INT64_MAX, INT64_MIN};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct trial t;
		reset();
		announced = counts[i];
		run(&t, announces, 0, false);
		assert_int_equal(t.kernel.objects[0].n_programs, 1);
		assert_string_equal(program(&t, 0)->name, OBJECT_ITSELF);
		expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
		assert_int_equal(shared->children, 1);
		trial_close(&t);
	}
}

/* It declares the verdict that it then reports as expected. */
static void expects_the_worst(int fd, int64_t from, int turn)
{
	const struct packet p = {.kind = RECORD_BEGIN,
		.result = {.name = "p0",
			.expected = VERDICT_UNLOADABLE,
			.verdict = VERDICT_ACCEPTED,
			.met = MET_MET}};

	(void)from;
	(void)turn;
	announce(fd, 1);
	send_packet(fd, &p);
	send_bytes(fd, "lie", 3);
}

static void the_expectation_of_a_liar_is_ignored(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, expects_the_worst, 0, false);
	expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	trial_close(&t);
}

/* Each child announces another count, and dies. */
static void changes_its_count(int fd, int64_t from, int turn)
{
	(void)from;
	announce(fd, 4 + turn);
	begin(fd, from);
	_exit(1);
}

static void a_count_that_changes_is_a_lie(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, changes_its_count, 0, false);
	assert_int_equal(t.kernel.objects[0].n_programs, 4);
	for (size_t i = 0; i < 4; i++)
		expect_program(&t, i, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	trial_close(&t);
}

static void logs_without_end(int fd, int64_t from, int turn)
{
	char text[1024];

	announce(fd, 2);
	if (turn == 0) {
		snprintf(text, sizeof(text), "%01000d\n", 7);
		begin(fd, 0);
		for (;;) {
			send_log_text(fd, 0, text);
			if (ending)
				usleep(20000);
		}
	}
	judge_rest(fd, from, 2);
}

static void an_endless_log_is_bounded(void **state)
{
	struct trial t;

	(void)state;
	/*
	 * as fast as it can: its bytes are bounded; slowly: log records do not renew the deadline
	 */
	for (int slowly = 0; slowly < 2; slowly++) {
		reset();
		ending = slowly;
		timeout_ms = slowly ? SHORT_MS : PATIENT_MS;
		run(&t, logs_without_end, 0, false);
		if (slowly)
			expect_program(&t, 0, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
		else
			expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
		assert_true(strlen(t.kernel.objects[0].programs[0].log) <= LOG_TEXT_MAX);
		expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
		assert_true(t.took_ms < PATIENT_MS);
		trial_close(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lie_costs_the_current_program),
		cmocka_unit_test(a_packet_cut_short_is_a_lie),
		cmocka_unit_test(text_is_a_lie),
		cmocka_unit_test(a_lie_without_memory_is_a_lie),
		cmocka_unit_test(garbage_is_a_lie),
		cmocka_unit_test(a_log_as_long_as_a_packet_is_accepted),
		cmocka_unit_test(a_result_without_room_is_cut),
		cmocka_unit_test(an_impossible_count_is_a_lie),
		cmocka_unit_test(the_expectation_of_a_liar_is_ignored),
		cmocka_unit_test(a_count_that_changes_is_a_lie),
		cmocka_unit_test(an_endless_log_is_bounded),
	};

	/* child_end() would kill every process of this PID namespace */
	if (getpid() == 1)
		return 77;
	return cmocka_run_group_tests(tests, share, NULL);
}
