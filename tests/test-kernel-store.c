// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of the store that two processes use, and private copies whose originals change.
 */
#include "cleanup.h"
#include "digest.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/snapshot.h"
#include "kernel/store/build-cache.h"
#include "kernel/store/entry.h"
#include "kernel/store/meta.h"
#include "kernel/store/store.h"
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <cmocka.h>

static int make_dir(void **state)
{
	char *dir = strdup("/tmp/test-store.XXXXXX");

	*state = dir;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	int r = directory_remove(*state);

	free(*state);
	return r;
}

static void write_text(const char *dir, const char *name, const char *text)
{
	cleanup_free char *path = format_string("%s/%s", dir, name);

	assert_int_equal(files_write(path, text, strlen(text)), 0);
}

/* Another process looks whether a path exists until @stop: how often, and how often it did not. */
struct watch {
	volatile bool stop;
	volatile long looks, misses;
};

static pid_t start_watching(struct watch *w, const char *path)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	while (!w->stop) {
		w->misses += access(path, F_OK) != 0;
		w->looks++;
	}
	_exit(0);
}

static void place(const char *store, const char *text)
{
	cleanup_with(draft_drop) struct draft d = {0};

	assert_int_equal(draft_open(&d, store), 0);
	write_text(d.dir, "content", text);
	assert_int_equal(draft_place(&d, "entry"), 0);
}

/* Another process never sees the name without an entry; nothing of the old entry remains. */
static void an_entry_is_replaced_atomically(void **state)
{
	const char *store = *state;
	cleanup_free char *path = format_string("%s/entry", store),
			  *file = format_string("%s/entry/content", store);
	cleanup_free char *text = NULL;
	struct watch *w =
		mmap(NULL, sizeof(*w), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(w != MAP_FAILED);
	place(store, "0");
	pid_t pid = start_watching(w, path);
	while (!w->looks)
		usleep(1000);
	for (int i = 1; i <= 40; i++) {
		cleanup_free char *number = format_string("%d", i);
		place(store, number);
	}
	w->stop = true;
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	print_message("%ld looks, %ld misses\n", w->looks, w->misses);
	assert_true(w->looks > 40);
	assert_int_equal(w->misses, 0);
	assert_int_equal(files_read(file, 16, &text, NULL), 0);
	assert_string_equal(text, "40");
	cleanup_with(directory_walk_end) FTS *walk = directory_walk(store);
	size_t dirs = 0;
	for (FTSENT *e; (e = fts_read(walk));)
		dirs += e->fts_info == FTS_D && e->fts_level > 0;
	assert_int_equal(dirs, 1);
	munmap(w, sizeof(*w));
}

/* Users share the lock of an entry; a process that replaces it waits for all of them. */
static void users_share_and_others_wait(void **state)
{
	cleanup_free char *entry = format_string("%s/entry", (const char *)*state),
			  *lock = entry_lock_path(entry);
	int first = -1, second = -1, alone = -1, ready[2];
	char byte;

	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	pid_t pid = fork();
	if (!pid) { /* another user, for 0.3 s */
		int fd = -1;
		bool got = lock_file(lock, true, "replacing it", &fd) == 0;
		got &= write(ready[1], "x", 1) == 1;
		usleep(300000);
		got &= write(ready[1], "y", 1) == 1; /* its exit releases the lock */
		_exit(!got);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(lock_file(lock, true, "replacing it", &first), 0);
	assert_int_equal(lock_file_now(lock, &alone), -EWOULDBLOCK);
	close(first);
	assert_int_equal(lock_file(lock, false, "using it", &alone), 0);
	assert_int_equal(poll(&(struct pollfd){.fd = ready[0], .events = POLLIN}, 1, 0), 1);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(byte, 'y');
	int status = -1;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(lock_file_now(lock, &second), -EWOULDBLOCK);
	close(alone);
	assert_int_equal(lock_file_now(lock, &second), 0);
	close(second);
	close(ready[0]);
	close(ready[1]);
}

/* An entry that store_use() takes: an image, and a record of it. */
static void make_entry(const char *store, const char *name, const char *key)
{
	cleanup_with(draft_drop) struct draft d = {0};
	const struct kernel k = {.name = (char *)name,
		.origin = (char *)"a test",
		.from = FROM_BUILD,
		.build_key = (char *)key};

	assert_int_equal(draft_open(&d, store), 0);
	write_text(d.dir, "image", name);
	assert_int_equal(meta_write(d.dir, &k), 0);
	assert_int_equal(draft_place(&d, name), 0);
}

static bool is_locked(const char *store, const char *name)
{
	cleanup_free char *path = format_string("%s/.%s.lock", store, name);
	cleanup_close int fd = -1;
	int r = lock_file_now(path, &fd);

	assert_true(r == 0 || r == -EWOULDBLOCK);
	return r == -EWOULDBLOCK;
}

static bool has_key(const struct kernel *k, const void *key)
{
	return k->build_key && strcmp(k->build_key, key) == 0;
}

/* From store_use() to kernel_clear(); a failed one leaves neither a lock nor a lock file. */
static void an_entry_in_use_is_locked(void **state)
{
	const char *store = *state;
	const struct store_condition other = {.met = has_key, .arg = "other"};
	cleanup_free char *none = format_string("%s/.none.lock", store);
	struct kernel k = KERNEL_NONE;

	make_entry(store, "a", "key");
	assert_int_equal(store_use(&k, store, "a", NULL), 0);
	assert_int_equal(k.from, FROM_BUILD);
	assert_true(is_locked(store, "a"));
	kernel_clear(&k);
	assert_false(is_locked(store, "a"));
	assert_int_equal(store_use(&k, store, "a", &other), -ENOENT);
	assert_false(is_locked(store, "a"));
	assert_int_equal(store_use(&k, store, "none", NULL), -ENOENT);
	assert_int_equal(access(none, F_OK), -1);
	write_text(store, "a/image", "damage");
	assert_int_equal(store_use(&k, store, "a", NULL), -EBADMSG);
	assert_false(is_locked(store, "a"));
	assert_null(k.name);
}

/* store_use() sets the time of the last use, which kernel_prune() reads; a failed one does not. */
static void a_use_is_dated(void **state)
{
	const char *store = *state;
	const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	cleanup_free char *entry = format_string("%s/a", store);
	struct kernel k = KERNEL_NONE;
	struct stat st;

	make_entry(store, "a", "key");
	assert_int_equal(utimensat(AT_FDCWD, entry, old, 0), 0);
	assert_int_equal(store_read(&k, store, "a"), 0);
	kernel_clear(&k);
	assert_int_equal(stat(entry, &st), 0);
	assert_int_equal(st.st_mtime, 1000);
	assert_int_equal(store_use(&k, store, "a", NULL), 0);
	kernel_clear(&k);
	assert_int_equal(stat(entry, &st), 0);
	assert_true(st.st_mtime >= time(NULL) - 600);
	write_text(store, "a/image", "damage");
	assert_int_equal(utimensat(AT_FDCWD, entry, old, 0), 0);
	assert_int_equal(store_use(&k, store, "a", NULL), -EBADMSG);
	assert_int_equal(stat(entry, &st), 0);
	assert_int_equal(st.st_mtime, 1000);
}

/* What another bpfjury removed since it was listed is gone, which is no failure. */
static void objects_are_removed_once(void **state)
{
	const char *dir = *state;
	cleanup_free char *path = format_string("%s/one", dir),
			  *file = format_string("%s/one/vmlinux.o", dir);
	const struct cached c = {
		.kind = CACHED_OBJECTS, .name = (char *)"objects/one", .path = path};

	assert_int_equal(directory_make(path), 0);
	write_text(path, "vmlinux.o", "x");
	assert_int_equal(build_cache_remove(&c), 0);
	assert_int_equal(access(file, F_OK), -1);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(build_cache_remove(&c), 0);
}

static void a_damaged_entry_is_passed_over(void **state)
{
	const char *store = *state;
	const struct store_condition same = {.met = has_key, .arg = "key"},
				     other = {.met = has_key, .arg = "other"};
	struct kernel k = KERNEL_NONE;

	make_entry(store, "a", "key");
	make_entry(store, "b", "unlike");
	make_entry(store, "c", "key");
	write_text(store, "a/image", "damage");
	assert_int_equal(store_find(&k, store, &same), 0);
	assert_string_equal(k.name, "c");
	kernel_clear(&k);
	assert_int_equal(store_find(&k, store, &other), -ENOENT);
	write_text(store, "c/image", "damage");
	assert_int_equal(store_find(&k, store, &same), -EBADMSG);
}

/* Replaced between the list and the lock: the condition is looked at again. */
static void what_was_listed_is_looked_at_again(void **state)
{
	const char *store = *state;
	const struct store_condition same = {.met = has_key, .arg = "key"};
	cleanup_free char *lock = format_string("%s/.a.lock", store);
	cleanup_close int held = -1;
	struct kernel k = KERNEL_NONE;
	int status = -1;

	make_entry(store, "a", "key");
	assert_int_equal(lock_file(lock, false, "testing", &held), 0);
	pid_t pid = fork();
	if (!pid) {
		close(held);
		_exit(-store_find(&k, store, &same));
	}
	/* it waits for the lock by then, or reads the list only after the entry was replaced */
	usleep(200000);
	make_entry(store, "a", "another");
	close(held);
	held = -1;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), ENOENT);
}

static char *text_of(int fd)
{
	cleanup_free char *path = format_string("/proc/self/fd/%d", fd);
	char *text = NULL;

	assert_int_equal(files_read(path, 1 << 24, &text, NULL), 0);
	return text;
}

static void a_copy_does_not_change(void **state)
{
	const char *dir = *state;
	cleanup_free char *path = format_string("%s/image", dir),
			  *link = format_string("%s/link", dir), *text = NULL;
	cleanup_close int copy = -1, fd = -1;
	struct stat st;

	write_text(dir, "image", "the first kernel");
	assert_int_equal(private_copy(path, dir, &copy), 0);
	/* written in place, as make does */
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	assert_int_equal(write_all(fd, "another", 7), 0);
	text = text_of(copy);
	assert_string_equal(text, "the first kernel");
	/* another file gets the name */
	write_text(dir, "image", "a third");
	free(steal(&text));
	text = text_of(copy);
	assert_string_equal(text, "the first kernel");
	/* it has no name, and its descriptor cannot write */
	assert_int_equal(fstat(copy, &st), 0);
	assert_int_equal(st.st_nlink, 0);
	assert_int_equal(write(copy, "x", 1), -1);
	assert_int_equal(errno, EBADF);
	cleanup_free char *again = format_string("/proc/self/fd/%d", copy);
	assert_int_equal(linkat(AT_FDCWD, again, AT_FDCWD, link, AT_SYMLINK_FOLLOW), -1);
}

/* A file is damaged between store_use(), which checks it, and its copy. */
static void a_damaged_copy_is_refused(void **state)
{
	const char *store = *state;
	cleanup_free char *log = format_string("%s/log", store), *text = NULL;
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	struct kernel_snapshot s = KERNEL_SNAPSHOT_NONE;
	const int before = dup(STDERR_FILENO);

	make_entry(store, "a", "key");
	assert_int_equal(store_use(&k, store, "a", NULL), 0);
	assert_int_equal(kernel_snapshot_take(&s, &k, store), 0);
	assert_false(is_locked(store, "a"));
	kernel_snapshot_clear(&s);
	kernel_clear(&k);
	assert_int_equal(store_use(&k, store, "a", NULL), 0);
	write_text(store, "a/image", "damage");
	fflush(stderr);
	int fd = open(log, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	dup2(fd, STDERR_FILENO);
	const int r = kernel_snapshot_take(&s, &k, store);
	fflush(stderr);
	dup2(before, STDERR_FILENO);
	close(before);
	close(fd);
	assert_int_equal(r, -EBADMSG);
	assert_true(s.image < 0 && s.vmlinux < 0 && s.config < 0);
	assert_int_equal(files_read(log, 4096, &text, NULL), 0);
	assert_non_null(strstr(text, "/a/image is not what was put in the store; "
				     "remove a and get it again\n"));
}

static void only_files_are_copied(void **state)
{
	const char *dir = *state;
	cleanup_free char *fifo = format_string("%s/fifo", dir),
			  *none = format_string("%s/none", dir);
	int fd = -1;

	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(private_copy(fifo, dir, &fd), -EBADMSG); /* without waiting for a writer */
	assert_int_equal(private_copy(dir, dir, &fd), -EBADMSG);
	assert_int_equal(private_copy(none, dir, &fd), -ENOENT);
	assert_int_equal(fd, -1);
}

/* Several blocks are copied byte for byte; a file that changes meanwhile is refused. */
static void large_and_changing_files(void **state)
{
	const char *dir = *state;
	const size_t size = (5u << 20) + 13;
	cleanup_free char *path = format_string("%s/large", dir), *bytes = malloc(size);
	char want[SHA256_SIZE], got[SHA256_SIZE];
	int copy = -1, refused = 0;

	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)(i * 2654435761u >> 13);
	assert_int_equal(files_write(path, bytes, size), 0);
	assert_int_equal(sha256_bytes(bytes, size, want), 0);
	assert_int_equal(private_copy(path, dir, &copy), 0);
	assert_int_equal(sha256_fd(copy, got), 0);
	assert_string_equal(got, want);
	close(copy);
	pid_t pid = fork();
	if (!pid) {
		int fd = open(path, O_WRONLY | O_CLOEXEC);
		for (;;) {
			bool wrote = pwrite(fd, bytes, size, 0) == (ssize_t)size;
			if (!wrote)
				_exit(1);
		}
	}
	for (int i = 0; i < 200 && !refused; i++) {
		int r = private_copy(path, dir, &copy);
		assert_true(r == 0 || r == -EBUSY);
		refused += r == -EBUSY;
		if (!r)
			close(copy);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(refused, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			an_entry_is_replaced_atomically, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(users_share_and_others_wait, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(an_entry_in_use_is_locked, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(
			a_damaged_entry_is_passed_over, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(
			what_was_listed_is_looked_at_again, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(a_use_is_dated, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(objects_are_removed_once, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(a_copy_does_not_change, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(a_damaged_copy_is_refused, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(only_files_are_copied, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(large_and_changing_files, make_dir, remove_dir),
	};

	return cmocka_run_group_tests_name("kernel-store", tests, NULL, NULL);
}
