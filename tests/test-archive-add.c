// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files added to an archive: the result is the archive, unchanged, followed by a newc segment that
 * the kernel can read.
 */
#include "archive/archive.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char top[] = "/tmp/test-archive-add.XXXXXX";

static int enter(void **state)
{
	(void)state;
	return !mkdtemp(top) || chdir(top);
}

static int leave(void **state)
{
	(void)state;
	return chdir("/") || directory_remove(top);
}

/*
 * A field of a newc header (Documentation/driver-api/early-userspace/buffer-format.rst),
 * hexadecimal.
 */
static size_t field(const char *header, int number)
{
	char text[9] = "";

	memcpy(text, header + 6 + 8 * number, 8);
	return strtoul(text, NULL, 16);
}

/* The entry at @at of the archive.  Returns what follows it. */
static const char *entry(
	const char *at, const char **name, size_t *mode, const char **bytes, size_t *len)
{
	assert_memory_equal(at, "070701", 6);
	const size_t name_size = field(at, 11);
	*mode = field(at, 1);
	*len = field(at, 6);
	*name = at + 110;
	assert_int_equal(strlen(*name) + 1, name_size);
	*bytes = at + ((110 + name_size + 3) & ~(size_t)3);
	return *bytes + ((*len + 3) & ~(size_t)3);
}

static bool has_sha256(const char *bytes, size_t len, const char *sha256)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	char hex[SHA256_SIZE];

	SHA256((const unsigned char *)bytes, len, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		sprintf(hex + 2 * i, "%02x", digest[i]);
	return strcmp(hex, sha256) == 0;
}

static char list_sha256[SHA256_SIZE]; /* of the last archive_add() */

static int add(const char *to, const char *from, const char *name, const char *source)
{
	cleanup_close int archive = open(from, O_RDONLY | O_CLOEXEC),
			  file = open(source, O_RDONLY | O_CLOEXEC);

	assert_true(archive >= 0 && file >= 0);
	/* in any directory */
	assert_true(lseek(archive, 3, SEEK_SET) >= 0);
	return archive_add(to, archive, name, file, list_sha256);
}

static void the_archive_is_kept_and_a_segment_appended(void **state)
{
	static const size_t lengths[] = {512, 513, 514, 515, 3 << 20};
	char *first, *whole;
	size_t first_len, len;

	(void)state;
	assert_int_equal(files_write("config", "CONFIG_X=y\n", 11), 0);
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		cleanup_free char *bytes = malloc(lengths[i]);
		memset(bytes, (int)('a' + i), lengths[i]);
		assert_int_equal(files_write("one.cpio", bytes, lengths[i]), 0);
		assert_int_equal(add("two.cpio", "one.cpio", "boot/config-6.1", "config"), 0);
		assert_int_equal(files_read("one.cpio", 1 << 26, &first, &first_len), 0);
		assert_int_equal(files_read("two.cpio", 1 << 26, &whole, &len), 0);
		assert_true(len > first_len);
		assert_memory_equal(whole, first, first_len);
		/* zeros up to a multiple of four, where the kernel expects the next segment */
		size_t at = first_len;
		while (at % 4)
			assert_int_equal(whole[at++], 0);
		const char *name, *content, *next = whole + at;
		size_t mode, size, files = 0, lists = 0;
		for (;;) {
			next = entry(next, &name, &mode, &content, &size);
			if (strcmp(name, "TRAILER!!!") == 0)
				break;
			lists += S_ISREG(mode) && has_sha256(content, size, list_sha256);
			if (strcmp(name, "boot") == 0)
				assert_int_equal(mode, S_IFDIR | 0755);
			if (strcmp(name, "boot/config-6.1") != 0)
				continue;
			files++;
			assert_int_equal(mode, S_IFREG | 0444);
			assert_int_equal(size, 11);
			assert_memory_equal(content, "CONFIG_X=y\n", 11);
		}
		assert_int_equal(files, 1);
		/* the list of added files; /init gets its SHA-256 */
		assert_int_equal(lists, 1);
		free(first);
		free(whole);
	}
}

/* The same input gives the same bytes.  An existing file is replaced. */
static void the_result_is_reproducible(void **state)
{
	char *a, *b;
	size_t a_len, b_len;

	(void)state;
	assert_int_equal(files_write("old.cpio", "something else that was longer", 30), 0);
	assert_int_equal(add("old.cpio", "one.cpio", "boot/config", "config"), 0);
	assert_int_equal(add("new.cpio", "one.cpio", "boot/config", "config"), 0);
	assert_int_equal(files_read("old.cpio", 1 << 26, &a, &a_len), 0);
	assert_int_equal(files_read("new.cpio", 1 << 26, &b, &b_len), 0);
	assert_int_equal(a_len, b_len);
	assert_memory_equal(a, b, a_len);
	free(a);
	free(b);
}

/* A failure leaves no partial file, and an existing file unchanged. */
static void a_failure_changes_nothing(void **state)
{
	char *bytes;
	size_t len;

	(void)state;
	assert_int_equal(mkdir("directory", 0755), 0);
	assert_true(add("failed.cpio", "one.cpio", "boot/config", "directory") < 0);
	assert_int_not_equal(access("failed.cpio", F_OK), 0);
	assert_int_equal(files_write("kept.cpio", "kept", 4), 0);
	assert_true(add("kept.cpio", "directory", "boot/config", "config") < 0);
	assert_int_equal(files_read("kept.cpio", 100, &bytes, &len), 0);
	assert_string_equal(bytes, "kept");
	free(bytes);
	assert_true(add("nowhere/x.cpio", "one.cpio", "boot/config", "config") < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_archive_is_kept_and_a_segment_appended),
		cmocka_unit_test(the_result_is_reproducible),
		cmocka_unit_test(a_failure_changes_nothing),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
