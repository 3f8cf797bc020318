// SPDX-License-Identifier: GPL-2.0-only
/* The journal of a bisect: what is written is read again, whole or not at all, and nothing else. */
#include "bisect/journal.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#define QUESTION "axis commits\ngood end a\n"
#define IMAGE	 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static char dir[] = "/tmp/test-journal-XXXXXX", path[64];

static int begin(void **state)
{
	(void)state;
	strcpy(strrchr(dir, '-') + 1, "XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/journal", dir);
	return 0;
}

static int end(void **state)
{
	(void)state;
	return directory_remove(dir);
}

static struct journal open_it(bool resume)
{
	struct journal j = JOURNAL_NONE;

	assert_int_equal(journal_open(&j, dir, QUESTION, resume), 0);
	return j;
}

static void add(struct journal *j, const char *id, enum answer answer, const char *image,
	int64_t again, int expected)
{
	struct point p = {0};
	struct observation o = {.answer = answer, .ready_ms = 3, .ask_ms = 4};

	assert_int_equal(point_set(&p, id, NULL), 0);
	o.why = strdup("a \"why\"\x1b[2J\xff");
	o.kernel = strdup("debian:6.12");
	memcpy(o.image, image, strlen(image) + 1);
	assert_int_equal(journal_add(j, &p, &o, again, NULL, NULL), expected);
	observation_clear(&o);
	point_clear(&p);
}

/* The answer, or NONE. */
static enum answer find(struct journal *j, const char *id, int64_t again, size_t index)
{
	const struct journal_line *line = NULL;
	struct observation o = {0};
	enum answer answer = ANSWER_NONE;

	if (journal_find(&o, j, id, again, index, &line) == 0) {
		assert_string_equal(line->id, id);
		assert_non_null(o.why);
		assert_null(strpbrk(o.why, "\x1b\xff"));
		assert_string_equal(o.kernel, "debian:6.12");
		assert_int_equal(o.ready_ms, 3);
		answer = o.answer;
	}
	observation_clear(&o);
	return answer;
}

static enum answer find_image(struct journal *j, const char *id, size_t index)
{
	const struct journal_line *line = NULL;
	struct observation o = {0};
	enum answer answer = ANSWER_NONE;

	if (journal_find_image(&o, j, id, IMAGE, index, &line) == 0) {
		assert_string_not_equal(line->id, id);
		answer = o.answer;
	}
	observation_clear(&o);
	return answer;
}

static void check_three(struct journal *j)
{
	assert_int_equal(find(j, "a", 0, 0), ANSWER_GOOD);
	assert_int_equal(find(j, "a", 0, 1), ANSWER_UNTESTABLE);
	assert_int_equal(find(j, "a", 0, 2), ANSWER_NONE);
	assert_int_equal(find(j, "a", 1, 0), ANSWER_BAD);
	assert_int_equal(find(j, "a", 2, 0), ANSWER_NONE);
	assert_int_equal(find(j, "b", 0, 0), ANSWER_NONE);
	/* not the repeats, not the point's own, and not one with another kernel */
	assert_int_equal(find_image(j, "b", 0), ANSWER_GOOD);
	assert_int_equal(find_image(j, "b", 1), ANSWER_NONE);
	assert_int_equal(find_image(j, "a", 0), ANSWER_NONE);
}

static void read_again(void **state)
{
	struct journal j = open_it(false);

	(void)state;
	add(&j, "a", ANSWER_GOOD, IMAGE, 0, 0);
	add(&j, "a", ANSWER_UNTESTABLE, "", 0, 0);
	add(&j, "a", ANSWER_BAD, IMAGE, 1, 0);
	check_three(&j);
	assert_false(j.finished);
	journal_close(&j);
	j = open_it(true);
	check_three(&j);
	assert_int_equal(journal_finish(&j, true), 0);
	journal_close(&j);
	j = open_it(true);
	assert_true(j.finished);
	check_three(&j);
	journal_close(&j);
	/* without --resume it makes room */
	j = open_it(false);
	assert_int_equal(j.n_lines, 0);
	journal_close(&j);
	assert_int_equal(access(path, F_OK), 0);
	strcat(path, ".old");
	assert_int_equal(access(path, F_OK), 0);
}

/* A bisect that named nothing for want of answers asks for these again, and for no others. */
static void untestable_again(void **state)
{
	struct journal j = open_it(false);

	(void)state;
	add(&j, "a", ANSWER_GOOD, IMAGE, 0, 0);
	add(&j, "a", ANSWER_UNTESTABLE, "", 0, 0);
	assert_int_equal(journal_finish(&j, false), 0);
	journal_close(&j);
	j = open_it(true);
	assert_true(j.finished);
	assert_int_equal(find(&j, "a", 0, 0), ANSWER_GOOD);
	assert_int_equal(find(&j, "a", 0, 1), ANSWER_NONE);
	add(&j, "a", ANSWER_UNTESTABLE, "", 0, 0);
	journal_close(&j);
	/* it was interrupted this time, and goes on from there */
	j = open_it(true);
	assert_false(j.finished);
	assert_int_equal(find(&j, "a", 0, 1), ANSWER_UNTESTABLE);
	journal_close(&j);
}

static void one_at_a_time(void **state)
{
	struct journal j = open_it(false), other = JOURNAL_NONE;

	(void)state;
	assert_int_equal(journal_open(&other, dir, QUESTION, true), FAIL_MISUSE);
	journal_close(&j);
	assert_int_equal(journal_open(&other, dir, "axis objects\n", true), FAIL_MISUSE);
	j = open_it(true);
	journal_close(&j);
}

/* A file that cannot grow is a full disk: the answer is not in it, and all before it is. */
static void full(void **state)
{
	struct journal j = open_it(false);
	struct rlimit was, limit;

	(void)state;
	signal(SIGXFSZ, SIG_IGN); /* as stop_catch() does */
	add(&j, "a", ANSWER_GOOD, IMAGE, 0, 0);
	const off_t bytes = j.bytes;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	for (rlim_t more = 0; more < 40; more += 13) {
		limit = (struct rlimit){(rlim_t)bytes + more, was.rlim_max};
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		add(&j, "b", ANSWER_BAD, "", 0, -EFBIG);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
		assert_int_equal(j.bytes, bytes);
		assert_int_equal(find(&j, "b", 0, 0), ANSWER_NONE);
	}
	add(&j, "b", ANSWER_BAD, "", 0, 0);
	journal_close(&j);
	j = open_it(true);
	assert_int_equal(j.n_lines, 2);
	assert_int_equal(find(&j, "b", 0, 0), ANSWER_BAD);
	journal_close(&j);
}

/* Bytes that changed: the journal is refused, or its lines are lines. */
static void mutated(void **state)
{
	struct journal j = open_it(false);
	cleanup_free char *text = NULL;
	uint32_t random = 1;
	size_t len = 0, refused = 0;

	(void)state;
	add(&j, "a", ANSWER_GOOD, IMAGE, 0, 0);
	add(&j, "b", ANSWER_BAD, "", 0, 0);
	journal_close(&j);
	assert_int_equal(files_read(path, 1 << 20, &text, &len), 0);
	for (size_t i = 0; i < 800; i++) {
		cleanup_free char *copy = malloc(len);
		memcpy(copy, text, len);
		for (size_t n = 0; n <= i % 3; n++) {
			random = random * 1664525 + 1013904223;
			const size_t at = (random >> 8) % len;
			random = random * 1664525 + 1013904223;
			copy[at] =
				i % 2 ? (char)(random >> 24) : "\n\"{}[]:,\\0"[(random >> 8) % 10];
		}
		random = random * 1664525 + 1013904223;
		const size_t cut = i % 5 ? len : (random >> 8) % len;
		cleanup_file FILE *f = fopen(path, "w");
		assert_non_null(f);
		assert_int_equal(fwrite(copy, 1, cut, f), cut);
		assert_int_equal(fflush(f), 0);
		j = JOURNAL_NONE;
		const int r = journal_open(&j, dir, QUESTION, true);
		assert_true(!r || r == FAIL_MISUSE);
		refused += r != 0;
		for (size_t k = 0; k < j.n_lines; k++)
			assert_true(j.lines[k].id && j.lines[k].title && j.lines[k].answer);
		journal_close(&j);
	}
	assert_in_range(refused, 250, 799);
}

/* What no line has. */
static void hostile(void **state)
{
	static const char *const lines[] = {"[]", "{}", "", "3", "{\"id\":\"a\"}",
		"{\"id\":1,\"title\":\"a\",\"answer\":\"good\",\"again\":0,\"ready_ms\":0,\"ask_ms\":0}",
		"{\"id\":\"\",\"title\":\"a\",\"answer\":\"good\",\"again\":0,\"ready_ms\":0,\"ask_ms\":0}",
		"{\"id\":\"a\",\"title\":\"a\",\"answer\":\"GOOD\",\"again\":0,\"ready_ms\":0,\"ask_ms\":0}",
		"{\"id\":\"a\",\"title\":\"a\",\"answer\":\"good\",\"again\":-1,\"ready_ms\":0,\"ask_ms\":0}",
		"{\"id\":\"a\",\"title\":\"a\",\"answer\":\"good\",\"again\":0,\"ready_ms\":9223372036854775807,"
		"\"ask_ms\":0}",
		"{\"id\":\"a\",\"title\":\"a\",\"answer\":\"good\",\"again\":0,\"ready_ms\":0,\"ask_ms\":0,"
		"\"logs\":\"/etc\"}",
		"{\"id\":\"a\",\"title\":\"a\",\"answer\":\"good\",\"again\":0,\"ready_ms\":0,\"ask_ms\":0,"
		"\"logs\":\"..\"}",
		"{\"id\":\"a\",\"title\":\"a\",\"answer\":\"good\",\"again\":0,\"ready_ms\":0,\"ask_ms\":0,"
		"\"image\":\"abc\"}",
		"{\"id\":\"a\",\"title\":\"a\",\"answer\":\"good\",\"again\":0,\"ready_ms\":0,\"ask_ms\":0,"
		"\"id\":\"b\"}"};
	struct journal j = open_it(false);

	(void)state;
	journal_close(&j);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		cleanup_file FILE *f = fopen(path, "w");
		assert_non_null(f);
		fprintf(f, "{\"bisect\":1,\"question\":\"axis commits\\ngood end a\\n\"}\n%s\n",
			lines[i]);
		assert_int_equal(fflush(f), 0);
		assert_int_equal(journal_open(&j, dir, QUESTION, true), FAIL_MISUSE);
	}
}

/* Logs have a directory of their own, whatever the id is, and none is used twice. */
static void logs(void **state)
{
	static const char *const ids[] = {"a", "../../etc", "/", "", "a b\n", "debian:6.12.94-1",
		"0123456789abcdef0123", ".."};
	struct journal j = open_it(false);

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(ids); i++) {
		struct point p = {0};
		cleanup_free char *made = NULL;
		assert_int_equal(point_set(&p, ids[i / 2], NULL), 0);
		assert_int_equal(journal_new_logs(&j, &p, &made), 0);
		assert_int_equal(strncmp(made, dir, strlen(dir)), 0);
		assert_ptr_equal(strrchr(made, '/'), made + strlen(dir));
		point_clear(&p);
	}
	journal_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(read_again, begin, end),
		cmocka_unit_test_setup_teardown(untestable_again, begin, end),
		cmocka_unit_test_setup_teardown(one_at_a_time, begin, end),
		cmocka_unit_test_setup_teardown(full, begin, end),
		cmocka_unit_test_setup_teardown(mutated, begin, end),
		cmocka_unit_test_setup_teardown(hostile, begin, end),
		cmocka_unit_test_setup_teardown(logs, begin, end),
	};

	diag_verbosity = -1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
