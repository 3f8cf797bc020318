// SPDX-License-Identifier: GPL-2.0-only
/* What an object's own loader sees to, from the host to /init and back. */
#include "../init/verdict/loader.h"

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

static void what_is_written_is_read(void **state)
{
	static const char *const texts[] = {
		"{}",
		"{\"dropped\":\"200000\"}",
		"{\"dropped\":\"ffffff7fffffffff\",\"prog_flags\":8}",
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

static void what_is_malformed_is_refused(void **state)
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

static void names_are_known(void **state)
{
	(void)state;
	assert_true(loader_capabilities("CAP_BPF") == 1ULL << 39);
	assert_true(loader_capabilities("39|CAP_NET_ADMIN|21") == (1ULL << 39 | 1ULL << 12 | 1ULL << 21));
	for (const char *const *bad =
			(const char *const[]){"", "|", "CAP_BPF|", "CAP_CHOWN", "0", "CAP_BP", "CAP_BPF ", NULL};
		*bad; bad++)
		assert_true(loader_capabilities(*bad) == 0);
	assert_int_equal(loader_flag("BPF_F_SLEEPABLE"), 1 << 4);
	assert_int_equal(loader_flag("BPF_F_SLEEP"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(what_is_malformed_is_refused),
		cmocka_unit_test(names_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
