// SPDX-License-Identifier: GPL-2.0-only
/* The bpfjury.yaml that is made of a result. */
#include "file-writer.h"
#include "project.h"
#include "suggest.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

struct row {
	const char *path, *name, *setting;
	enum reason reason;
};

/* A result of one kernel; rows of one path follow each other. */
static void make(struct result *ret, const struct row *rows, size_t count)
{
	struct result_kernel *k = calloc(1, sizeof(*k));

	k->spec = strdup("debian:6.12");
	k->version = strdup("6.12.1");
	k->objects = calloc(count, sizeof(*k->objects));
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || strcmp(rows[i].path, rows[i - 1].path) != 0) {
			struct result_object *o = &k->objects[k->n_objects++];
			o->path = strdup(rows[i].path);
			o->programs = calloc(count, sizeof(*o->programs));
		}
		struct result_object *o = &k->objects[k->n_objects - 1];
		struct program_result *p = &o->programs[o->n_programs++].result;
		program_result_init(p);
		text_set(p->name, rows[i].name);
		text_set(p->setting, rows[i].setting);
		text_set(p->detail, "as libbpf says # \n: it");
		reason_set(p, rows[i].reason);
	}
	*ret = (struct result){.kernels = k, .n_kernels = 1};
}

/* The text, malloc'd. */
static char *suggestion_of(const struct row *rows, size_t count, size_t *ret_blanks)
{
	struct suggestion s;
	struct result result;

	make(&result, rows, count);
	assert_int_equal(suggest(&s, &result), 0);
	result_clear(&result);
	*ret_blanks = s.blanks;
	return s.text;
}

/* What is not filled in is as if it were not there. */
static void a_file_with_blanks_is_one_that_c_takes(void **state)
{
	static const struct row rows[] = {
		{"a/x.bpf.o", "l", "programs: {l: {attach-target: HOOK}}", REASON_TARGET_OF_LOADER},
		{"b/[x].bpf.o", "(object)", "programs: none", REASON_NO_PROGRAMS},
		{"b/\"x\n.bpf.o", "l", "maps: {'no': {value-size: N}}", REASON_MAP_INCOMPLETE},
	};
	char path[] = "/tmp/suggest-XXXXXX";
	const int fd = mkstemp(path);
	struct project project;
	size_t blanks;

	(void)state;
	assert_true(fd >= 0);
	char *text = suggestion_of(rows, COUNT(rows), &blanks);
	assert_true(dprintf(fd, "%s", text) > 0);
	assert_int_equal(project_read(&project, path), 0);
	assert_int_equal(project.n_objects, 3);
	assert_string_equal(project.objects[0].match, "x.bpf.o");
	assert_string_equal(project.objects[1].match, "\\[x].bpf.o");
	assert_string_equal(project.objects[2].match, "\"x\n.bpf.o");
	project_clear(&project);
	close(fd);
	unlink(path);
	free(text);
}

static void each_name_is_written_once(void **state)
{
	static const struct row rows[] = {
		{"a/x.bpf.o", "l", "programs: {l: {attach-target: HOOK}}", REASON_TARGET_OF_LOADER},
		{"a/x.bpf.o", "m", "maps: {m: {value-size: N}}", REASON_MAP_INCOMPLETE},
		{"a/x.bpf.o", "n", "maps: {m: {value-size: N}}", REASON_MAP_INCOMPLETE},
		{"a/x.bpf.o", "o", "programs: {o: {autoload: false}}", REASON_TARGET_OF_LOADER},
		{"b/[x].bpf.o", "(object)", "programs: none", REASON_NO_PROGRAMS},
		{"b/x.bpf.o", "l", "programs: {'no': {type: TYPE}}", REASON_TARGET_OF_LOADER},
		{"c.bpf.o", "fine", "", REASON_NONE},
		{"d.bpf.o", "own", "", REASON_LOADER_OWN},
		{"d.bpf.o", "long", "", REASON_TARGET_OF_LOADER},
	};
	static const char *const wanted[] = {
		"  - match: \"a/x.bpf.o\"\n    programs:\n    #  l: {attach-target: HOOK}  # target-of-loader: ",
		"      o: {autoload: false}  # target-of-loader: as libbpf says # ",
		"    #maps:\n    #  m: {value-size: N}  # map-incomplete: ",
		"  - match: \"\\\\[x].bpf.o\"\n    programs: none\n",
		"  - match: \"b/x.bpf.o\"\n    capabilities: all",
		"    #  'no': {type: TYPE}",
		"  - match: \"d.bpf.o\"\n    capabilities: all",
		"    # own: loader-own: as libbpf says",
		"    # long: target-of-loader: as libbpf says",
	};
	size_t blanks;
	char *text = suggestion_of(rows, COUNT(rows), &blanks);

	(void)state;
	for (size_t i = 0; i < COUNT(wanted); i++)
		if (!strstr(text, wanted[i]))
			fail_msg("no %s in:\n%s", wanted[i], text);
	assert_null(strstr(text, "c.bpf.o"));
	const char *once = strstr(text, "  m: ");
	assert_null(strstr(once + 1, "  m: "));
	assert_int_equal(blanks, 3);
	free(text);
}

static void objects_that_lack_nothing_need_no_file(void **state)
{
	static const struct row rows[] = {{"a.bpf.o", "fine", "", REASON_NONE},
		{"b.bpf.o", "red", "", REASON_HELPER_UNKNOWN}};
	size_t blanks;

	(void)state;
	assert_null(suggestion_of(rows, COUNT(rows), &blanks));
}

/* The guest may send any text. */
static void a_text_that_is_no_setting_is_left_out(void **state)
{
	static const char *const texts[] = {"programs: {", "- a", "x: {y: {z: 1}}", "programs",
		"programs: {a: 1}", "maps: [a, b]", "maps: {a: {b: 1}}\nobjects: {}", "&a *a",
		"maps: {? {a: b} : {c: d}}", "programs: none", "\t", "%YAML 9.9",
		"programs: {[a]: {b: c}}"};
	size_t blanks;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		const struct row row = {"a.bpf.o", "p", texts[i], REASON_TARGET_OF_LOADER};
		char *text = suggestion_of(&row, 1, &blanks);
		if (text)
			fail_msg("%s gives:\n%s", texts[i], text);
	}
}

/* A comment ends with its line, and a key of the file may not begin in it. */
static void a_name_does_not_leave_its_line(void **state)
{
	static const char *const names[] = {"\"a\\n  - match: b\"", "'a\\n'", "\"a\\rb: c\"",
		"\"a\\u0085b: c\"", "\"a\\u2028b: c\"", "\"a # b\"", "\"a\\tb\"", "\"\"", "\" a \"",
		"\"\\0\"", "\"a\\x1bb\"", "!x a", "&x a"};
	char setting[200];
	size_t blanks;

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(names); i++) {
		const struct row row = {"a.bpf.o", "p", setting, REASON_TARGET_OF_LOADER};
		snprintf(setting, sizeof(setting),
			i % 2 ? "programs: {%s: {attach-target: HOOK}}"
			      : "programs: {p: {attach-target: %s}}",
			names[i / 2]);
		char *text = suggestion_of(&row, 1, &blanks);
		size_t lines = 0;
		for (const char *at = text; at && *at; at++)
			lines += *at == '\n' || *at == '\r' || strncmp(at, "\xc2\x85", 2) == 0 ||
				 strncmp(at, "\xe2\x80\xa8", 3) == 0;
		/* nine before and thirteen after it, match, and three of programs, or none */
		if (text && (lines < 25 || lines > 26))
			fail_msg("%s gives %zu lines:\n%s", setting, lines, text);
		free(text);
	}
}

/* A boot takes long enough for somebody to write the file by hand. */
static void what_appeared_meanwhile_is_not_replaced(void **state)
{
	char dir[] = "/tmp/suggest-XXXXXX", path[64], got[16] = "";

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/bpfjury.yaml", dir);
	for (int only_new = 0; only_new < 3; only_new++) {
		struct file_writer w;
		assert_int_equal(file_writer_open(&w, path, 0666), 0);
		w.only_new = only_new;
		assert_int_equal(write(w.fd, "made\n", 5), 5);
		if (only_new < 2) {
			const int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0666);
			assert_int_equal(write(fd, "mine\n", 5), 5);
			close(fd);
		}
		assert_int_equal(file_writer_commit(&w), only_new == 1 ? -EEXIST : 0);
		const int fd = open(path, O_RDONLY);
		assert_int_equal(read(fd, got, sizeof(got)), 5);
		close(fd);
		assert_string_equal(got, only_new == 1 ? "mine\n" : "made\n");
		unlink(path);
	}
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_name_is_written_once),
		cmocka_unit_test(a_file_with_blanks_is_one_that_c_takes),
		cmocka_unit_test(objects_that_lack_nothing_need_no_file),
		cmocka_unit_test(a_text_that_is_no_setting_is_left_out),
		cmocka_unit_test(a_name_does_not_leave_its_line),
		cmocka_unit_test(what_appeared_meanwhile_is_not_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
