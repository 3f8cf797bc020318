// SPDX-License-Identifier: GPL-2.0-only
/*
 * The console: each block is one write, the first write lowers the kernel's console level, and a
 * missing console blocks nothing.
 */
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static int levels, level;

int __wrap_klogctl(int type, char *buf, int len);
int __wrap_klogctl(int type, char *buf, int len)
{
	(void)buf;
	if (type == 8) { /* SYSLOG_ACTION_CONSOLE_LEVEL */
		levels++;
		level = len;
	}
	return 0;
}

/* Run a child with a console that has a packet for each write; its exit status in @ret_status. */
static int run(
	void (*work)(void), char packets[][20000], size_t sizes[], size_t max, int *ret_status)
{
	int fds[2], n = 0;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		alarm(30);
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		close(fds[1]);
		work();
		_exit(0);
	}
	close(fds[1]);
	for (ssize_t got; (size_t)n < max && (got = read(fds[0], packets[n], 20000)) > 0; n++)
		sizes[n] = (size_t)got;
	close(fds[0]);
	waitpid(pid, ret_status, 0);
	return n;
}

static char packets[8][20000];
static size_t sizes[8];

static void three_blocks(void)
{
	console_add("not ok %d - %s\n", 7, "name");
	console_add("# log\n");
	if (levels)
		_exit(1);
	console_flush();
	console_flush(); /* of nothing */
	console_say("a line\n");
	console_add("second\n");
	console_flush();
	_exit(levels == 1 && level == 3 ? 0 : 2);
}

static void a_block_leaves_in_one_piece(void **state)
{
	int status, n = run(three_blocks, packets, sizes, 8, &status);

	(void)state;
	assert_int_equal(n, 3);
	assert_memory_equal(packets[0], "not ok 7 - name\n# log\n", sizes[0]);
	assert_memory_equal(packets[1], "a line\n", sizes[1]);
	assert_memory_equal(packets[2], "second\n", sizes[2]);
	/* the console level was lowered once, not earlier */
	assert_int_equal(status, 0);
}

static void too_much(void)
{
	for (int i = 0; i < 3000; i++)
		console_add("line %d\n", i);
	console_flush();
}

/* A block that is full is written early; nothing is lost or written twice. */
static void a_full_block_is_written_early(void **state)
{
	int status, n = run(too_much, packets, sizes, 8, &status), next = 0, line, used;

	(void)state;
	assert_int_equal(status, 0);
	assert_in_range(n, 2, 7);
	for (int i = 0; i < n; i++) {
		const char *at = packets[i];
		packets[i][sizes[i] < 20000 ? sizes[i] : 19999] = '\0';
		assert_int_equal(at[sizes[i] - 1], '\n');
		for (; *at && sscanf(at, "line %d\n%n", &line, &used) == 1; at += used)
			assert_int_equal(line, next++);
	}
	assert_int_equal(next, 3000);
}

static void one_too_long(void)
{
	static char text[40000];

	memset(text, 'x', sizeof(text) - 1);
	console_add("before\n");
	console_add("%s\n", text);
	console_add("after\n");
	console_flush();
}

/* A line that is longer than a block is dropped. */
static void a_line_longer_than_a_block_is_dropped(void **state)
{
	int status, n = run(one_too_long, packets, sizes, 8, &status);

	(void)state;
	assert_int_equal(status, 0);
	assert_true(n >= 1);
	assert_memory_equal(packets[0], "before\n", 7);
	assert_memory_equal(packets[n - 1] + sizes[n - 1] - 6, "after\n", 6);
}

static void without_any(void)
{
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	console_open();
	struct stat st;
	for (int fd = 0; fd < 3; fd++)
		if (fstat(fd, &st) || !S_ISCHR(st.st_mode))
			_exit(1);
	console_add("nobody reads this\n");
	console_flush();
	console_say("nor this\n");
	_exit(0);
}

static void without_a_console_it_is_dev_null(void **state)
{
	int status;

	(void)state;
	run(without_any, packets, sizes, 8, &status);
	assert_int_equal(status, 0);
}

static void into_nothing(void)
{
	close(STDOUT_FILENO);
	console_add("x\n");
	console_flush();
	console_say("x\n");
	int full = open("/dev/full", O_WRONLY);
	dup2(full, STDOUT_FILENO);
	console_say("x\n");
}

static void a_failed_write_does_not_end_the_process(void **state)
{
	int status;

	(void)state;
	run(into_nothing, packets, sizes, 8, &status);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_block_leaves_in_one_piece),
		cmocka_unit_test(a_full_block_is_written_early),
		cmocka_unit_test(a_line_longer_than_a_block_is_dropped),
		cmocka_unit_test(without_a_console_it_is_dev_null),
		cmocka_unit_test(a_failed_write_does_not_end_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
