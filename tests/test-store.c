// SPDX-License-Identifier: GPL-2.0-only
/*
 * The store's locks, with two processes: one changes it at a time, who shares waits for nobody that
 * shares.
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

/* Another process, which takes a lock, says so, and holds it until it is ended. */
struct holder {
	pid_t pid;
	int said;
};

typedef int locking(int *ret_fd);

static struct holder begin(locking *take)
{
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		int fd = -1;
		alarm(60);
		close(fds[0]);
		const char said = take(&fd) ? 'n' : 'y';
		if (write(fds[1], &said, 1) == 1)
			pause();
		_exit(0);
	}
	close(fds[1]);
	return (struct holder){pid, fds[0]};
}

/* 'y', 'n', or 0 where it says nothing for so long. */
static char hears(const struct holder *h, int ms)
{
	struct pollfd p = {.fd = h->said, .events = POLLIN};
	char said = 0;

	return poll(&p, 1, ms) == 1 && read(h->said, &said, 1) == 1 ? said : 0;
}

static void end(struct holder *h)
{
	kill(h->pid, SIGKILL);
	waitpid(h->pid, NULL, 0);
	close(h->said);
}

static int alone(int *ret_fd)
{
	return lock_file(path, false, "testing", ret_fd);
}

static int shared(int *ret_fd)
{
	return lock_file(path, true, "testing", ret_fd);
}

static int at_once(int *ret_fd)
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

static void two_do_not_hold_it_alone(void **state)
{
	struct holder one = begin(alone), two;
	int fd;

	(void)state;
	assert_int_equal(hears(&one, LONG), 'y');
	two = begin(alone);
	assert_int_equal(hears(&two, SHORT), 0);
	assert_int_equal(lock_file_now(path, &fd), -EWOULDBLOCK);
	/* killed, it gives it back */
	end(&one);
	assert_int_equal(hears(&two, LONG), 'y');
	end(&two);
	assert_int_equal(lock_file_now(path, &fd), 0);
	/* the file stays: one that was taken away is a lock of nothing */
	close(fd);
	assert_int_equal(access(path, F_OK), 0);
}

static void those_that_share_share(void **state)
{
	struct holder one = begin(shared), two = begin(shared), three, now;

	(void)state;
	assert_int_equal(hears(&one, LONG), 'y');
	assert_int_equal(hears(&two, LONG), 'y');
	now = begin(at_once);
	assert_int_equal(hears(&now, LONG), 'n');
	end(&now);
	three = begin(alone);
	assert_int_equal(hears(&three, SHORT), 0);
	end(&one);
	assert_int_equal(hears(&three, SHORT), 0);
	end(&two);
	assert_int_equal(hears(&three, LONG), 'y');
	/* and the other way about */
	one = begin(shared);
	assert_int_equal(hears(&one, SHORT), 0);
	end(&three);
	assert_int_equal(hears(&one, LONG), 'y');
	end(&one);
}

static void one_changes_the_store_at_a_time(void **state)
{
	struct holder one = begin(of_store), two;

	(void)state;
	assert_int_equal(hears(&one, LONG), 'y');
	two = begin(of_store);
	assert_int_equal(hears(&two, SHORT), 0);
	end(&one);
	assert_int_equal(hears(&two, LONG), 'y');
	end(&two);
}

/* Who lists or reads it needs no lock. */
static void who_reads_does_not_wait(void **state)
{
	struct holder one = begin(of_store);
	cleanup_free char *store = NULL;
	struct kernel *list = NULL, k;
	size_t n = 0;

	(void)state;
	assert_int_equal(hears(&one, LONG), 'y');
	alarm(60);
	assert_int_equal(store_open(&store), 0);
	assert_int_equal(store_list(store, &list, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(store_read(&k, store, "none"), -ENOENT);
	alarm(0);
	kernel_list_free(list, n);
	end(&one);
}

/* What a run that was killed left half-made goes with the next lock; entries and locks stay. */
static void what_killed_runs_left_goes(void **state)
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
	assert_int_equal(hears(&one, LONG), 'y');
	end(&one);
	/* nothing but lock files is in it */
	char command[1024];
	snprintf(command, sizeof(command), "test -z \"$(ls -A '%s' | grep -v '[.]\\?lock$')\"",
		store);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_do_not_hold_it_alone),
		cmocka_unit_test(those_that_share_share),
		cmocka_unit_test(one_changes_the_store_at_a_time),
		cmocka_unit_test(who_reads_does_not_wait),
		cmocka_unit_test(what_killed_runs_left_goes),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
