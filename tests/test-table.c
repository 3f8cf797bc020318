// SPDX-License-Identifier: GPL-2.0-only
/*
 * The terminal table against golden files.  With UPDATE_GOLDEN set the test writes them: check the
 * difference before you commit it.
 */
#include "golden.h"
#include "test-result-samples.h"
#include "cleanup.h"
#include "files.h"
#include "format.h"
#include "report/report.h"
#include "report/screen.h"
#include "verdict/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static char *table_of(const struct result *r, struct table_options options)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	assert_int_equal(report_table(out, r, &options), 0);
	fclose(out);
	return text;
}

static void check_table(const char *name, struct result *r, struct table_options options)
{
	cleanup_free char *got = table_of(r, options);

	result_clear(r);
	check_golden(name, got);
}

static void tables_match_the_golden_files(void **state)
{
	static const struct {
		const char *name;
		size_t kernels; /* 0: as the name says */
		struct table_options options;
	} cases[] = {
		{"table-1-kernel-80", 1, {.columns = 80, .utf8 = true, .wrap = true}},
		{"table-4-kernels-80", 4, {.columns = 80, .utf8 = true, .wrap = true}},
		{"table-4-kernels-120", 4, {.columns = 120, .utf8 = true}},
		{"table-9-kernels-120", 9, {.columns = 120, .utf8 = true}},
		{"table-9-kernels-200", 9, {.columns = 200, .utf8 = true}},
		{"table-trouble-120", 0, {.columns = 120, .utf8 = true}},
		{"table-trouble-ascii-80", 0, {.columns = 80, .wrap = true}},
		{"table-trouble-colour-120", 0, {.columns = 120, .utf8 = true, .colour = true}},
		{"table-wholes-80", 0, {.columns = 80, .utf8 = true, .wrap = true}},
		{"table-wholes-ascii-120", 0, {.columns = 120}},
	};
	struct result r;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (cases[i].kernels)
			sample_story(&r, cases[i].kernels);
		else if (strstr(cases[i].name, "wholes"))
			sample_wholes(&r);
		else
			sample_trouble(&r);
		check_table(cases[i].name, &r, cases[i].options);
	}
}

/*
 * Files in the guest that were not packed are listed below its kernel, whatever the verdicts are,
 * with escape sequences replaced.
 */
static void unpacked_files_are_named(void **state)
{
	static const struct {
		const char *features, *want;
	} rows[] = {
		{"{\"unproved\":[\"boot/x\",\"a b\"]}",
			"\n  not proved, since it was not packed: boot/x, a b\n"},
		{"{\"unproved\":[\"x\"],\"unproved_more\":3}",
			"\n  not proved, since it was not packed: x and 3 more\n"},
		{"{\"unproved\":[1,\"y\\u001b[31m\"]}",
			"\n  not proved, since it was not packed: ?, y"},
		{"{\"unproved\":[]}", NULL},
		{"{\"unproved\":\"x\"}", NULL},
	};
	struct result r;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		sample_story(&r, 1);
		json_decref(r.kernels[0].features);
		r.kernels[0].features = json_loads(rows[i].features, 0, NULL);
		cleanup_free char *text =
			table_of(&r, (struct table_options){.columns = 80, .utf8 = true});
		if (rows[i].want ? !strstr(text, rows[i].want) : strstr(text, "unproved") != NULL)
			fail_msg("%s:\n%s", rows[i].features, text);
		assert_null(strchr(text, '\x1b'));
		result_clear(&r);
	}
}

/* A program that lacks a setting is unknown: what writes the settings is said once. */
static void the_next_step_is_named(void **state)
{
	struct result r;

	(void)state;
	sample_story(&r, 2);
	struct program_result *p = &r.kernels[0].objects[0].programs[0].result;
	text_set(p->setting, "programs: {x: {attach-target: FUNCTION}}");
	for (int unknown = 0; unknown < 2; unknown++) {
		p->met = unknown ? MET_UNKNOWN : MET_MET;
		cleanup_free char *text =
			table_of(&r, (struct table_options){.columns = 80, .wrap = true});
		static const char says[] =
			"\n1 program lacks a setting: `bpfjury init OBJECT...` writes the";
		const char *said = strstr(text, says);
		assert_int_equal(said != NULL, unknown);
		assert_true(!said || !strstr(said + 1, says));
	}
	result_clear(&r);
}

static void a_result_without_kernels_is_reported(void **state)
{
	struct result none = {0};
	cleanup_free char *text = table_of(&none, (struct table_options){.columns = 80});

	(void)state;
	assert_string_equal(text, "no kernel was tried\n0 met, 0 unmet, 0 unknown, 0 skipped\n"
				  "exit status 3:\n  no kernel was tried\n");
}

/* The width of the grid only: explanations below it may be as long as the kernel's messages. */
static void the_grid_keeps_to_its_columns(void **state)
{
	(void)state;
	for (int columns = 0; columns <= 240; columns += 20) {
		for (unsigned int seed = 1; seed <= 40; seed++) {
			struct result r;
			struct screen s;
			struct table_options options = {.columns = columns, .utf8 = true};
			sample_random(&r, seed);
			cleanup_free char *text = table_of(&r, options);
			screen_open(&s, stdout, &options);
			for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
				*end = '\0';
				if (*line == '?' || *line == '*' ||
					strstr(line, "\xe2\x9c\x97 ") == line ||
					strstr(line, "no kernel"))
					break; /* below the grid */
				if (strstr(line, " boot"))
					break;
				assert_true(
					screen_width(&s, line) <= (columns < 80 ? 80 : columns));
			}
			screen_close(&s);
			result_clear(&r);
		}
	}
}

/* The last column is aligned with its head, whatever figures precede it. */
static void columns_stay_where_they_are(void **state)
{
	static const int64_t figures[] = {UNKNOWN_FIGURE, 5, 1000001, INT64_MAX};
	struct table_options options = {.columns = 120, .utf8 = true};
	struct result r;
	struct screen s;
	int want = -1;

	(void)state;
	sample_story(&r, 2);
	for (size_t i = 0; i < r.kernels[0].n_objects; i++)
		for (size_t j = 0; j < r.kernels[0].objects[i].n_programs; j++)
			r.kernels[0].objects[i].programs[j].result.insns = figures[(i + j) % 4];
	cleanup_free char *text = table_of(&r, options);
	screen_open(&s, stdout, &options);
	for (char *line = text, *end; (end = strchr(line, '\n')) && end > line; line = end + 1) {
		*end = '\0';
		char *mark = strstr(line, "\xe2\x9c"), *head = strstr(line, "5.15.189");
		if (head)
			mark = head;
		while (mark && strstr(mark + 1, "\xe2\x9c"))
			mark = strstr(mark + 1, "\xe2\x9c");
		if (!mark)
			continue;
		*mark = '\0';
		if (want < 0)
			want = screen_width(&s, line);
		assert_int_equal(screen_width(&s, line), want);
	}
	assert_true(want > 0);
	screen_close(&s);
	result_clear(&r);
}

static void a_full_disk_is_an_error(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct result r;

	(void)state;
	assert_non_null(full);
	sample_story(&r, 1);
	assert_int_equal(report_table(full, &r, &(struct table_options){.columns = 80}), -EIO);
	fclose(full);
	result_clear(&r);
}

/* Whatever the input, the output has only printable bytes and newlines. */
static void nothing_untrusted_reaches_the_terminal(void **state)
{
	static const char *const nasty[] = {"\033[2J",
		"\xc2\x9b"
		"2J",
		"\r", "\b", "\x7f", "\xff\xfe",
		"\xe2\x80\xae"
		"cba",
		"\n", "::error::x", "  ::error::x", "a##[error]x", "e\xcc\x81"};
	struct result r;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(nasty); i++) {
		for (int utf8 = 0; utf8 < 2; utf8++) {
			sample_trouble(&r);
			struct result_kernel *k = &r.kernels[0];
			struct result_object *o = &k->objects[0];
			struct program_result *p = &o->programs[0].result;
			char **const texts[] = {
				&k->spec, &k->version, &k->why, &o->path, &o->programs[0].log};
			for (size_t j = 0; j < ARRAY_SIZE(texts); j++) {
				free(*texts[j]);
				*texts[j] = strdup(nasty[i]);
			}
			strcpy(p->name, nasty[i]);
			strcpy(p->reason, nasty[i]);
			strcpy(p->detail, nasty[i]);
			p->met = MET_UNMET;
			cleanup_free char *text =
				table_of(&r, (struct table_options){.utf8 = utf8});
			size_t len = strlen(text);
			cleanup_free char *clean = text_cleaned(text, len, 1);
			assert_string_equal(text, clean);
			assert_null(strstr(text, "\xe2\x80\xae"));
			assert_null(strchr(text, '\t'));
			assert_null(strstr(text, "##["));
			for (const char *line = text; line; line = strchr(line, '\n')) {
				line += strspn(line, "\n ");
				assert_true(strncmp(line, "::", 2) != 0);
			}
			for (size_t at = 0; !utf8 && at < len; at++)
				assert_true(
					text[at] == '\n' || (text[at] >= ' ' && text[at] < 0x7f));
			result_clear(&r);
		}
	}
}

static void columns_are_counted_as_terminals_do(void **state)
{
	struct table_options options = {.columns = 80, .utf8 = true};
	struct screen s;

	(void)state;
	screen_open(&s, stdout, &options);
	assert_int_equal(screen_width(&s, ""), 0);
	assert_int_equal(screen_width(&s, "abc"), 3);
	assert_int_equal(screen_width(&s, "é"), 1);
	assert_int_equal(screen_width(&s, "漢字"), 4);
	assert_int_equal(screen_width(&s, "e\xcc\x81"), 1);
	assert_int_equal(screen_width(&s, "\xff\xff"), 2);
	assert_int_equal(screen_width(&s, "\t\n"), 2);
	screen_close(&s);
}

static void check_cut(enum cut cut, const char *text, int limit, bool utf8, const char *want)
{
	struct table_options options = {.columns = 80, .utf8 = utf8};
	struct screen s;
	char *got = NULL;
	size_t len;
	FILE *out = open_memstream(&got, &len);
	int taken;

	screen_open(&s, out, &options);
	taken = screen_put(&s, STYLE_BAD, cut, text, limit);
	fclose(out);
	assert_string_equal(got, want);
	assert_int_equal(taken, screen_width(&s, want));
	screen_close(&s);
	free(got);
}

static void long_names_are_cut(void **state)
{
	(void)state;
	check_cut(CUT_END, "abcdef", 6, true, "abcdef");
	check_cut(CUT_END, "abcdef", 5, true, "abcd…");
	check_cut(CUT_END, "abcdef", 1, true, "…");
	check_cut(CUT_END, "abcdef", 0, true, "");
	check_cut(CUT_START, "abcdef", 5, true, "…cdef");
	check_cut(CUT_MIDDLE, "abcdefghi", 6, true, "abc…hi");
	check_cut(CUT_MIDDLE, "abcdefghi", 5, true, "ab…hi");
	check_cut(CUT_END, "漢字漢字", 6, true, "漢字…");
	check_cut(CUT_START, "漢字漢字", 6, true, "…漢字");
	check_cut(CUT_END, "abcdef", 5, false, "abcd~");
	check_cut(CUT_END, "é漢", 9, false, "??");
}

static void options_follow_the_environment(void **state)
{
	FILE *file = tmpfile();

	(void)state;
	unsetenv("COLUMNS");
	assert_int_equal(table_options_for(fileno(file)).columns, 120);
	assert_false(table_options_for(fileno(file)).colour);
	setenv("COLUMNS", "132", 1);
	assert_int_equal(table_options_for(fileno(file)).columns, 132);
	setenv("COLUMNS", "20", 1);
	assert_int_equal(table_options_for(fileno(file)).columns, 80);
	setenv("COLUMNS", "99999999999999999999", 1);
	assert_int_equal(table_options_for(fileno(file)).columns, 1000);
	setenv("COLUMNS", "wide", 1);
	assert_int_equal(table_options_for(fileno(file)).columns, 120);
	setenv("LC_ALL", "C", 1);
	assert_false(table_options_for(fileno(file)).utf8);
	setenv("LC_ALL", "C.UTF-8", 1);
	assert_true(table_options_for(fileno(file)).utf8);
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_match_the_golden_files),
		cmocka_unit_test(unpacked_files_are_named),
		cmocka_unit_test(the_next_step_is_named),
		cmocka_unit_test(a_result_without_kernels_is_reported),
		cmocka_unit_test(the_grid_keeps_to_its_columns),
		cmocka_unit_test(columns_stay_where_they_are),
		cmocka_unit_test(a_full_disk_is_an_error),
		cmocka_unit_test(nothing_untrusted_reaches_the_terminal),
		cmocka_unit_test(columns_are_counted_as_terminals_do),
		cmocka_unit_test(long_names_are_cut),
		cmocka_unit_test(options_follow_the_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
