// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notes about this machine, in files of the cache that are valid for one key; whether KVM works;
 * and the removal of directories of earlier boots.
 */
#include "files.h"
#include "vm/accel.h"
#include "vm/boot-files.h"
#include "cache-note.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char top[] = "/tmp/test-remembered.XXXXXX";
static int kvm_errno; /* of opening /dev/kvm; 0: it opens */

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
	va_list args;

	va_start(args, flags);
	const int mode = va_arg(args, int);
	va_end(args);
	if (strcmp(path, "/dev/kvm") != 0)
		return __real_open64(path, flags, mode);
	errno = kvm_errno;
	return kvm_errno ? -1 : __real_open64("/dev/null", flags, mode);
}

static const char *at(const char *name)
{
	static char path[4][512];
	static int next;
	char *p = path[next++ % 4];

	snprintf(p, sizeof(path[0]), "%s/%s", top, name);
	return p;
}

static void put(const char *name, const char *text, mode_t mode)
{
	assert_int_equal(files_write(at(name), text, strlen(text)), 0);
	assert_int_equal(chmod(at(name), mode), 0);
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return remove(path);
}

static int enter(void **state)
{
	(void)state;
	return mkdtemp(top) && !mkdir(at("cache"), 0755) && !setenv("BPFJURY_CACHE", at("cache"), 1)
		       ? 0
		       : -1;
}

static int leave(void **state)
{
	(void)state;
	return nftw(top, drop, 8, FTW_DEPTH | FTW_PHYS);
}

static int64_t value_of(const char *file, const char *key)
{
	json_t *j = cache_note_read(file, key);
	int64_t value = j ? json_integer_value(json_object_get(j, "value")) : -1;

	json_decref(j);
	return value;
}

static void a_note_is_valid_for_its_key_only(void **state)
{
	(void)state;
	assert_int_equal(value_of("a.json", "key"), -1);
	cache_note_write("a.json", "key", json_pack("{s:i}", "value", 7));
	cache_note_write("b.json", "key", json_pack("{s:i}", "value", 8));
	assert_int_equal(value_of("a.json", "key"), 7);
	assert_int_equal(value_of("b.json", "key"), 8);
	assert_int_equal(value_of("a.json", "kez"), -1);
	assert_int_equal(value_of("a.json", ""), -1);
	/* a file has one note, the last one written */
	cache_note_write("a.json", "other", json_pack("{s:i}", "value", 9));
	assert_int_equal(value_of("a.json", "key"), -1);
	assert_int_equal(value_of("a.json", "other"), 9);
	cache_note_write("a.json", "other", NULL);
	assert_int_equal(value_of("a.json", "other"), 9);
}

/* A damaged note counts as unknown. */
static void a_damaged_note_is_ignored(void **state)
{
	static const char *const bad[] = {"", "{", "[]", "7", "{\"value\":7}",
		"{\"key\":7,\"value\":7}", "{\"key\":\"key\",\"key\":\"key\",\"value\":7}",
		"{\"key\":\"key\",\"value\":7}x"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		put("cache/a.json", bad[i], 0644);
		if (value_of("a.json", "key") != -1)
			fail_msg("taken: %s", bad[i]);
	}
	put("cache/a.json", "{\"key\":\"key\",\"value\":7}", 0644);
	assert_int_equal(value_of("a.json", "key"), 7);
}

static void without_a_cache_nothing_is_kept(void **state)
{
	(void)state;
	setenv("BPFJURY_CACHE", at("nowhere/below"), 1);
	cache_note_write("a.json", "key", json_pack("{s:i}", "value", 7));
	assert_int_equal(value_of("a.json", "key"), -1);
	assert_int_not_equal(access(at("nowhere"), F_OK), 0);
	setenv("BPFJURY_CACHE", at("cache"), 1);
}

static void without_kvm_the_accelerator_is_tcg(void **state)
{
	struct accel_answer a;

	(void)state;
	kvm_errno = ENOENT;
	assert_true(accel_known(&a, "/nowhere/qemu"));
	assert_int_equal(a.accel, ACCEL_TCG);
	assert_non_null(strstr(a.why, "/dev/kvm"));
	kvm_errno = EACCES;
	assert_true(accel_known(&a, "/nowhere/qemu"));
	assert_int_equal(a.accel, ACCEL_TCG);
	assert_non_null(strstr(a.why, "Permission denied"));
	kvm_errno = 0;
}

/* A QEMU that reports its version, and otherwise exits at once. */
static const char *fake_qemu(const char *name, const char *version)
{
	char script[512];

	snprintf(script, sizeof(script),
		"#!/bin/sh\n[ \"$1\" = --version ] && { echo 'QEMU emulator version %s'; exit 0; }\necho x >>%s\n"
		"echo KVM is not available >&2\nexit 1\n",
		version, at("started"));
	put(name, script, 0755);
	return at(name);
}

static size_t started(void)
{
	struct stat st;

	return stat(at("started"), &st) ? 0 : (size_t)st.st_size / 2;
}

/* The result of a boot is remembered for that QEMU, and there is no second boot. */
static void the_result_of_a_boot_is_remembered(void **state)
{
	char one[512], two[512];
	struct machine m = {.arch = arch_default(),
		.accel = ACCEL_AUTO,
		.image = "/dev/null",
		.archive = "/dev/null",
		.memory_mib = 64};
	struct accel_answer a;

	(void)state;
	snprintf(one, sizeof(one), "%s", fake_qemu("one", "9.9.1"));
	snprintf(two, sizeof(two), "%s", fake_qemu("two", "9.9.2"));
	m.qemu = one;
	assert_false(accel_known(&a, one));
	accel_prove(&a, &m);
	assert_int_equal(a.accel, ACCEL_TCG);
	assert_true(*a.why);
	assert_int_equal(started(), 1);
	assert_true(accel_known(&a, one));
	assert_int_equal(a.accel, ACCEL_TCG);
	accel_prove(&a, &m);
	assert_int_equal(started(), 1);
	/* nothing is known of another QEMU */
	assert_false(accel_known(&a, two));
	m.qemu = two;
	accel_prove(&a, &m);
	assert_int_equal(started(), 2);
}

static bool is_there(const char *name)
{
	struct stat st;

	return lstat(at(name), &st) == 0;
}

/* All boot directories of an earlier run are removed, whatever their numbers, and nothing else. */
static void only_boot_directories_are_removed(void **state)
{
	static const char *const gone[] = {"out/boot-1", "out/boot-2", "out/boot-4", "out/boot-16"},
				 *const stay[] = {"out/boot-", "out/boot-x", "out/boot-1x",
					 "out/xboot-1", "out/boots", "out/sub"},
				 *const logs[] = {
					 "console.log", "records.log", "qemu.log", "qemu.argv"};
	char name[256];

	(void)state;
	assert_int_equal(mkdir(at("out"), 0755), 0);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(mkdir(at(gone[i]), 0755), 0);
		for (size_t j = 0; j < 4; j++) {
			snprintf(name, sizeof(name), "%s/%s", gone[i], logs[j]);
			put(name, "x", 0644);
		}
	}
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(mkdir(at(stay[i]), 0755), 0);
		snprintf(name, sizeof(name), "%s/console.log", stay[i]);
		put(name, "x", 0644);
	}
	assert_int_equal(mkdir(at("out/sub/boot-1"), 0755), 0);
	put("out/sub/boot-1/console.log", "x", 0644);
	put("out/result.json", "{}", 0644);
	/* an unknown file stays, and so does its directory */
	assert_int_equal(mkdir(at("out/boot-7"), 0755), 0);
	put("out/boot-7/console.log", "x", 0644);
	put("out/boot-7/notes", "mine", 0644);
	/* a link to another directory is not followed */
	assert_int_equal(mkdir(at("elsewhere"), 0755), 0);
	put("elsewhere/notes", "mine", 0644);
	assert_int_equal(symlink(at("elsewhere"), at("out/boot-9")), 0);
	boot_forget(at("out"));
	for (size_t i = 0; i < 4; i++)
		if (is_there(gone[i]))
			fail_msg("%s is there", gone[i]);
	for (size_t i = 0; i < 6; i++) {
		snprintf(name, sizeof(name), "%s/console.log", stay[i]);
		if (!is_there(name))
			fail_msg("%s is gone", name);
	}
	assert_true(is_there("out/result.json"));
	assert_true(is_there("out/sub/boot-1/console.log"));
	assert_true(is_there("out/boot-7/notes"));
	assert_false(is_there("out/boot-7/console.log"));
	assert_true(is_there("elsewhere/notes"));
	boot_forget(at("not there"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_is_valid_for_its_key_only),
		cmocka_unit_test(a_damaged_note_is_ignored),
		cmocka_unit_test(without_a_cache_nothing_is_kept),
		cmocka_unit_test(without_kvm_the_accelerator_is_tcg),
		cmocka_unit_test(the_result_of_a_boot_is_remembered),
		cmocka_unit_test(only_boot_directories_are_removed),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
