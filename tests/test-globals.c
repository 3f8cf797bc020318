// SPDX-License-Identifier: GPL-2.0-only
/* Global variables of an object are set by name and path, in every section that holds some. */
#include "load/globals.h"
#include "fixture-objects.h"

#include <bpf/btf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

static struct bpf_object *object;
static char why[512];

static int set(const char *path, const char *text, bool *ret_constant)
{
	json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

	assert_non_null(value);
	strcpy(why, "");
	int r = globals_set(object, path, value, ret_constant, why, sizeof(why));
	json_decref(value);
	return r;
}

/* Set it, and return the bytes of @section. */
static const unsigned char *after(
	const char *path, const char *text, const char *section, bool constant)
{
	bool got;
	size_t size;

	if (set(path, text, &got))
		fail_msg("%s: %s", path, why);
	assert_int_equal(got, constant);
	const struct bpf_map *map = bpf_object__find_map_by_name(object, section);
	assert_non_null(map);
	return bpf_map__initial_value(map, &size);
}

static void expect_why(const char *path, const char *text, int err, const char *part)
{
	bool constant;

	assert_int_equal(set(path, text, &constant), err);
	if (!strstr(why, part))
		fail_msg("%s: \"%s\" lacks \"%s\"", path, why, part);
}

/* The layout of struct cfg in globals.bpf.c; in .rodata it comes first. */
struct cfg {
	uint16_t port;
	uint32_t word;
	uint16_t fields;
	struct {
		uint16_t lo, hi;
	} ports[3];
	char name[8];
	int32_t mode;
};

static void variables_of_every_section_are_set(void **state)
{
	const struct cfg *cfg;
	int32_t number;

	(void)state;
	cfg = (const void *)after("cfg.ports[2].lo", "80", ".rodata", true);
	assert_int_equal(cfg->ports[2].lo, 80);
	assert_int_equal(cfg->port, 1); /* as compiled */
	assert_string_equal(cfg->name, "as made");
	after("cfg",
		"{\"mode\": \"MODE_STRICT\", \"second\": 9, \"name\": \"eth0\", "
		"\"either\": {\"hi\": 1}}",
		".rodata", true);
	assert_int_equal(cfg->mode, 7);
	assert_int_equal(cfg->fields, 9 << 3);
	assert_memory_equal(cfg->name, "eth0\0\0\0", 8);
	assert_int_equal(cfg->word, 1 << 16);
	assert_int_equal(cfg->ports[2].lo, 80);
	assert_int_equal(after("opened", "true", ".rodata", true)[36], 1);
	memcpy(&number, after("hidden", "4", ".rodata", true) + 44, sizeof(number));
	assert_int_equal(number, 4);
	memcpy(&number, after("by_static.own", "9", ".rodata", true) + 40, sizeof(number));
	assert_int_equal(number, 9);
	assert_int_equal(after("custom", "6", ".rodata.custom", true)[0], 6);
	assert_int_equal(after(".rodata.custom:custom", "7", ".rodata.custom", true)[0], 7);
	assert_int_equal(after("counted", "-1", ".data", false)[3], 0xff);
	cfg = (const void *)after("zero", "{\"ports\": [{}, {\"hi\": 3}]}", ".bss", false);
	assert_int_equal(cfg->ports[1].hi, 3);
}

static void what_is_not_there_is_said(void **state)
{
	(void)state;
	expect_why("openned", "true", -ENOENT,
		"the object has no global variable openned; did you mean opened?");
	expect_why("own", "1", -ENOENT, "did you mean by_static.own?");
	expect_why("opened2", "true", -ENOENT, "did you mean opened?");
	expect_why("CONFIG_HZ", "1", -ENOENT, "it is an extern, which kconfig sets");
	expect_why("sums", "1", -ENOENT, "it is a map");
	expect_why("LICENSE", "\"MIT\"", -ENOENT, "it is in no section of data");
	expect_why(".data:opened", "true", -ENOENT, "no global variable opened");
	expect_why("", "1", -ENOENT, "no global variable");
	expect_why(
		"cfg.prot", "1", -EINVAL, "cfg: struct cfg has no member prot; did you mean port");
	expect_why("cfg.ports[3].lo", "1", -EINVAL, "cfg.ports has 3 elements");
	expect_why("cfg.ports[0].lo", "70000", -EINVAL,
		"cfg.ports[0].lo: 70000 is out of range, which is 0 to 65535");
	expect_why("opened[0]", "1", -EINVAL, "opened has no elements: it is _Bool");
}

/* Two variables of one name, and places that no BTF gives. */
static void doubtful_variables_are_not_set(void **state)
{
	struct btf *btf = bpf_object__btf(object);
	int section = btf__find_by_name_kind(btf, ".data", BTF_KIND_DATASEC);
	struct btf_type *t;

	(void)state;
	assert_true(section > 0);
	int name = btf__add_str(btf, "counted"),
	    zero = btf__find_by_name_kind(btf, "zero", BTF_KIND_VAR);
	t = (struct btf_type *)(uintptr_t)btf__type_by_id(btf, (uint32_t)zero);
	const uint32_t before = t->name_off;
	t->name_off = (uint32_t)name;
	expect_why("counted", "1", -EINVAL,
		"two global variables are named counted, in .bss and in .data");
	assert_int_equal(after(".data:counted", "8", ".data", false)[0], 8);
	t->name_off = before;
	/* two variables at one place: libbpf found no symbols for them */
	section = btf__find_by_name_kind(btf, ".rodata", BTF_KIND_DATASEC);
	t = (struct btf_type *)(uintptr_t)btf__type_by_id(btf, (uint32_t)section);
	for (uint32_t i = 0; i < btf_vlen(t); i++)
		btf_var_secinfos(t)[i].offset = 0;
	expect_why("opened", "true", -EINVAL, "where opened is in .rodata is unknown");
	/* one that is larger than its section */
	section = btf__find_by_name_kind(btf, ".data", BTF_KIND_DATASEC);
	t = (struct btf_type *)(uintptr_t)btf__type_by_id(btf, (uint32_t)section);
	btf_var_secinfos(t)[0].offset = UINT32_MAX;
	expect_why("counted", "1", -EINVAL, "where counted is in .data is unknown");
	btf_var_secinfos(t)[0].offset = 0;
	btf_var_secinfos(t)[0].size = 1 << 20;
	expect_why("counted", "1", -EINVAL, "where counted is in .data is unknown");
}

static void an_object_without_btf_says_so(void **state)
{
	(void)state;
	bpf_object__close(object);
	object = test_object_open("globals_no_btf");
	expect_why("opened", "true", -ENOENT, "the object has no BTF");
}

static int start(void **state)
{
	(void)state;
	object = test_object_open("globals");
	return !object;
}

static int end(void **state)
{
	(void)state;
	bpf_object__close(object);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(variables_of_every_section_are_set),
		TEST(what_is_not_there_is_said),
		TEST(doubtful_variables_are_not_set),
		TEST(an_object_without_btf_says_so),
	};

	libbpf_set_print(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
