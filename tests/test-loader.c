// SPDX-License-Identifier: GPL-2.0-only
/* Settings of an object's loader: to JSON and back, and the names of flags and capabilities. */
#include "verdict/loader.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int read_text(struct loader *ret, const char *text, const char **why)
{
	json_t *json = json_loads(text, 0, NULL);

	assert_non_null(json);
	int r = loader_read(ret, json, why);
	json_decref(json);
	return r;
}

static void settings_round_trip(void **state)
{
	static const char *const texts[] = {
		"{}",
		"{\"dropped\":\"200000\"}",
		"{\"dropped\":\"ffffff7fffffffff\",\"prog_flags\":8}",
		"{\"programs\":\"none\"}",
		"{\"maps\":{\"a\":[],\"b\":[{\"key\":\"00\",\"value\":\"ff\"},{\"key\":\"0102\",\"value\":\"abcdef\"}]}}",
	};
	const char *why;
	struct loader l;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_int_equal(read_text(&l, texts[i], &why), 0);
		json_t *json = loader_json(&l);
		char *again = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
		assert_string_equal(again, texts[i]);
		free(again);
		json_decref(json);
		loader_clear(&l);
	}
}

static void malformed_settings_are_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{"{\"dropped\":1}", "dropped"},
		{"{\"dropped\":\"\"}", "dropped"},
		{"{\"dropped\":\"-1\"}", "dropped"},
		{"{\"dropped\":\"fx\"}", "dropped"},
		{"{\"prog_flags\":\"1\"}", "prog_flags"},
		{"{\"prog_flags\":-1}", "prog_flags"},
		{"{\"prog_flags\":4294967296}", "prog_flags"},
		{"{\"programs\":\"some\"}", "programs"},
		{"{\"programs\":true}", "programs"},
		{"{\"maps\":[]}", "maps"},
		{"{\"maps\":{\"a\":{}}}", "maps"},
		{"{\"maps\":{\"a\":[1]}}", "maps"},
		{"{\"maps\":{\"a\":[{\"key\":\"00\"}]}}", "maps"},
		{"{\"maps\":{\"a\":[{\"key\":\"0\",\"value\":\"00\"}]}}", "maps"},
		{"{\"maps\":{\"a\":[{\"key\":\"00\",\"value\":\"\"}]}}", "maps"},
		{"{\"maps\":{\"a\":[{\"key\":\"00\",\"value\":\"0g\"}]}}", "maps"},
	};
	const char *why;
	struct loader l;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(read_text(&l, rows[i].text, &why), -EBADMSG);
		assert_string_equal(why, rows[i].why);
	}
}

static void maps_are_copied(void **state)
{
	static const char text[] = "{\"maps\":{\"a\":[],\"b\":[{\"key\":\"00\",\"value\":\"ff\"},"
				   "{\"key\":\"0102\",\"value\":\"abcdef\"}]}}";
	struct loader from, to;
	const char *why;

	(void)state;
	assert_int_equal(read_text(&from, text, &why), 0);
	/* the old content is freed, and nothing is shared */
	assert_int_equal(
		read_text(&to, "{\"maps\":{\"old\":[{\"key\":\"00\",\"value\":\"00\"}]}}", &why),
		0);
	assert_int_equal(loader_copy_maps(&to, &from), 0);
	loader_clear(&from);
	assert_false(loader_says(&from));
	assert_true(loader_says(&to));
	json_t *json = loader_json(&to);
	char *again = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
	assert_string_equal(again, text);
	free(again);
	json_decref(json);
	loader_clear(&to);
}

static void flags_have_names_and_releases(void **state)
{
	char names[128], cut[12];

	(void)state;
	assert_string_equal(loader_flag_names(names, sizeof(names), 0), "");
	assert_string_equal(loader_flag_names(names, sizeof(names), 1 << 5), "BPF_F_XDP_HAS_FRAGS");
	assert_string_equal(loader_flag_names(names, sizeof(names), 1 << 3 | 1 << 5 | 1 << 20),
		"BPF_F_TEST_STATE_FREQ|BPF_F_XDP_HAS_FRAGS|0x100000");
	assert_int_equal(
		strlen(loader_flag_names(cut, sizeof(cut), 1 << 3 | 1 << 5)), sizeof(cut) - 1);
	assert_string_equal(loader_flag_since(1 << 5), "5.18");
	assert_string_equal(loader_flag_since(1 << 7), "6.8");
	assert_null(loader_flag_since(1 << 3));
	assert_null(loader_flag_since(1 << 20));
	assert_int_equal(LOADER_TEST_FLAGS, loader_flag("BPF_F_TEST_RND_HI32") |
						    loader_flag("BPF_F_TEST_STATE_FREQ") |
						    loader_flag("BPF_F_TEST_REG_INVARIANTS"));
}

static void names_are_known(void **state)
{
	(void)state;
	assert_true(loader_capabilities("CAP_BPF") == 1ULL << 39);
	assert_true(loader_capabilities("39|CAP_NET_ADMIN|21") ==
		    (1ULL << 39 | 1ULL << 12 | 1ULL << 21));
	for (const char *const *bad = (const char *const[]){"", "|", "CAP_BPF|", "CAP_CHOWN", "0",
		     "CAP_BP", "CAP_BPF ", NULL};
		*bad; bad++)
		assert_true(loader_capabilities(*bad) == 0);
	assert_int_equal(loader_flag("BPF_F_SLEEPABLE"), 1 << 4);
	assert_int_equal(loader_flag("BPF_F_SLEEP"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_round_trip),
		cmocka_unit_test(malformed_settings_are_refused),
		cmocka_unit_test(maps_are_copied),
		cmocka_unit_test(flags_have_names_and_releases),
		cmocka_unit_test(names_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
