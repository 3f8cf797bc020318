// SPDX-License-Identifier: GPL-2.0-only
/* Directories that killed runs left behind: which of them the next run removes. */
#include "cleanup.h"
#include "directories.h"
#include "format.h"
#include "scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static char top[] = "/tmp/test-scratch.XXXXXX";
static time_t later; /* seconds by which the clock is ahead */

time_t __real_time(time_t *ret);
time_t __wrap_time(time_t *ret);
time_t __wrap_time(time_t *ret)
{
	const time_t now = __real_time(NULL) + later;

	if (ret)
		*ret = now;
	return now;
}

/* A directory below the top, with a file in it. */
static void make(const char *name)
{
	cleanup_free char *file = format_string("%s/%s/log", top, name);
	cleanup_free char *dir = format_string("%s/%s", top, name);

	assert_int_equal(mkdir(dir, 0700), 0);
	cleanup_close int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
}

static bool exists(const char *name)
{
	cleanup_free char *path = format_string("%s/%s", top, name);
	struct stat st;

	return lstat(path, &st) == 0;
}

static void run_once(void)
{
	struct scratch s;

	assert_int_equal(scratch_make(&s), 0);
	assert_true(s.lock >= 0 && access(s.dir, F_OK) == 0);
	cleanup_free char *dir = strdup(s.dir);
	scratch_drop(&s);
	assert_null(s.dir);
	assert_int_equal(access(dir, F_OK), -1);
}

static void what_a_killed_run_left_is_removed(void **state)
{
	cleanup_free char *used = format_string("%s/bpfjury-run.used01", top);
	cleanup_free char *link = format_string("%s/bpfjury-run.link01", top);

	(void)state;
	make("bpfjury-run.killed");
	make("bpfjury-run.used01");
	make("bpfjury-ru.others");
	make("others");
	assert_int_equal(symlink("others", link), 0);
	cleanup_close int fd = open(used, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_EX), 0);

	run_once(); /* they may have been made just now, and be locked next */
	assert_true(exists("bpfjury-run.killed") && exists("bpfjury-run.used01"));
	later = 3600;
	run_once();
	assert_false(exists("bpfjury-run.killed"));
	assert_true(exists("bpfjury-run.used01") && exists("bpfjury-run.link01"));
	assert_true(exists("bpfjury-ru.others/log") && exists("others/log"));
	close(fd);
	fd = -1;
	run_once();
	assert_false(exists("bpfjury-run.used01"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_a_killed_run_left_is_removed)};

	if (!mkdtemp(top) || setenv("TMPDIR", top, 1))
		return 1;
	const int failed = cmocka_run_group_tests(tests, NULL, NULL);
	directory_remove(top);
	return failed;
}
