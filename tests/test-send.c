// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a child sends: packets that PID 1 accepts, and logs of any length and any bytes.
 */
#include "send.h"
#include "verdict/text.h"
#include "fixture-records.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

typedef void send_fn(void);

static void work(const void *data, int fd, int go)
{
	send_fn *const *send_all = data;

	send_open(fd, go);
	(*send_all)();
}

/* Run @send_all in a child. */
static struct record_pipe begin(send_fn *send_all)
{
	return record_pipe_open(work, &send_all);
}

static void an_object(void)
{
	send_object_begin(3, "clang version 99");
	send_object_end(3, 0);
}

static void an_object_has_a_begin_and_an_end(void **state)
{
	struct record_pipe p = begin(an_object);
	static struct record r;

	(void)state;
	assert_true(record_pipe_read(&p, &r));
	assert_int_equal(r.kind, RECORD_OBJECT_BEGIN);
	assert_int_equal(r.programs, 3);
	assert_string_equal(r.producer, "clang version 99");
	assert_true(record_pipe_read(&p, &r));
	assert_int_equal(r.kind, RECORD_OBJECT);
	assert_int_equal(r.programs, 3);
	assert_false(record_pipe_read(&p, &r));
	int status = record_pipe_close(&p);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void a_begin(void)
{
	static struct record r;

	record_init(&r, RECORD_BEGIN);
	r.program = 0;
	text_set(r.result.name, "p");
	send_begin(&r);
	send_log(0, "on\n", 3);
	_exit(0);
}

/* If the kernel dies, the host must know of which program. */
static void nothing_is_sent_before_the_begin_is_passed_on(void **state)
{
	struct record_pipe p = begin(a_begin);
	static struct record r;

	(void)state;
	assert_true(record_pipe_read(&p, &r));
	assert_int_equal(r.kind, RECORD_BEGIN);
	fcntl(p.records, F_SETFL, O_NONBLOCK);
	usleep(50000);
	assert_false(record_pipe_read(&p, &r));
	assert_int_equal(errno, EAGAIN);
	fcntl(p.records, F_SETFL, 0);
	assert_int_equal(write(p.go, "", 1), 1);
	assert_true(record_pipe_read(&p, &r));
	assert_int_equal(r.kind, RECORD_LOG);
	assert_string_equal(r.text, "on\n");
	record_pipe_close(&p);
}

static void a_child_ends_when_its_pipe_is_closed(void **state)
{
	struct record_pipe p = begin(a_begin);
	static struct record r;

	(void)state;
	assert_true(record_pipe_read(&p, &r));
	int status = record_pipe_close(&p);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 1);
}

/* Logs, and what of them arrives. */
static const char *log_bytes;
static size_t log_len;

static void a_log(void)
{
	send_log(2, log_bytes, log_len);
	_exit(0);
}

static size_t send_and_read(const char *bytes, size_t len, char *text, size_t size)
{
	log_bytes = bytes;
	log_len = len;
	struct record_pipe p = begin(a_log);
	static struct record r;
	size_t at = 0;

	while (record_pipe_read(&p, &r)) {
		char json[JSON_MAX];
		assert_int_equal(r.kind, RECORD_LOG);
		/* PID 1 must not cut it: its JSON has room whatever the object's index */
		r.object = INT64_MAX;
		assert_true(record_write(&r, json, sizeof(json)) > 0);
		assert_int_equal(r.program, 2);
		assert_true(at + strlen(r.text) < size);
		strcpy(text + at, r.text);
		at += strlen(r.text);
	}
	assert_int_equal(record_pipe_close(&p), 0);
	return at;
}

static void logs_arrive_as_they_are(void **state)
{
	static char text[1 << 20], quotes[40000];
	/* each takes two bytes in JSON, and a record has room for 4 KiB */
	memset(quotes, '"', sizeof(quotes));
	for (size_t i = 100; i < sizeof(quotes); i += 100)
		quotes[i] = '\n';

	(void)state;
	assert_int_equal(send_and_read("", 0, text, sizeof(text)), 0);
	send_and_read("one line\n", 9, text, sizeof(text));
	assert_string_equal(text, "one line\n");
	assert_int_equal(send_and_read(quotes, sizeof(quotes), text, sizeof(text)), sizeof(quotes));
	assert_memory_equal(text, quotes, sizeof(quotes));
}

/* No UTF-8 sequence is cut between two records; bytes that are not UTF-8 are replaced. */
static void logs_are_text(void **state)
{
	static char text[1 << 20], many[9001];

	(void)state;
	for (size_t i = 0; i + 3 <= sizeof(many); i += 3)
		memcpy(many + i, "漢", 3);
	many[9000] = '\0';
	assert_int_equal(send_and_read(many, 9000, text, sizeof(text)), 9000);
	assert_memory_equal(text, many, 9000);
	assert_true(send_and_read("a\x1b[31m\xff\0b\n", 10, text, sizeof(text)) > 0);
	assert_null(strchr(text, '\x1b'));
	for (const char *c = text; *c; c += utf8_sequence(c, strlen(c)))
		assert_true(utf8_sequence(c, strlen(c)) > 0);
}

/* Head and tail of a long log are sent as complete lines, with the number of bytes cut between. */
static void long_logs_lose_their_middle(void **state)
{
	static char text[1 << 20], log[300000];
	size_t len = 0, cut, of;

	(void)state;
	while (len < sizeof(log) - 20)
		len += (size_t)sprintf(log + len, "line %zu\n", len);
	size_t got = send_and_read(log, len, text, sizeof(text));
	assert_true(got > 60000 && got <= (64 << 10) + 200);
	const char *mark = strstr(text, "[bpfjury: ");
	assert_non_null(mark);
	assert_int_equal(sscanf(mark, "[bpfjury: %zu of %zu bytes cut here]", &cut, &of), 2);
	assert_int_equal(of, len);
	assert_true(mark > text && mark[-1] == '\n');
	const char *after = strchr(mark, '\n') + 1;
	assert_int_equal((size_t)(mark - text) + strlen(after) + cut, len);
	assert_memory_equal(text, log, (size_t)(mark - text));
	assert_string_equal(after, log + len - strlen(after));
	assert_int_equal(strncmp(after, "line ", 5), 0);
	assert_true(strlen(after) > (size_t)(mark - text));
	/* and of a single line */
	memset(log, 'x', sizeof(log));
	got = send_and_read(log, sizeof(log), text, sizeof(text));
	assert_true(got > 40000 && got <= (64 << 10) + 200);
	assert_non_null(strstr(text, "of 300000 bytes cut here]"));
}

static void a_large_record(void)
{
	static struct record r;

	record_init(&r, RECORD_PROGRAM);
	r.program = 0;
	r.result.verdict = r.result.expected = VERDICT_ACCEPTED;
	r.result.met = MET_MET;
	memset(r.result.detail, '\\', sizeof(r.result.detail) - 1);
	memset(r.result.name, '"', sizeof(r.result.name) - 1);
	memset(r.result.section, '"', sizeof(r.result.section) - 1);
	memset(r.result.description, '\\', sizeof(r.result.description) - 1);
	send_record(&r);
	_exit(0);
}

/* PID 1 cuts it where its JSON has no room (test-supervise-lies.c). */
static void a_large_result_arrives_unchanged(void **state)
{
	struct record_pipe p = begin(a_large_record);
	static struct record r;

	(void)state;
	assert_true(record_pipe_read(&p, &r));
	assert_int_equal(r.kind, RECORD_PROGRAM);
	assert_int_equal(strlen(r.result.detail), sizeof(r.result.detail) - 1);
	assert_int_equal(strlen(r.result.name), sizeof(r.result.name) - 1);
	assert_int_equal(record_pipe_close(&p), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_has_a_begin_and_an_end),
		cmocka_unit_test(nothing_is_sent_before_the_begin_is_passed_on),
		cmocka_unit_test(a_child_ends_when_its_pipe_is_closed),
		cmocka_unit_test(logs_arrive_as_they_are),
		cmocka_unit_test(logs_are_text),
		cmocka_unit_test(long_logs_lose_their_middle),
		cmocka_unit_test(a_large_result_arrives_unchanged),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
