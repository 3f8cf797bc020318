// SPDX-License-Identifier: GPL-2.0-only
/* The proof of the archive: every difference in the root is an error, every extra file is named. */
#include "docket.h"
#include "proof.h"
#include "stream.h"
#include "unproved.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sha256.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

void stream_tick(void)
{
}

static char root[64];

static int make_root(void **state)
{
	(void)state;
	strcpy(root, "/tmp/test-proof.XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int remove_root(void **state)
{
	(void)state;
	return nftw(root, remove_one, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static const char *in_root(const char *name)
{
	static char path[8192];

	snprintf(path, sizeof(path), "%s%s", root, name);
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(in_root(name), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* Make one entry of each type in the root; the list of them. */
static json_t *make_tree(void)
{
	char sha256[SHA256_SIZE];

	assert_int_equal(mkdir(in_root("/d"), 0755), 0);
	put("/d/file", "content");
	assert_int_equal(symlink("file", in_root("/d/link")), 0);
	assert_int_equal(mkfifo(in_root("/d/pipe"), 0644), 0);
	SHA256Data((const unsigned char *)"content", 7, sha256);
	json_t *list = json_pack("[{s:s,s:s},{s:s,s:s,s:i,s:s},{s:s,s:s,s:s},{s:s,s:s}]", "name",
		"/d", "type", "dir", "name", "/d/file", "type", "file", "bytes", 7, "sha256",
		sha256, "name", "/d/link", "type", "link", "target", "file", "name", "/d/pipe",
		"type", "pipe");
	assert_non_null(list);
	return list;
}

static int check(const json_t *list, char *why, size_t size)
{
	struct proof p = {.root = root};
	int r;

	snprintf(why, size, "nothing said");
	r = proof_check(&p, list, why, size);
	if (!r)
		assert_int_equal(p.count, json_array_size(list));
	proof_clear(&p);
	return r;
}

static void an_unpacked_archive_is_proved(void **state)
{
	json_t *list = make_tree();
	char why[256];

	(void)state;
	assert_int_equal(check(list, why, sizeof(why)), 0);
	json_decref(list);
}

/* One entry at a time is missing, of another type or of other content. */
static void every_difference_is_found(void **state)
{
	json_t *list = make_tree();
	char why[256];

	(void)state;
#define BECOMES(name, how)                                                                         \
	do {                                                                                       \
		how;                                                                               \
		assert_true(check(list, why, sizeof(why)) < 0);                                    \
		if (!strstr(why, name) || !strstr(why, "did not unpack whole"))                    \
			fail_msg("%s: %s", name, why);                                             \
	} while (0)
	BECOMES("/d/file", put("/d/file", "conten")); /* cut */
	BECOMES("/d/file", put("/d/file", "conten\xff"));
	put("/d/file", "");
	BECOMES("/d/file", assert_int_equal(truncate(in_root("/d/file"), 7),
				   0)); /* the right size, but zeros */
	BECOMES("/d/file", unlink(in_root("/d/file")));
	BECOMES("/d/file", assert_int_equal(symlink("link", in_root("/d/file")), 0));
	unlink(in_root("/d/file"));
	put("/d/file", "content");
	unlink(in_root("/d/link"));
	BECOMES("/d/link", assert_int_equal(symlink("fil", in_root("/d/link")), 0));
	unlink(in_root("/d/link"));
	BECOMES("/d/link", put("/d/link", "x"));
	unlink(in_root("/d/link"));
	assert_int_equal(symlink("file", in_root("/d/link")), 0);
	unlink(in_root("/d/pipe"));
	BECOMES("/d/pipe", put("/d/pipe", ""));
	unlink(in_root("/d/pipe"));
	assert_int_equal(mkfifo(in_root("/d/pipe"), 0644), 0);
	assert_int_equal(check(list, why, sizeof(why)), 0);
	json_decref(list);
}

static void a_malformed_list_is_refused(void **state)
{
	static const char *const lists[] = {"{}", "[1]", "[{}]", "[{\"name\":1}]",
		"[{\"name\":\"/d\"}]", "[{\"name\":\"d\",\"type\":\"dir\"}]",
		"[{\"name\":\"/d\",\"type\":\"hole\"}]",
		"[{\"name\":\"/d/file\",\"type\":\"file\"}]",
		"[{\"name\":\"/d/file\",\"type\":\"file\",\"bytes\":7}]",
		"[{\"name\":\"/d/link\",\"type\":\"link\"}]",
		"[{\"name\":\"/d\",\"type\":\"char\",\"device\":[5,1]}]"};
	char why[256];

	(void)state;
	json_decref(make_tree());
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		json_t *list = json_loads(lists[i], 0, NULL);
		assert_non_null(list);
		if (check(list, why, sizeof(why)) >= 0 || !strcmp(why, "nothing said"))
			fail_msg("%s: %s", lists[i], why);
		json_decref(list);
	}
	assert_true(check(NULL, why, sizeof(why)) < 0);
}

static int check_added(struct proof *p, const char *sha256, char *why, size_t size)
{
	*p = (struct proof){.root = root};
	snprintf(why, size, "nothing said");
	return proof_check_added(p, sha256, why, size);
}

static void added_entries_are_proved(void **state)
{
	char *text = added_write(make_tree()), sha256[SHA256_SIZE], why[256];
	struct proof p;

	(void)state;
	SHA256Data((const unsigned char *)text, strlen(text), sha256);
	assert_int_equal(mkdir(in_root("/docket"), 0755), 0);
	/* expected, and not there */
	assert_int_equal(check_added(&p, sha256, why, sizeof(why)), -ENOENT);
	assert_non_null(strstr(why, "is not there"));
	proof_clear(&p);
	put(ADDED_PATH, text);
	assert_int_equal(check_added(&p, sha256, why, sizeof(why)), 0);
	assert_int_equal(p.count, 5); /* with the list itself */
	proof_clear(&p);
	/* not expected: it is not read */
	assert_int_equal(check_added(&p, "", why, sizeof(why)), 0);
	assert_int_equal(p.count, 0);
	proof_clear(&p);
	/* one of its files has changed */
	put("/d/file", "CONTENT");
	assert_true(check_added(&p, sha256, why, sizeof(why)) < 0);
	assert_non_null(strstr(why, "/d/file"));
	proof_clear(&p);
	put("/d/file", "content");
	/* the list has changed by one byte */
	text[strlen(text) - 1] = ' ';
	put(ADDED_PATH, text);
	assert_int_equal(check_added(&p, sha256, why, sizeof(why)), -EBADMSG);
	assert_non_null(strstr(why, "another SHA-256"));
	proof_clear(&p);
	free(text);
	/* the list has the right hash and another version */
	put(ADDED_PATH, "{\"files\":[],\"schema\":\"bpfjury-added/2\"}");
	SHA256File(in_root(ADDED_PATH), sha256);
	assert_int_equal(check_added(&p, sha256, why, sizeof(why)), -EBADMSG);
	assert_non_null(strstr(why, "of another version"));
	proof_clear(&p);
}

static bool is_among(const json_t *names, const char *name)
{
	const json_t *one;
	size_t i;

	json_array_foreach(
		(json_t *)names, i, one) if (strcmp(json_string_value(one), name) == 0) return true;
	return false;
}

static void extra_files_are_named(void **state)
{
	json_t *list = make_tree();
	struct proof p = {.root = root};
	char why[256];
	size_t more = 99;

	(void)state;
	put("/d/extra", "");
	put("/odd \x1b[31m\xff", "");
	assert_int_equal(symlink("/d/file", in_root("/alias")), 0);
	assert_int_equal(mkdir(in_root("/empty"), 0), 0);
	assert_int_equal(proof_check(&p, list, why, sizeof(why)), 0);
	json_t *names = unproved_names(&p, &more);
	assert_int_equal(more, 0);
	assert_true(is_among(names, "d/extra") && is_among(names, "alias"));
	assert_false(is_among(names, "d/file"));
	assert_true(json_array_size(names) == 3 ||
		    geteuid()); /* without root /empty cannot be read, and is named */
	for (size_t i = 0; i < json_array_size(names); i++)
		assert_null(strchr(json_string_value(json_array_get(names, i)), '\x1b'));
	json_decref(names);
	proof_clear(&p);
	json_decref(list);
}

/* At most UNPROVED_NAMES names and a count of the rest; only so many levels deep. */
static void names_are_bounded(void **state)
{
	struct proof p = {.root = root};
	char path[4096] = "", long_name[252];
	size_t more;

	(void)state;
	for (int i = 0; i < 100; i++) {
		snprintf(path, sizeof(path), "/file-%d", i);
		put(path, "");
	}
	json_t *names = unproved_names(&p, &more);
	assert_int_equal(json_array_size(names), UNPROVED_NAMES);
	assert_int_equal(more, 100 - UNPROVED_NAMES);
	json_decref(names);
	remove_root(state);
	assert_int_equal(mkdir(root, 0755), 0);
	*path = '\0';
	for (int i = 0; i < 40; i++) {
		strcat(path, "/d");
		assert_int_equal(mkdir(in_root(path), 0755), 0);
	}
	strcat(path, "/deep");
	put(path, "");
	names = unproved_names(&p, &more);
	assert_int_equal(json_array_size(names), 1);
	const char *name = json_string_value(json_array_get(names, 0));
	assert_int_equal(name[strlen(name) - 1], '/');
	assert_int_equal(strlen(name), 2 * 17);
	json_decref(names);
	/* a name that would not fit in a record is cut */
	memset(long_name, '"', sizeof(long_name) - 1);
	long_name[0] = '/';
	long_name[sizeof(long_name) - 1] = '\0';
	put(long_name, "");
	names = unproved_names(&p, &more);
	size_t longest = 0;
	for (size_t i = 0; i < json_array_size(names); i++) {
		size_t len = strlen(json_string_value(json_array_get(names, i)));
		longest = len > longest ? len : longest;
	}
	assert_int_equal(longest, 103);
	json_decref(names);
}

/* Neither entries below a mount nor its content are looked at. */
static void mounts_are_skipped(void **state)
{
	struct proof p = {.root = root};
	char why[256], sha256[SHA256_SIZE];
	size_t more;

	(void)state;
	assert_int_equal(mkdir(in_root("/m"), 0755), 0);
	assert_int_equal(mkdir(in_root("/m/below"), 0755), 0);
	put("/m/below/packed", "x");
	if (mount("none", in_root("/m"), "tmpfs", 0, NULL)) {
		print_message("no mount can be made: %s\n", strerror(errno));
		skip();
	}
	put("/m/runtime", "");
	SHA256Data((const unsigned char *)"x", 1, sha256);
	json_t *list = json_pack("[{s:s,s:s,s:i,s:s}]", "name", "/m/below/packed", "type", "file",
		"bytes", 1, "sha256", sha256);
	assert_int_equal(proof_check(&p, list, why, sizeof(why)), 0);
	json_t *names = unproved_names(&p, &more);
	assert_int_equal(json_array_size(names), 0);
	assert_int_equal(umount(in_root("/m")), 0);
	json_decref(names);
	proof_clear(&p);
	json_decref(list);
}

static void a_left_image_is_found(void **state)
{
	struct proof p = {.root = root};

	(void)state;
	assert_false(proof_torn(&p));
	put("/initrd.image", "070701");
	assert_true(proof_torn(&p));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_root, remove_root)
	const struct CMUnitTest tests[] = {
		TEST(an_unpacked_archive_is_proved),
		TEST(every_difference_is_found),
		TEST(a_malformed_list_is_refused),
		TEST(added_entries_are_proved),
		TEST(extra_files_are_named),
		TEST(names_are_bounded),
		TEST(mounts_are_skipped),
		TEST(a_left_image_is_found),
	};

	return cmocka_run_group_tests_name("proof", tests, NULL, NULL);
}
