// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reports of a bisect against golden files.  With UPDATE_GOLDEN set the test writes them: check
 * the difference before you commit it.  With --emit it prints the JSON of each sample, one a line.
 */
#include "finding-samples.h"
#include "golden.h"
#include "bisect/finding-json.h"
#include "bisect/mail-guard.h"
#include "bisect/mail.h"
#include "bisect/show.h"
#include "cleanup.h"
#include "files.h"
#include "format.h"
#include "verdict/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static char *shown(const struct story *s, struct table_options options)
{
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	assert_non_null(to);
	assert_int_equal(show_finding(to, s, &options), 0);
	fclose(to);
	return text;
}

static const struct {
	enum sample sample;
	const char *name;
} named[] = {{SAMPLE_COMMIT, "commit"}, {SAMPLE_RANGE, "range"}, {SAMPLE_RELEASES, "releases"},
	{SAMPLE_FIGURES, "figures"}, {SAMPLE_NOTHING, "nothing"}};

static void reports_match_the_golden_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(named); i++) {
		struct sample_story s;
		sample_make(&s, named[i].sample);
		cleanup_free char *name = format_string("finding-%s-80", named[i].name);
		cleanup_free char *text = shown(&s.story,
			(struct table_options){.columns = 80, .utf8 = true, .wrap = true});
		check_golden(name, text);
		cleanup_free char *mail_name = format_string("finding-%s-mail", named[i].name);
		cleanup_free char *mail = mail_text(&s.story);
		assert_non_null(mail);
		check_golden(mail_name, mail);
		sample_clear(&s);
	}
}

static void two_columns_where_there_is_room(void **state)
{
	struct sample_story s;

	(void)state;
	sample_make(&s, SAMPLE_COMMIT);
	cleanup_free char *wide =
		shown(&s.story, (struct table_options){.columns = 160, .utf8 = true, .wrap = true});
	assert_non_null(strstr(wide, "R1_w=scalar(id=3)"));
	assert_non_null(strstr(wide, " | R1 invalid mem access 'scalar'\n"));
	assert_null(strstr(wide, "  bad  | "));
	sample_clear(&s);
}

static void colour_only_where_it_is_asked(void **state)
{
	struct sample_story s;

	(void)state;
	sample_make(&s, SAMPLE_COMMIT);
	cleanup_free char *plain = shown(&s.story, (struct table_options){.columns = 80});
	cleanup_free char *colour =
		shown(&s.story, (struct table_options){.columns = 80, .colour = true});
	assert_null(strchr(plain, '\x1b'));
	assert_non_null(strstr(colour, "\x1b[1;31mthe first bad commit"));
	for (const char *at = plain; *at; at++)
		assert_true((unsigned char)*at < 0x80); /* ASCII without utf8 */
	sample_clear(&s);
}

/* No line is obeyed by git am, a mailbox or regzbot, but for the one command that is ours. */
static void nothing_hostile_is_obeyed(void **state)
{
	static const char *const heads[] = {
		"From ", "---", "diff ", "Index: ", "-- ", "::", "Bcc:", "##["};
	struct sample_story s;
	size_t commands = 0;

	(void)state;
	sample_make(&s, SAMPLE_HOSTILE);
	cleanup_free char *mail = mail_text(&s.story);
	cleanup_free char *text =
		shown(&s.story, (struct table_options){.columns = 80, .utf8 = true, .wrap = true});
	for (char *rest = mail, *line; (line = strsep(&rest, "\n"));) {
		for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
			assert_int_not_equal(strncmp(line, heads[i], strlen(heads[i])), 0);
		assert_null(strstr(line, ">8"));
		assert_null(strchr(line, '\x1b'));
		assert_null(strstr(line, "\xe2\x80\xae"));
		commands += strstr(line, "#regzbot") != NULL;
		assert_true(strlen(line) <= 3 * 400);
	}
	assert_int_equal(commands, 1);
	cleanup_free char *again = text_shown(text, strlen(text), 1);
	assert_string_equal(again, text);
	sample_clear(&s);
}

static void addresses_are_quoted_or_left_out(void **state)
{
	static const struct {
		const char *person, *want;
	} rows[] = {{"A U Thor <a@example.org>", "A U Thor <a@example.org>"},
		{"Jr., Jane <j@example.org>", "\"Jr., Jane\" <j@example.org>"},
		{"a \"b\" \\ <q@example.org>", "\"a \\\"b\\\" \\\\\" <q@example.org>"},
		{"<bpf@vger.kernel.org>", "<bpf@vger.kernel.org>"},
		{"J\xc3\xb6rg <j@example.org>", "J\xc3\xb6rg <j@example.org>"}, {"none", NULL},
		{"x <none>", NULL}, {"x <a@b@c>", NULL}, {"x <@b>", NULL}, {"x <a@>", NULL},
		{"x <a b@c>", NULL}, {"x <a@b>\nBcc: y", NULL}, {"x <a@b", NULL}, {"", NULL}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_free char *got = mail_address(rows[i].person);
		if (rows[i].want)
			assert_string_equal(got, rows[i].want);
		else
			assert_null(got);
	}
}

static void builds_are_compared_though_their_paths_differ(void **state)
{
	struct sample_story s;

	(void)state;
	sample_make(&s, SAMPLE_COMMIT);
	story_clear(&s.story);
	struct result_object *o = &s.finding.before.result->kernels[0].objects[0];
	free(o->path);
	o->path = strdup("old/prog.bpf.o");
	memset(o->sha256, '6', SHA256_SIZE - 1);
	assert_int_equal(story_make(&s.story), 0);
	assert_int_equal(s.story.changed.n, 1);
	assert_non_null(s.story.changed.rows[0]->base);
	assert_non_null(s.story.changed.rows[0]->latest);
	/* only what is asked for */
	char *programs[] = {(char *)"other*"};
	s.wish.question.predicate.programs = programs;
	s.wish.question.predicate.n_programs = 1;
	story_clear(&s.story);
	assert_int_equal(story_make(&s.story), 0);
	assert_int_equal(s.story.changed.n, 0);
	sample_clear(&s);
}

static int emit(void)
{
	for (int i = 0; i < N_SAMPLES; i++) {
		struct sample_story s;
		sample_make(&s, (enum sample)i);
		json_t *json = finding_json(&s.story);
		cleanup_free char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
		if (!text)
			return 1;
		puts(text);
		json_decref(json);
		sample_clear(&s);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_match_the_golden_files),
		cmocka_unit_test(two_columns_where_there_is_room),
		cmocka_unit_test(colour_only_where_it_is_asked),
		cmocka_unit_test(nothing_hostile_is_obeyed),
		cmocka_unit_test(addresses_are_quoted_or_left_out),
		cmocka_unit_test(builds_are_compared_though_their_paths_differ),
	};

	if (argc > 1 && strcmp(argv[1], "--emit") == 0)
		return emit();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
