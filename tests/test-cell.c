// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cgroup of a child.  A directory replaces /sys/fs/cgroup: with all files of a cgroup,
 * with some of them, and with none.
 */
#include "supervise/cell.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define CGROUPS "/sys/fs/cgroup"

int __real_open64(const char *path, int flags, ...);
int __real_mkdir(const char *path, mode_t mode);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_mkdir(const char *path, mode_t mode);

static char root[] = "/tmp/test-cell.XXXXXX";
static const char *const *files; /* of a new cgroup; ends with a NULL */

static const char *instead(const char *path, char at[256])
{
	if (strncmp(path, CGROUPS, strlen(CGROUPS)) != 0)
		return path;
	snprintf(at, 256, "%s%s", root, path + strlen(CGROUPS));
	return at;
}

int __wrap_open64(const char *path, int flags, ...)
{
	char at[256];

	return __real_open64(instead(path, at), flags, 0644);
}

int __wrap_mkdir(const char *path, mode_t mode)
{
	char at[256] = "", file[512];
	int r = __real_mkdir(instead(path, at), mode);

	for (size_t i = 0; !r && at[0] == '/' && files && files[i]; i++) {
		snprintf(file, sizeof(file), "%s/%s", at, files[i]);
		close(__real_open64(file, O_CREAT | O_WRONLY, 0644));
	}
	return r;
}

static const char *content(const char *name)
{
	static char text[512];
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	int fd = __real_open64(path, O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void put(const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	int fd = __real_open64(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

/* In a separate process, since cell.c keeps the cgroup in static variables. */
static int in_a_process(int (*work)(void), const char *const *there, bool mounted)
{
	int status;

	strcpy(root, "/tmp/test-cell.XXXXXX");
	assert_non_null(mkdtemp(root));
	if (mounted)
		put("cgroup.subtree_control", "");
	else
		rmdir(root);
	files = there;
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		alarm(30);
		_exit(work());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status))
		return 128;
	return WEXITSTATUS(status);
}

/* cell_fork() makes a child that runs, and is reaped. */
static bool forks(void)
{
	int status;
	pid_t pid = cell_fork(0);

	if (pid == 0)
		_exit(42);
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 42;
}

static int bounded(void)
{
	cell_make();
	return forks() ? 0 : 1;
}

static const char *const all[] = {"memory.max", "pids.max", "memory.events", "cgroup.procs", NULL},
			 *const no_memory[] = {"pids.max", "cgroup.procs", NULL};

static void the_bounds_are_written(void **state)
{
	struct sysinfo info;

	(void)state;
	assert_int_equal(in_a_process(bounded, all, true), 0);
	assert_true(strtol(content("judged/pids.max"), NULL, 10) > 0);
	sysinfo(&info);
	const unsigned long long total = (unsigned long long)info.totalram * info.mem_unit,
				 max = strtoull(content("judged/memory.max"), NULL, 10);
	assert_true(max > total / 2 && max < total);
	/* CLONE_INTO_CGROUP fails for a directory: the child writes cgroup.procs itself */
	assert_string_equal(content("judged/cgroup.procs"), "0");
	nftw(root, drop, 8, FTW_DEPTH | FTW_PHYS);
}

static void a_missing_controller_is_left_out(void **state)
{
	(void)state;
	assert_int_equal(in_a_process(bounded, no_memory, true), 0);
	assert_true(strtol(content("judged/pids.max"), NULL, 10) > 0);
	nftw(root, drop, 8, FTW_DEPTH | FTW_PHYS);
}

static int none(void)
{
	cell_make();
	return forks() && !cell_ran_out_of_memory() ? 0 : 1;
}

static void without_cgroups_the_child_is_forked(void **state)
{
	(void)state;
	assert_int_equal(in_a_process(none, all, false), 0);
}

static int killed(void)
{
	cell_make();
	if (cell_ran_out_of_memory())
		return 1;
	put("judged/memory.events", "low 0\nhigh 0\nmax 7\noom 2\noom_kill 0\n");
	if (cell_ran_out_of_memory())
		return 2;
	put("judged/memory.events", "low 0\nhigh 0\nmax 9\noom 2\noom_kill 1\n");
	/* each kill is reported once */
	if (!cell_ran_out_of_memory() || cell_ran_out_of_memory())
		return 3;
	put("judged/memory.events", "low 0\nhigh 0\nmax 9\noom 4\noom_kill 3\noom_group_kill 0\n");
	if (!cell_ran_out_of_memory() || cell_ran_out_of_memory())
		return 4;
	put("judged/memory.events", "");
	return cell_ran_out_of_memory() ? 5 : 0;
}

static void an_oom_kill_is_reported(void **state)
{
	(void)state;
	assert_int_equal(in_a_process(killed, all, true), 0);
	nftw(root, drop, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_bounds_are_written),
		cmocka_unit_test(a_missing_controller_is_left_out),
		cmocka_unit_test(without_cgroups_the_child_is_forked),
		cmocka_unit_test(an_oom_kill_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
