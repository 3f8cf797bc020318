// SPDX-License-Identifier: GPL-2.0-only
/*
 * What -o keeps of objects: names that are safe and apart, nothing outside of the directory, and
 * nothing of somebody else's replaced or removed.
 */
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kept-files.h"
#include "kept.h"

#include <ctype.h>
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char top[] = "/tmp/test-kept.XXXXXX";

static int empty(void **state)
{
	(void)state;
	return directory_remove("out") || directory_make("out");
}

static char *add(struct kept_files *k, const char *stem, const char *end, const char *bytes)
{
	char *path = NULL;

	assert_int_equal(kept_files_add(k, stem, end, bytes, strlen(bytes), &path), 0);
	assert_memory_equal(path, KEPT_DIR "/", strlen(KEPT_DIR "/"));
	return path;
}

static void has(const char *path, const char *bytes)
{
	cleanup_free char *whole = format_string("out/%s", path), *text = NULL;

	assert_int_equal(files_read(whole, 1 << 20, &text, NULL), 0);
	assert_string_equal(text, bytes);
}

static size_t count(const char *path)
{
	DIR *d = opendir(path);
	size_t n = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));)
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

static void hostile_names_become_inert(void **state)
{
	cleanup_with(kept_files_clear) struct kept_files k = KEPT_FILES_NONE;
	char longest[1000];
	const char *const stems[] = {"..", "../../etc/passwd", "/etc/passwd", "a\nb", "\x1b[31mx",
		"\xff\xfe\xff", "", ".hidden", "-rf", "x y'$(id)\"`;*?", "kept", "a#2", longest};

	(void)state;
	memset(longest, 'n', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(kept_files_open(&k, "out"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(stems); i++) {
		cleanup_free char *path = add(&k, stems[i], i % 2 ? ".bpf.o" : "", "bytes");
		const char *name = path + strlen(KEPT_DIR "/");
		assert_true(strlen(name) <= 255 && *name != '.' && *name != '-');
		for (const char *c = name; *c; c++)
			assert_true(isalnum((unsigned char)*c) || strchr("._+~-#", *c));
		has(path, "bytes");
	}
	assert_int_equal(count("out/" KEPT_DIR), ARRAY_SIZE(stems) + 1);
	assert_int_equal(count("out"), 1);
	kept_files_clear(&k);
	/* the next run knows every one of them */
	assert_int_equal(kept_files_open(&k, "out"), 0);
	assert_int_equal(count("out/" KEPT_DIR), 1);
}

static void equal_names_are_kept_apart(void **state)
{
	cleanup_with(kept_files_clear) struct kept_files k = KEPT_FILES_NONE;
	const struct {
		const char *stem, *path;
	} names[] = {
		{"x", "objects/x.bpf.o"},
		{"X", "objects/X#2.bpf.o"}, /* the same for some file systems */
		{"x#2", "objects/x#2#2.bpf.o"},
		{"x", "objects/x#3.bpf.o"},
		{"y#2", "objects/y#2.bpf.o"},
		{"y", "objects/y.bpf.o"},
		{"Y", "objects/Y#3.bpf.o"},
	};

	(void)state;
	assert_int_equal(kept_files_open(&k, "out"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		cleanup_free char *path = add(&k, names[i].stem, ".bpf.o", names[i].stem);
		assert_string_equal(path, names[i].path);
	}
	has("objects/X#2.bpf.o", "X");
	/* the index's own name */
	cleanup_free char *path = add(&k, "kept.sha256", "", "mine");
	assert_string_equal(path, "objects/kept.sha256#2");
}

static void what_is_not_listed_stays(void **state)
{
	cleanup_with(kept_files_clear) struct kept_files k = KEPT_FILES_NONE;

	(void)state;
	assert_int_equal(directory_make("out/" KEPT_DIR), 0);
	assert_int_equal(files_write("out/objects/x.bpf.o", "theirs", 6), 0);
	assert_int_equal(files_write("out/precious", "precious", 8), 0);
	assert_int_equal(symlink("../precious", "out/objects/y.bpf.o"), 0);
	assert_int_equal(symlink("../new", "out/objects/z.bpf.o"), 0);
	for (int run = 0; run < 2; run++) {
		assert_int_equal(kept_files_open(&k, "out"), 0);
		for (int i = 0; i < 3; i++) {
			const char stem[] = {"xyz"[i], '\0'};
			cleanup_free char *path = add(&k, stem, ".bpf.o", "ours");
			assert_non_null(strstr(path, "#2.bpf.o"));
		}
		kept_files_clear(&k);
	}
	has("objects/x.bpf.o", "theirs");
	has("precious", "precious");
	assert_int_equal(access("out/new", F_OK), -1);
	assert_int_equal(count("out/objects"), 7);
}

/* An index may have been written by anyone who can write there. */
static void a_hostile_index_removes_nothing_else(void **state)
{
	cleanup_with(kept_files_clear) struct kept_files k = KEPT_FILES_NONE;
	static const char *const listed[] = {"../precious", "..", "out", "sub", "link",
		"./precious", "sub/x", "\x1b", "", "/etc/hostname"};
	cleanup_free char *index = NULL;
	size_t len;

	(void)state;
	assert_int_equal(kept_files_open(&k, "out"), 0);
	free(add(&k, "gone", "", "x"));
	kept_files_clear(&k);
	assert_int_equal(files_read("out/objects/kept.sha256", 1 << 20, &index, &len), 0);
	FILE *f = fopen("out/objects/kept.sha256", "w");
	assert_non_null(f);
	fputs(index, f);
	for (size_t i = 0; i < ARRAY_SIZE(listed); i++)
		fprintf(f, "%064d  %s\n", 0, listed[i]);
	fprintf(f, "%064d", 0);
	fclose(f);
	assert_int_equal(directory_make("out/objects/sub"), 0);
	assert_int_equal(files_write("out/objects/sub/x", "x", 1), 0);
	assert_int_equal(files_write("out/precious", "precious", 8), 0);
	assert_int_equal(symlink("../precious", "out/objects/link"), 0);
	assert_int_equal(kept_files_open(&k, "out"), 0);
	has("precious", "precious");
	has("objects/sub/x", "x");
	has("objects/link", "precious");
	assert_int_equal(access("out/objects/gone", F_OK), -1);
}

static void a_place_that_is_taken_is_refused(void **state)
{
	cleanup_with(kept_files_clear) struct kept_files k = KEPT_FILES_NONE;

	(void)state;
	assert_int_equal(kept_files_check("out"), 0);
	assert_int_equal(directory_make("elsewhere"), 0);
	assert_int_equal(symlink("../elsewhere", "out/objects"), 0);
	assert_int_equal(kept_files_check("out"), FAIL_MISUSE);
	assert_true(kept_files_open(&k, "out") < 0);
	assert_int_equal(unlink("out/objects"), 0);
	assert_int_equal(files_write("out/objects", "a file", 6), 0);
	assert_int_equal(kept_files_check("out"), FAIL_MISUSE);
	assert_int_equal(unlink("out/objects"), 0);
	assert_int_equal(directory_make("out/objects"), 0);
	assert_int_equal(kept_files_check("out"), 0);
	assert_false(kept_files_are_in("out/objects"));
	assert_int_equal(files_write("out/objects/kept.sha256", "theirs", 6), 0);
	assert_int_equal(kept_files_check("out"), FAIL_MISUSE);
	assert_true(kept_files_open(&k, "out") < 0);
	has("objects/kept.sha256", "theirs");
	assert_int_equal(count("elsewhere"), 0);
}

static void a_full_disk_leaves_no_torn_file(void **state)
{
	cleanup_with(kept_files_clear) struct kept_files k = KEPT_FILES_NONE;
	struct rlimit before, limit;
	static char bytes[65536];
	char *path = NULL;

	(void)state;
	assert_int_equal(kept_files_open(&k, "out"), 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	const int r = kept_files_add(&k, "x", ".bpf.o", bytes, sizeof(bytes), &path);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_true(r < 0);
	assert_null(path);
	assert_int_equal(count("out/objects"), 1);
}

static struct result_program refused(const char *name, const char *variant, enum verdict verdict)
{
	struct result_program p = {.log = strdup(name)};

	program_result_init(&p.result);
	snprintf(p.result.name, sizeof(p.result.name), "%s", name);
	snprintf(p.result.variant, sizeof(p.result.variant), "%s", variant);
	p.result.verdict = verdict;
	return p;
}

/* The shapes of one file share a copy; each refusal has its log, and what was accepted none. */
static void logs_are_beside_their_object(void **state)
{
	struct collected objects[] = {
		{.path = (char *)"a/x.bpf.o",
			.source = (char *)"a/x.bpf.o",
			.content = (char *)"one",
			.bytes = 3,
			.shape = "small"},
		{.path = (char *)"a/x.bpf.o",
			.source = (char *)"a/x.bpf.o",
			.same_file = true,
			.bytes = 3,
			.shape = "large"},
		{.path = (char *)"a/x.bpf.o",
			.source = (char *)"b/x.bpf.o",
			.content = (char *)"two",
			.bytes = 3,
			.against = true},
		{.path = (char *)"gone.o", .source = (char *)"gone.o", .bytes = 3},
	};
	struct plan_trial trial = {
		.spec.text = (char *)"debian:6.12", .name = (char *)"debian:6.12"};
	const struct plan p = {.collection = {.objects = objects, .count = ARRAY_SIZE(objects)},
		.trials = &trial,
		.n_trials = 1};
	cleanup_with(result_clear) struct result r = {
		.kernels = calloc(1, sizeof(*r.kernels)), .n_kernels = 1};
	struct result_object *o = calloc(ARRAY_SIZE(objects), sizeof(*o));

	(void)state;
	r.kernels[0] = (struct result_kernel){.objects = o, .n_objects = ARRAY_SIZE(objects)};
	for (size_t i = 0; i < ARRAY_SIZE(objects); i++) {
		strcpy(o[i].shape, objects[i].shape);
		o[i].programs = calloc(3, sizeof(*o[i].programs));
		o[i].n_programs = 3;
		o[i].programs[0] = refused("../p\n", "", VERDICT_REJECTED);
		o[i].programs[1] = refused("../p\n", "unpriv", VERDICT_REJECTED);
		o[i].programs[2] = refused("fine", "", VERDICT_ACCEPTED);
	}
	assert_int_equal(result_whole_begin(&o[0], "p"), 0);
	o[0].whole->load.log = strdup("whole\n");
	o[0].whole->load.result.verdict = VERDICT_REJECTED;
	assert_int_equal(kept_fill(&r, &p, "out"), 0);
	assert_string_equal(o[0].kept, "objects/x.bpf.o");
	assert_string_equal(o[1].kept, "objects/x.bpf.o");
	assert_string_equal(o[2].kept, "objects/x.against.bpf.o");
	assert_null(o[3].kept);
	assert_null(o[3].programs[0].kept);
	assert_string_equal(o[0].whole->load.kept, "objects/x.bpf.o.debian-6.12.whole.small.log");
	assert_string_equal(o[0].programs[0].kept, "objects/x.bpf.o.debian-6.12...-p-.small.log");
	assert_string_equal(
		o[1].programs[1].kept, "objects/x.bpf.o.debian-6.12...-p-.large.unpriv.log");
	assert_string_equal(o[2].programs[0].kept, "objects/x.against.bpf.o.debian-6.12...-p-.log");
	assert_null(o[0].programs[2].kept);
	has(o[0].kept, "one");
	has(o[2].kept, "two");
	has(o[0].whole->load.kept, "whole\n");
	assert_int_equal(count("out/objects"), 2 + 1 + 6 + 1);
}

static void objects_that_would_be_replaced_are_refused(void **state)
{
	struct collected o = {.source = (char *)"./out/objects/x.bpf.o"};
	const struct collection c = {.objects = &o, .count = 1};

	(void)state;
	assert_int_equal(kept_check("out", &c), 0);
	assert_int_equal(directory_make("out/objects"), 0);
	assert_int_equal(kept_check("out", &c), FAIL_MISUSE);
	o.source = (char *)"out/x.bpf.o";
	assert_int_equal(kept_check("out", &c), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(hostile_names_become_inert, empty),
		cmocka_unit_test_setup(equal_names_are_kept_apart, empty),
		cmocka_unit_test_setup(what_is_not_listed_stays, empty),
		cmocka_unit_test_setup(a_hostile_index_removes_nothing_else, empty),
		cmocka_unit_test_setup(a_place_that_is_taken_is_refused, empty),
		cmocka_unit_test_setup(a_full_disk_leaves_no_torn_file, empty),
		cmocka_unit_test_setup(logs_are_beside_their_object, empty),
		cmocka_unit_test_setup(objects_that_would_be_replaced_are_refused, empty),
	};

	if (!mkdtemp(top) || chdir(top))
		return 1;
	diag_verbosity = -1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	return directory_remove(top) || failed;
}
