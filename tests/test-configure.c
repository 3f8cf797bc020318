// SPDX-License-Identifier: GPL-2.0-only
/* Settings of bpfjury.yaml are applied to an object before it is loaded, and problems are said. */
#include "load/configure.h"
#include "load/configure-map.h"
#include "fixture-objects.h"
#include "skipping.h"

#include <bpf/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static struct bpf_object *object;
static struct loader_item item;
static struct loader loader;
static struct configure_problem problem;

static void forget(void)
{
	loader_clear(&loader);
	loader_item_clear(&item);
	loader = (struct loader){0};
	item = (struct loader_item){0};
	problem = (struct configure_problem){0};
}

/* What the item of bpfjury.yaml, which is JSON, comes to. */
static struct configure settings(const char *text)
{
	const struct loader_item *const items[] = {&item};
	const char *why;
	json_t *json = json_loads(text, 0, NULL);

	forget();
	if (!json || loader_item_read(&item, json, &why) ||
		loader_fold(&loader, items, 1, "6.12", NULL))
		fail_msg("%s", text);
	json_decref(json);
	loader.file = "bpfjury.yaml";
	return (struct configure){.loader = &loader};
}

static void apply(const char *text)
{
	const struct configure c = settings(text);

	assert_int_equal(configure_data(object, &c, &problem, NULL), 0);
}

static void expect_problem(enum reason reason, const char *said)
{
	if (problem.reason != reason || !strstr(problem.text, said))
		fail_msg("\"%s\" lacks \"%s\"", problem.text, said);
}

static struct bpf_map *map_of(const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	assert_non_null(map);
	return map;
}

static void maps_get_their_definition(void **state)
{
	const long page = sysconf(_SC_PAGESIZE);

	(void)state;
	apply("{\"maps\": ["
	      "{\"name\": \"limits\", \"type\": \"lru_hash\", \"key_size\": 8, \"value_size\": 16, "
	      "\"flags\": 1, \"max_entries\": 100},"
	      "{\"name\": \"by_*\", \"max_entries\": \"cpus\"},"
	      "{\"name\": \"outer\", \"autocreate\": false, \"max_entries\": {\"pages\": 2}}]}");
	assert_int_equal(problem.reason, REASON_NONE);
	assert_int_equal(bpf_map__type(map_of("limits")), BPF_MAP_TYPE_LRU_HASH);
	assert_int_equal(bpf_map__key_size(map_of("limits")), 8);
	assert_int_equal(bpf_map__value_size(map_of("limits")), 16);
	assert_int_equal(bpf_map__map_flags(map_of("limits")), 1);
	assert_int_equal(bpf_map__max_entries(map_of("limits")), 100);
	assert_int_equal(bpf_map__max_entries(map_of("by_cpu")), libbpf_num_possible_cpus());
	assert_int_equal(bpf_map__max_entries(map_of("outer")), 2 * page);
	assert_false(bpf_map__autocreate(map_of("outer")));
	assert_true(bpf_map__autocreate(map_of("limits")));
	/* a key alone leaves the others as they are */
	apply("{\"maps\": [{\"name\": \"declared\", \"max_entries\": 9}]}");
	assert_int_equal(bpf_map__max_entries(map_of("declared")), 9);
	assert_int_equal(bpf_map__key_size(map_of("declared")), 4);
	apply("{\"maps\": [{\"name\": \"by_cpu\", \"line\": 7, \"max_entries\": {\"pages\": 4000000000}}]}");
	expect_problem(REASON_SETTING_UNFIT, "bpfjury.yaml:7: map by_cpu: 4000000000 pages of");
	apply("{\"maps\": [{\"name\": \"limits\", \"inner\": {\"max_entries\": 1}}]}");
	expect_problem(
		REASON_SETTING_UNFIT, "map limits: inner is for maps of maps, which it is not");
}

/* Rules name ".rodata" as the object does, whatever prefix libbpf gives the map. */
static void data_maps_are_named_by_section(void **state)
{
	(void)state;
	bpf_object__close(object);
	object = test_object_open("globals");
	assert_string_equal(configure_map_name(map_of(".rodata")), ".rodata");
	assert_string_equal(configure_map_name(map_of(".rodata.custom")), ".rodata.custom");
	assert_string_equal(configure_map_name(map_of("sums")), "sums");
	apply("{\"globals\": [{\"name\": \"opened\", \"value\": true, \"line\": 1}, "
	      "{\"name\": \"hidden\", \"value\": 4, \"line\": 2}]}");
	assert_int_equal(problem.reason, REASON_NONE);
	size_t size;
	assert_int_equal(((const char *)bpf_map__initial_value(map_of(".rodata"), &size))[36], 1);
	apply("{\"globals\": [{\"name\": \"openned\", \"value\": true, \"line\": 3}]}");
	expect_problem(REASON_SETTING_UNUSED,
		"bpfjury.yaml:3: globals: the object has no global variable openned; did you mean opened?");
	apply("{\"optional\": true, \"globals\": [{\"name\": \"openned\", \"value\": true}]}");
	assert_int_equal(problem.reason, REASON_NONE);
	apply("{\"globals\": [{\"name\": \"opened\", \"value\": 2, \"line\": 4}]}");
	expect_problem(REASON_SETTING_UNFIT, "bpfjury.yaml:4: globals: opened: 2 is out of range");
	/* what is no constant is not seen by the verifier */
	const struct loader_global *idle;
	struct configure c = settings("{\"globals\": [{\"name\": \"opened\", \"value\": true}, "
				      "{\"name\": \"counted\", \"value\": 6}]}");
	assert_int_equal(configure_data(object, &c, &problem, &idle), 0);
	assert_string_equal(idle->path, "counted");
	c = settings("{\"globals\": [{\"name\": \"opened\", \"value\": true}]}");
	assert_int_equal(configure_data(object, &c, &problem, &idle), 0);
	assert_null(idle);
}

static struct bpf_program *program_of(const char *name)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, name);

	assert_non_null(program);
	return program;
}

static int apply_to(const char *program, const char *text)
{
	const struct configure c = settings(text);

	return configure_program(program_of(program), 0, &c, &problem);
}

static void programs_get_their_type(void **state)
{
	(void)state;
	assert_int_equal(bpf_program__type(program_of("of_own_section")), BPF_PROG_TYPE_UNSPEC);
	assert_int_equal(apply_to("of_own_section", "{\"programs\": [{\"name\": \"of_own_*\", "
						    "\"type\": \"sched_cls\"}]}"),
		0);
	assert_int_equal(bpf_program__type(program_of("of_own_section")), BPF_PROG_TYPE_SCHED_CLS);
	/* the only attach type of a type, which the kernel checks */
	assert_int_equal(
		apply_to("of_own_section", "{\"programs\": [{\"name\": \"of_own_section\", "
					   "\"type\": \"lsm\"}]}"),
		0);
	assert_int_equal(
		bpf_program__expected_attach_type(program_of("of_own_section")), BPF_LSM_MAC);
	assert_int_equal(
		apply_to("of_own_section",
			"{\"programs\": [{\"name\": \"of_own_section\", \"type\": "
			"\"cgroup_sock_addr\", \"attach_type\": \"cgroup_inet4_connect\"}]}"),
		0);
	assert_int_equal(bpf_program__expected_attach_type(program_of("of_own_section")),
		BPF_CGROUP_INET4_CONNECT);
	/* a rule about another program changes nothing */
	assert_int_equal(
		apply_to("looks_up", "{\"programs\": [{\"name\": \"of_*\", \"type\": \"xdp\"}]}"),
		0);
	assert_int_equal(bpf_program__type(program_of("looks_up")), BPF_PROG_TYPE_SOCKET_FILTER);
	assert_int_equal(problem.reason, REASON_NONE);
}

static void types_that_lack_something_are_a_problem(void **state)
{
	(void)state;
	bpf_program__set_expected_attach_type(program_of("of_own_section"), 0);
	assert_int_equal(
		apply_to("of_own_section", "{\"programs\": [{\"name\": \"of_own_section\", "
					   "\"line\": 5, \"type\": \"tracing\"}]}"),
		-EINVAL);
	expect_problem(REASON_SETTING_UNFIT,
		"bpfjury.yaml:5: program of_own_section: type tracing needs an attach-type");
	assert_int_equal(
		apply_to("looks_up", "{\"programs\": [{\"name\": \"looks_up\", \"target\": "
				     "\"vfs_read\"}]}"),
		-EINVAL);
	expect_problem(REASON_SETTING_UNFIT,
		"attach-target is for types tracing, lsm and ext, and it is socket_filter");
	assert_int_equal(
		apply_to("of_own_section", "{\"programs\": [{\"name\": \"of_own_section\", "
					   "\"type\": \"ext\", \"target\": \"vfs_read\"}]}"),
		-EINVAL);
	expect_problem(REASON_SETTING_UNFIT, "freplace needs a program for its attach-target");
}

/* This kernel's answer, and no problem of the setting. */
static void a_target_that_the_kernel_lacks_is_no_problem(void **state)
{
	(void)state;
	const int r = apply_to("of_function", "{\"programs\": [{\"name\": \"of_function\", "
					      "\"target\": \"no_such_function_anywhere\"}]}");
	if (access("/sys/kernel/btf/vmlinux", R_OK) != 0)
		skip_because("this kernel has no BTF");
	assert_true(r < 0 && r != -ENOMEM);
	assert_int_equal(problem.reason, REASON_NONE);
	assert_int_equal(apply_to("of_function", "{\"programs\": [{\"name\": \"of_function\", "
						 "\"target\": \"vfs_read\"}]}"),
		0);
}

/* configure_map_template() of @name; -1: problem, -2: refused by the kernel. */
static int template_of(const char *name, const char *text, char *why, size_t size)
{
	const struct configure c = settings(text);
	struct loader_map rule;
	bool refused;

	assert_true(loader_map_of(&rule, c.loader, name));
	strcpy(why, "");
	const int fd = configure_map_template(object, map_of(name), &rule, &refused, why, size);
	return fd >= 0 ? fd : refused ? -2 : -1;
}

static void a_template_needs_a_whole_definition(void **state)
{
	char why[256];

	(void)state;
	assert_int_equal(template_of("outer",
				 "{\"maps\": [{\"name\": \"outer\", \"inner\": {\"type\": "
				 "\"array\", \"key_size\": 4, \"value_size\": 8}}]}",
				 why, sizeof(why)),
		-1);
	assert_non_null(strstr(why, "inner needs max-entries"));
	assert_int_equal(
		template_of("outer",
			"{\"maps\": [{\"name\": \"outer\", \"inner\": {\"max_entries\": 4}}]}", why,
			sizeof(why)),
		-1);
	assert_non_null(strstr(why, "inner needs type"));
	/* a ring buffer has no keys and values */
	assert_int_equal(
		template_of("outer",
			"{\"maps\": [{\"name\": \"outer\", \"inner\": {\"type\": \"ringbuf\"}}]}",
			why, sizeof(why)),
		-1);
	assert_non_null(strstr(why, "inner needs max-entries"));
}

static void a_template_is_created(void **state)
{
	struct bpf_map_info info = {0};
	__u32 len = sizeof(info);
	char why[256];

	NEED_BPF;
	int fd = template_of("outer",
		"{\"maps\": [{\"name\": \"outer\", \"inner\": {\"type\": \"array\", "
		"\"key_size\": 4, \"value_size\": 8, \"max_entries\": 3}}]}",
		why, sizeof(why));
	assert_true(fd >= 0);
	assert_int_equal(bpf_map_get_info_by_fd(fd, &info, &len), 0);
	assert_int_equal(info.value_size, 8);
	assert_int_equal(info.max_entries, 3);
	close(fd);
	/* what the object declares, with one thing changed, keeps its types */
	fd = template_of("declared",
		"{\"maps\": [{\"name\": \"declared\", \"inner\": {\"max_entries\": 7}}]}", why,
		sizeof(why));
	assert_true(fd >= 0);
	info = (struct bpf_map_info){0};
	assert_int_equal(bpf_map_get_info_by_fd(fd, &info, &len), 0);
	assert_int_equal(info.type, BPF_MAP_TYPE_ARRAY);
	assert_int_equal(info.max_entries, 7);
	assert_int_equal(info.value_size, 8);
	assert_true(info.btf_value_type_id);
	close(fd);
	assert_int_equal(template_of("outer",
				 "{\"maps\": [{\"name\": \"outer\", \"inner\": {\"type\": "
				 "\"array\", \"key_size\": 5, \"value_size\": 8, "
				 "\"max_entries\": 3}}]}",
				 why, sizeof(why)),
		-2);
	assert_non_null(strstr(why, "the kernel refuses its inner map"));
}

static int start(void **state)
{
	(void)state;
	object = test_object_open("configured");
	return !object;
}

static int end(void **state)
{
	(void)state;
	forget();
	bpf_object__close(object);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(maps_get_their_definition),
		TEST(data_maps_are_named_by_section),
		TEST(programs_get_their_type),
		TEST(types_that_lack_something_are_a_problem),
		TEST(a_target_that_the_kernel_lacks_is_no_problem),
		TEST(a_template_needs_a_whole_definition),
		TEST(a_template_is_created),
	};

	libbpf_set_print(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
