// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of guests: what the host has for them by the files of a directory that stands for its
 * root, what is noted of objects, and how large the next guest is.
 */
#include "cleanup.h"
#include "digest.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "vm/guest-memory.h"
#include "vm/host-memory.h"
#include "vm/memory-notes.h"

#include <ftw.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define GIB (1024LL << 20)

static char top[] = "/tmp/test-guest-memory.XXXXXX";

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int make_top(void **state)
{
	(void)state;
	strcpy(strstr(top, "memory.") + strlen("memory."), "XXXXXX");
	if (!mkdtemp(top))
		return -1;
	return setenv("BPFJURY_CACHE", top, 1);
}

static int remove_top(void **state)
{
	(void)state;
	return nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(const char *name, const char *format, ...)
{
	cleanup_free char *path = format_string("%s/%s", top, name), *dir = strdup(path);
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	*strrchr(dir, '/') = '\0';
	assert_int_equal(directory_make(dir), 0);
	assert_int_equal(files_write(path, text, strlen(text)), 0);
}

static void put_meminfo(int64_t available)
{
	put("proc/meminfo",
		"MemTotal: %" PRId64 " kB\nMemFree: 1 kB\nMemAvailable: %" PRId64
		" kB\nCommitLimit: 4194304 kB\nCommitted_AS: 1048576 kB\n",
		2 * available >> 10, available >> 10);
}

/* MiB that guests may have of @bytes that are available. */
static void expect_share(int64_t bytes)
{
	assert_int_equal(host_memory_mib_at(top), bytes / 4 * 3 >> 20);
}

static void guests_share_what_is_available(void **state)
{
	(void)state;
	assert_int_equal(host_memory_mib_at(top), 0); /* no /proc */
	put_meminfo(16 * GIB);
	expect_share(16 * GIB);
	put("proc/sys/vm/overcommit_memory", "1\n");
	expect_share(16 * GIB);
	put("proc/sys/vm/overcommit_memory", "2\n");
	expect_share(3 * GIB);
}

/* The least of all cgroups that the process is in; page cache can be reclaimed. */
static void cgroups_bound_it(void **state)
{
	(void)state;
	put_meminfo(16 * GIB);
	put("proc/self/cgroup", "0::/ci/job\n");
	put("sys/fs/cgroup/ci/job/memory.max", "max\n");
	put("sys/fs/cgroup/ci/job/memory.current", "%lld\n", GIB);
	expect_share(16 * GIB);
	put("sys/fs/cgroup/ci/memory.max", "%lld\n", 8 * GIB);
	expect_share(16 * GIB); /* without a usage nothing is known */
	put("sys/fs/cgroup/ci/memory.current", "%lld\n", 3 * GIB);
	expect_share(5 * GIB);
	put("sys/fs/cgroup/ci/memory.stat", "anon 1\ninactive_file %lld\nactive_file 7\n", GIB);
	expect_share(6 * GIB);
	put("sys/fs/cgroup/ci/job/memory.max", "%lld\n", 2 * GIB);
	expect_share(1 * GIB);
	put("sys/fs/cgroup/ci/job/memory.max", "1\n");
	expect_share(0);
	/* of a container, whose own cgroup is the root that it sees */
	put("proc/self/cgroup", "0::/\n");
	put("sys/fs/cgroup/memory.max", "%lld\n", 4 * GIB);
	put("sys/fs/cgroup/memory.current", "0\n");
	expect_share(4 * GIB);
}

static void older_cgroups_bound_it(void **state)
{
	(void)state;
	put_meminfo(16 * GIB);
	put("proc/self/cgroup", "12:pids:/other\n4:cpu,memory:/ci\n1:name=systemd:/x\n0::/ci\n");
	put("sys/fs/cgroup/memory/ci/memory.limit_in_bytes", "%lld\n", 8 * GIB);
	put("sys/fs/cgroup/memory/ci/memory.usage_in_bytes", "%lld\n", 2 * GIB);
	put("sys/fs/cgroup/memory/ci/memory.stat", "inactive_file 5\ntotal_inactive_file %lld\n",
		GIB);
	put("sys/fs/cgroup/memory/other/memory.limit_in_bytes", "1\n");
	put("sys/fs/cgroup/memory/other/memory.usage_in_bytes", "1\n");
	expect_share(7 * GIB);
}

/* Memory and swap, in use or not, within limits. */
static void a_machine_has_a_whole(void **state)
{
	(void)state;
	assert_int_equal(host_memory_whole_mib_at(top), 0);
	put("proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable: 1024 kB\n");
	assert_int_equal(host_memory_whole_mib_at(top), 8192);
	put("proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable: 1024 kB\nSwapTotal: 1048576 kB\n"
			    "CommitLimit: 4194304 kB\nCommitted_AS: 4194300 kB\n");
	assert_int_equal(host_memory_whole_mib_at(top), 9216);
	put("proc/sys/vm/overcommit_memory", "2\n");
	assert_int_equal(host_memory_whole_mib_at(top), 4096);
	put("proc/self/cgroup", "0::/ci\n");
	put("sys/fs/cgroup/ci/memory.max", "%lld\n", 2 * GIB);
	put("sys/fs/cgroup/ci/memory.current", "%lld\n", 2 * GIB);
	assert_int_equal(host_memory_whole_mib_at(top), 2048);
}

static const char *sha256_of(int number)
{
	static char sha256[2][SHA256_SIZE];
	static int next;
	char *ret = sha256[next++ % 2];

	snprintf(ret, SHA256_SIZE, "%064d", number);
	return ret;
}

static int64_t noted(int number)
{
	json_t *notes = memory_notes_read();
	const int64_t mib = notes ? memory_notes_mib(notes, sha256_of(number)) : -1;

	json_decref(notes);
	return mib;
}

static void what_an_object_needed_is_noted(void **state)
{
	(void)state;
	assert_int_equal(noted(1), -1);
	memory_notes_keep(sha256_of(1), 4096);
	memory_notes_keep(sha256_of(2), 1024);
	assert_int_equal(noted(1), 4096);
	assert_int_equal(noted(2), 1024);
	assert_int_equal(noted(3), 0);
	memory_notes_keep(sha256_of(1), 8192);
	assert_int_equal(noted(1), 8192);
	assert_int_equal(noted(2), 1024);
}

/* A file with @count notes, of objects 0 and on, each with its number + 1. */
static void put_notes(int count)
{
	json_t *objects = json_array();
	char digest[SHA256_SIZE];

	for (int i = 0; i < count; i++)
		json_array_append_new(objects, json_pack("[si]", sha256_of(i), i + 1));
	cleanup_free char *text = json_dumps(objects, JSON_COMPACT);
	assert_int_equal(sha256_bytes(text, strlen(text), digest), 0);
	json_t *file = json_pack("{sosi}", "objects", objects, "version", 1);
	json_object_set_new(file, "sha256", json_string(digest));
	cleanup_free char *whole = json_dumps(file, 0),
			  *path = format_string("%s/guest-memory.json", top);
	assert_int_equal(files_write(path, whole, strlen(whole)), 0);
	json_decref(file);
}

/* One more than the file may have: the one that was noted first is forgotten. */
static void notes_are_bounded(void **state)
{
	json_t *notes;

	(void)state;
	put_notes(MEMORY_NOTES_MAX);
	assert_int_equal(noted(0), 1);
	memory_notes_keep(sha256_of(0), 7); /* is the last now */
	memory_notes_keep(sha256_of(MEMORY_NOTES_MAX), 512);
	notes = memory_notes_read();
	assert_int_equal(json_array_size(notes), MEMORY_NOTES_MAX);
	json_decref(notes);
	assert_int_equal(noted(0), 7);
	assert_int_equal(noted(1), 0);
	assert_int_equal(noted(2), 3);
	assert_int_equal(noted(MEMORY_NOTES_MAX), 512);
	put_notes(MEMORY_NOTES_MAX + 1);
	assert_int_equal(noted(0), -1);
}

/* Cut anywhere, or any byte changed, it is no notes; the next note begins a new file. */
static void damaged_notes_are_none(void **state)
{
	cleanup_free char *path = format_string("%s/guest-memory.json", top), *text = NULL;
	size_t len;

	(void)state;
	memory_notes_keep(sha256_of(1), 4096);
	assert_int_equal(files_read(path, 1 << 20, &text, &len), 0);
	for (size_t i = 0; i < len; i++) {
		assert_int_equal(files_write(path, text, i), 0);
		assert_int_equal(noted(1), -1);
		cleanup_free char *wrong = strdup(text);
		wrong[i] ^= 1;
		assert_int_equal(files_write(path, wrong, len), 0);
		if (noted(1) != -1)
			fail_msg("byte %zu: %s", i, wrong);
	}
	memory_notes_keep(sha256_of(2), 512);
	assert_int_equal(noted(1), 0);
	assert_int_equal(noted(2), 512);
}

static void the_first_guest_has_what_was_noted(void **state)
{
	struct result_object objects[3] = {0};
	const struct result_kernel k = {.objects = objects, .n_objects = 3};

	(void)state;
	for (int i = 0; i < 3; i++)
		strcpy(objects[i].sha256, sha256_of(i));
	assert_int_equal(guest_memory_first(&k, 2048, 8192), 2048);
	memory_notes_keep(sha256_of(1), 4096);
	memory_notes_keep(sha256_of(2), 1024);
	memory_notes_keep(sha256_of(7), 8192); /* not judged here */
	assert_int_equal(guest_memory_first(&k, 2048, 8192), 4096);
	assert_int_equal(guest_memory_first(&k, 2048, 3000), 3000);
	assert_int_equal(guest_memory_first(&k, 2048, 2048), 2048);
	/* an archive may need more than the host's share */
	assert_int_equal(guest_memory_first(&k, 5000, 3000), 5000);
}

static void the_next_guest_is_larger(void **state)
{
	(void)state;
	assert_int_equal(guest_memory_next(2048, 2368, 16384), 4096);
	assert_int_equal(guest_memory_next(2048, 6000, 16384), 6000);
	assert_int_equal(guest_memory_next(2048, 60000, 16384), 16384);
	assert_int_equal(guest_memory_next(2048, 0, 16384), 8192);
	assert_int_equal(guest_memory_next(8192, 0, 16384), 16384);
	/* however small the steps that are asked for, it ends */
	int boots = 0;
	for (int64_t mib = 512; mib < 1 << 20; mib = guest_memory_next(mib, mib + 1, 1 << 20))
		boots++;
	assert_true(boots <= 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			guests_share_what_is_available, make_top, remove_top),
		cmocka_unit_test_setup_teardown(cgroups_bound_it, make_top, remove_top),
		cmocka_unit_test_setup_teardown(older_cgroups_bound_it, make_top, remove_top),
		cmocka_unit_test_setup_teardown(a_machine_has_a_whole, make_top, remove_top),
		cmocka_unit_test_setup_teardown(
			what_an_object_needed_is_noted, make_top, remove_top),
		cmocka_unit_test_setup_teardown(notes_are_bounded, make_top, remove_top),
		cmocka_unit_test_setup_teardown(damaged_notes_are_none, make_top, remove_top),
		cmocka_unit_test_setup_teardown(
			the_first_guest_has_what_was_noted, make_top, remove_top),
		cmocka_unit_test(the_next_guest_is_larger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
