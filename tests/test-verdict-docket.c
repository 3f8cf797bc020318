// SPDX-License-Identifier: GPL-2.0-only
/* The lists that the host packs and /init reads: they round-trip, and other text is refused. */
#include "verdict/archive-entry.h"
#include "verdict/docket-format.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#define SHA "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void an_object_round_trips(void **state)
{
	struct docket_entry e = {.path = "d/\"a\".bpf.o", .sha256 = SHA, .bytes = 1LL << 32}, back;
	uint32_t items[] = {3, 70000};
	json_t *json;

	(void)state;
	docket_file(e.file, 7);
	assert_string_equal(e.file, "/docket/000007.bpf.o");
	for (int more = 0; more < 2; more++) {
		e.items = more ? items : NULL;
		e.n_items = more ? 2 : 0;
		strcpy(e.shape, more ? "small" : "");
		e.against = more;
		json = docket_entry_json(&e);
		assert_non_null(json);
		assert_int_equal(json_object_get(json, "loader") != NULL, more);
		assert_int_equal(json_object_get(json, "shape") != NULL, more);
		assert_int_equal(json_object_get(json, "against") != NULL, more);
		assert_int_equal(docket_entry_read(&back, json), 0);
		assert_string_equal(back.file, e.file);
		assert_string_equal(back.path, e.path);
		assert_string_equal(back.sha256, e.sha256);
		assert_int_equal(back.bytes, e.bytes);
		assert_string_equal(back.shape, e.shape);
		assert_int_equal(back.against, e.against);
		assert_int_equal(back.n_items, e.n_items);
		if (more)
			assert_memory_equal(back.items, items, sizeof(items));
		docket_entry_clear(&back);
		json_decref(json);
	}
}

static void an_object_that_lacks_something_is_refused(void **state)
{
	static const struct {
		const char *key, *value; /* NULL: without it */
	} rows[] = {
		{"file", NULL},
		{"file", "7"},
		{"path", NULL},
		{"path", "[]"},
		{"sha256", NULL},
		{"sha256", "\"00\""},
		{"bytes", NULL},
		{"bytes", "-1"},
		{"bytes", "1.5"},
		{"bytes", "\"5\""},
		{"loader", "{\"prog_flags\": -1}"},
		{"loader", "[]"},
		{"loader", "[-1]"},
		{"loader", "[4294967296]"},
		{"loader", "[\"0\"]"},
		{"shape", "\"\""},
		{"shape", "7"},
		{"against", "false"},
		{"against", "1"},
		{"shape", "\"0123456789012345678901234567890123456789012345678901234567890123\""},
	};
	const struct docket_entry e = {.file = "/f", .path = "p", .sha256 = SHA, .bytes = 5};
	char *text = malloc(PATH_SIZE + 1);
	struct docket_entry back;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		json_t *json = docket_entry_json(&e);
		json_object_del(json, rows[i].key);
		if (rows[i].value)
			json_object_set_new(json, rows[i].key,
				json_loads(rows[i].value, JSON_DECODE_ANY, NULL));
		if (docket_entry_read(&back, json) != -EBADMSG)
			fail_msg("%s %s", rows[i].key, rows[i].value);
		docket_entry_clear(&back);
		json_decref(json);
	}
	/* the longest path, and one a byte longer */
	memset(text, 'p', PATH_SIZE);
	text[PATH_SIZE] = '\0';
	for (int longer = 0; longer < 2; longer++) {
		json_t *json = docket_entry_json(&e);
		json_object_set_new(json, "path", json_string(text + !longer));
		assert_int_equal(docket_entry_read(&back, json), longer ? -EBADMSG : 0);
		json_decref(json);
	}
	free(text);
}

static void the_texts_round_trip(void **state)
{
	struct docket_lists l = {
		.objects = json_pack("[i]", 1), .files = json_pack("[i, i]", 2, 3)};
	char *text = docket_write(l);
	json_t *files = NULL;

	(void)state;
	assert_string_equal(
		text, "{\"files\":[2,3],\"objects\":[1],\"schema\":\"bpfjury-docket/1\"}\n");
	assert_int_equal(docket_parse(text, strlen(text), &l), 0);
	assert_int_equal(json_array_size(l.objects), 1);
	assert_int_equal(json_array_size(l.files), 2);
	assert_null(l.loaders);
	json_decref(l.objects);
	json_decref(l.files);
	/* neither list is read as the other, nor is a truncated one */
	assert_int_equal(added_parse(text, strlen(text), &files), -EBADMSG);
	for (size_t len = 0; len < strlen(text) - 1; len++)
		assert_int_equal(docket_parse(text, len, &l), -EBADMSG);
	free(text);
	text = added_write(json_pack("[i]", 4));
	assert_string_equal(text, "{\"files\":[4],\"schema\":\"bpfjury-added/1\"}\n");
	assert_int_equal(added_parse(text, strlen(text), &files), 0);
	assert_int_equal(json_integer_value(json_array_get(files, 0)), 4);
	json_decref(files);
	assert_int_equal(docket_parse(text, strlen(text), &l), -EBADMSG);
	free(text);
	assert_null(docket_write(
		(struct docket_lists){.files = json_array(), .loaders = json_array()}));
	assert_null(docket_write((struct docket_lists){.objects = json_array()}));
	text = docket_write((struct docket_lists){
		.objects = json_array(), .files = json_array(), .loaders = json_pack("[i]", 5)});
	assert_int_equal(docket_parse(text, strlen(text), &l), 0);
	assert_int_equal(json_integer_value(json_array_get(l.loaders, 0)), 5);
	json_decref(l.objects);
	json_decref(l.files);
	json_decref(l.loaders);
	free(text);
	assert_null(added_write(NULL));
}

static void a_text_of_another_kind_is_refused(void **state)
{
	static const char *const texts[] = {"", "[]", "7", "{}",
		"{\"objects\":[],\"schema\":\"bpfjury-docket/2\"}", "{\"objects\":[],\"schema\":1}",
		"{\"objects\":{},\"schema\":\"bpfjury-docket/1\"}",
		"{\"schema\":\"bpfjury-docket/1\"}",
		"{\"objects\":[],\"objects\":[],\"schema\":\"bpfjury-docket/1\"}",
		"{\"objects\":[],\"schema\":\"bpfjury-docket/1\"} x"};
	static const char bare[] = "{\"objects\":[],\"schema\":\"bpfjury-docket/1\"}";
	struct docket_lists l;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (docket_parse(texts[i], strlen(texts[i]), &l) != -EBADMSG)
			fail_msg("%s", texts[i]);
	/* a docket without a list of files was not written by bpfjury: the reader must refuse it */
	assert_int_equal(docket_parse(bare, strlen(bare), &l), 0);
	assert_null(l.files);
	json_decref(l.objects);
}

static void an_entry_round_trips(void **state)
{
	static const struct archive_entry rows[] = {
		{.name = "/f", .type = S_IFREG, .bytes = 1LL << 32, .sha256 = SHA},
		{.name = "/empty", .type = S_IFREG, .bytes = 0, .sha256 = SHA},
		{.name = "/d", .type = S_IFDIR},
		{.name = "/l", .type = S_IFLNK, .target = "../f"},
		{.name = "/c", .type = S_IFCHR, .major = 5, .minor = 1},
		{.name = "/b", .type = S_IFBLK, .major = 4095, .minor = 1048575},
		{.name = "/p", .type = S_IFIFO},
		{.name = "/s", .type = S_IFSOCK},
	};
	struct archive_entry back;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct archive_entry *e = &rows[i];
		json_t *json = archive_entry_json(e);
		assert_non_null(json);
		assert_int_equal(archive_entry_read(&back, json), 0);
		assert_string_equal(back.name, e->name);
		assert_int_equal(back.type, e->type);
		assert_int_equal(back.bytes, e->bytes);
		assert_int_equal(back.major, e->major);
		assert_int_equal(back.minor, e->minor);
		assert_string_equal(back.sha256 ? back.sha256 : "", e->sha256 ? e->sha256 : "");
		assert_string_equal(back.target ? back.target : "", e->target ? e->target : "");
		json_decref(json);
	}
	assert_null(archive_entry_json(&(struct archive_entry){.name = "/\xff", .type = S_IFDIR}));
	assert_null(archive_entry_json(
		&(struct archive_entry){.name = "/l", .type = S_IFLNK, .target = "\xff"}));
	/* no type, and permissions in it */
	assert_null(archive_entry_json(&(struct archive_entry){.name = "/x"}));
	assert_null(
		archive_entry_json(&(struct archive_entry){.name = "/x", .type = S_IFDIR | 0755}));
}

static void an_entry_that_lacks_something_is_refused(void **state)
{
	static const struct {
		const char *json, *name; /* the name that can still be shown */
	} rows[] = {
		{"1", NULL},
		{"{}", NULL},
		{"{\"name\":1,\"type\":\"dir\"}", NULL},
		{"{\"name\":\"/d\"}", "/d"},
		{"{\"name\":\"d\",\"type\":\"dir\"}", "d"},
		{"{\"name\":\"/d\",\"type\":\"hole\"}", "/d"},
		{"{\"name\":\"/f\",\"type\":\"file\"}", "/f"},
		{"{\"name\":\"/f\",\"type\":\"file\",\"bytes\":7}", "/f"},
		{"{\"name\":\"/f\",\"type\":\"file\",\"bytes\":\"7\",\"sha256\":\"00\"}", "/f"},
		{"{\"name\":\"/l\",\"type\":\"link\"}", "/l"},
		{"{\"name\":\"/c\",\"type\":\"char\"}", "/c"},
		{"{\"name\":\"/c\",\"type\":\"char\",\"device\":[5]}", "/c"},
		{"{\"name\":\"/b\",\"type\":\"block\",\"device\":\"5,1\"}", "/b"},
	};
	struct archive_entry back;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		json_t *json = json_loads(rows[i].json, JSON_DECODE_ANY, NULL);
		assert_non_null(json);
		if (archive_entry_read(&back, json) != -EBADMSG)
			fail_msg("%s", rows[i].json);
		assert_string_equal(back.name ? back.name : "", rows[i].name ? rows[i].name : "");
		json_decref(json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_round_trips),
		cmocka_unit_test(an_object_that_lacks_something_is_refused),
		cmocka_unit_test(the_texts_round_trip),
		cmocka_unit_test(a_text_of_another_kind_is_refused),
		cmocka_unit_test(an_entry_round_trips),
		cmocka_unit_test(an_entry_that_lacks_something_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
