// SPDX-License-Identifier: GPL-2.0-only
/*
 * The locks of the store, taken by several processes: an exclusive lock waits for all others, a
 * shared one for an exclusive one only.
 */
#include "cleanup.h"
#include "kernel/store/entry.h"
#include "kernel/store/store.h"

#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static char top[] = "/tmp/test-store.XXXXXX";
static char path[512];

static int drop(const char *name, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return remove(name);
}

static int enter(void **state)
{
	(void)state;
	if (!mkdtemp(top))
		return -1;
	snprintf(path, sizeof(path), "%s/lock", top);
	return setenv("BPFJURY_CACHE", top, 1);
}

static int leave(void **state)
{
	(void)state;
	return nftw(top, drop, 8, FTW_DEPTH | FTW_PHYS);
}

/* A child that takes a lock, writes 'y' or 'n' to the pipe @reported, and lives until end(). */
struct holder {
	pid_t pid;
	int reported;
};

typedef int lock_function(int *ret_fd);

static struct holder begin(lock_function *lock)
{
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		int fd = -1;
		alarm(60);
		close(fds[0]);
		const char answer = lock(&fd) ? 'n' : 'y';
		if (write(fds[1], &answer, 1) == 1)
			pause();
		_exit(0);
	}
	close(fds[1]);
	return (struct holder){pid, fds[0]};
}

/* What it reported; 0: nothing within @ms. */
static char report_of(const struct holder *h, int ms)
{
	struct pollfd p = {.fd = h->reported, .events = POLLIN};
	char answer = 0;

	return poll(&p, 1, ms) == 1 && read(h->reported, &answer, 1) == 1 ? answer : 0;
}

static void end(struct holder *h)
{
	kill(h->pid, SIGKILL);
	waitpid(h->pid, NULL, 0);
	close(h->reported);
}

static int exclusive(int *ret_fd)
{
	return lock_file(path, false, "testing", ret_fd);
}

static int shared(int *ret_fd)
{
	return lock_file(path, true, "testing", ret_fd);
}

static int without_waiting(int *ret_fd)
{
	return lock_file_now(path, ret_fd);
}

static int of_store(int *ret_fd)
{
	char *store = NULL;

	return store_open(&store) ? -1 : entry_lock_directory(store, "testing", ret_fd);
}

#define LONG  20000
#define SHORT 300

static void an_exclusive_lock_has_one_holder(void **state)
{
	struct holder one = begin(exclusive), two;
	int fd;

	(void)state;
	assert_int_equal(report_of(&one, LONG), 'y');
	two = begin(exclusive);
	assert_int_equal(report_of(&two, SHORT), 0);
	assert_int_equal(lock_file_now(path, &fd), -EWOULDBLOCK);
	/* its death releases the lock */
	end(&one);
	assert_int_equal(report_of(&two, LONG), 'y');
	end(&two);
	assert_int_equal(lock_file_now(path, &fd), 0);
	/* the file stays: if it were deleted, two holders could lock different inodes */
	close(fd);
	assert_int_equal(access(path, F_OK), 0);
}

static void shared_locks_exclude_an_exclusive_one(void **state)
{
	struct holder one = begin(shared), two = begin(shared), three, now;

	(void)state;
	assert_int_equal(report_of(&one, LONG), 'y');
	assert_int_equal(report_of(&two, LONG), 'y');
	now = begin(without_waiting);
	assert_int_equal(report_of(&now, LONG), 'n');
	end(&now);
	three = begin(exclusive);
	assert_int_equal(report_of(&three, SHORT), 0);
	end(&one);
	assert_int_equal(report_of(&three, SHORT), 0);
	end(&two);
	assert_int_equal(report_of(&three, LONG), 'y');
	/* a shared lock waits for an exclusive one */
	one = begin(shared);
	assert_int_equal(report_of(&one, SHORT), 0);
	end(&three);
	assert_int_equal(report_of(&one, LONG), 'y');
	end(&one);
}

static void one_changes_the_store_at_a_time(void **state)
{
	struct holder one = begin(of_store), two;

	(void)state;
	assert_int_equal(report_of(&one, LONG), 'y');
	two = begin(of_store);
	assert_int_equal(report_of(&two, SHORT), 0);
	end(&one);
	assert_int_equal(report_of(&two, LONG), 'y');
	end(&two);
}

/* Listing and reading need no lock. */
static void a_reader_does_not_wait(void **state)
{
	struct holder one = begin(of_store);
	cleanup_free char *store = NULL;
	struct kernel *list = NULL, k;
	size_t n = 0;

	(void)state;
	assert_int_equal(report_of(&one, LONG), 'y');
	alarm(60);
	assert_int_equal(store_open(&store), 0);
	assert_int_equal(store_list(store, &list, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(store_read(&k, store, "none"), -ENOENT);
	alarm(0);
	kernel_list_free(list, n);
	end(&one);
}

/* The draft of a killed process is deleted by the next one that locks; lock files stay. */
static void stale_drafts_are_deleted(void **state)
{
	cleanup_free char *store = NULL;
	struct draft d = {0};
	struct holder one;

	(void)state;
	assert_int_equal(store_open(&store), 0);
	int status, fd = -1;
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		if (entry_lock_directory(store, "testing", &fd) || draft_open(&d, store))
			_exit(1);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	one = begin(of_store);
	assert_int_equal(report_of(&one, LONG), 'y');
	end(&one);
	/* only lock files remain */
	char command[1024];
	snprintf(command, sizeof(command), "test -z \"$(ls -A '%s' | grep -v '[.]\\?lock$')\"",
		store);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exclusive_lock_has_one_holder),
		cmocka_unit_test(shared_locks_exclude_an_exclusive_one),
		cmocka_unit_test(one_changes_the_store_at_a_time),
		cmocka_unit_test(a_reader_does_not_wait),
		cmocka_unit_test(stale_drafts_are_deleted),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
