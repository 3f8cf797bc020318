// SPDX-License-Identifier: GPL-2.0-only
/* The settings that adapt_object() and adapt_names() make, before the load: no kernel involved. */
#include "load/adapt.h"
#include "fixture-objects.h"

#include <bpf/btf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* Its context argument shows the type. */
static void a_freplace_program_without_target_gets_a_type(void **state)
{
	struct bpf_object *object = test_object_open("freplace");
	struct bpf_program *p = bpf_object__find_program_by_name(object, "replacement");

	(void)state;
	assert_int_equal(bpf_program__type(p), BPF_PROG_TYPE_EXT);
	assert_string_equal(adapt_object(object, p, false), "sched_cls");
	assert_int_equal(bpf_program__type(p), BPF_PROG_TYPE_SCHED_CLS);
	bpf_object__close(object);
}

static void a_freplace_program_with_a_target_keeps_its_type(void **state)
{
	struct bpf_object *object = test_object_open("freplace");
	struct bpf_program *p = bpf_object__find_program_by_name(object, "replacement");

	(void)state;
	assert_null(adapt_object(object, p, true));
	assert_int_equal(bpf_program__type(p), BPF_PROG_TYPE_EXT);
	bpf_object__close(object);
}

static void other_types_are_kept(void **state)
{
	struct bpf_object *object = test_object_open("freplace_target");
	struct bpf_program *p = bpf_object__find_program_by_name(object, "freplace_target");

	(void)state;
	assert_null(adapt_object(object, p, false));
	assert_int_equal(bpf_program__type(p), BPF_PROG_TYPE_SCHED_CLS);
	bpf_object__close(object);
}

/* A map without a size gets the smallest one that kernels accept; others keep theirs; no pins. */
static void maps_get_a_size(void **state)
{
	struct bpf_object *object = test_object_open("whole");
	struct bpf_program *p = bpf_object__next_program(object, NULL);
	struct bpf_map *map = bpf_object__find_map_by_name(object, "calls");
	static const struct {
		enum bpf_map_type type;
		__u32 before, after;
	} rows[] = {
		{BPF_MAP_TYPE_HASH, 16, 16},
		{BPF_MAP_TYPE_HASH, 0, 1},
		{BPF_MAP_TYPE_ARRAY, 0, 1},
		{BPF_MAP_TYPE_PERF_EVENT_ARRAY, 0, 1},
		{BPF_MAP_TYPE_SK_STORAGE, 0, 0},
		{BPF_MAP_TYPE_TASK_STORAGE, 0, 0},
		{BPF_MAP_TYPE_INODE_STORAGE, 0, 0},
		{BPF_MAP_TYPE_CGROUP_STORAGE, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(bpf_map__set_type(map, rows[i].type), 0);
		assert_int_equal(bpf_map__set_max_entries(map, rows[i].before), 0);
		assert_int_equal(bpf_map__set_pin_path(map, "/sys/fs/bpf/calls"), 0);
		adapt_object(object, p, false);
		if (bpf_map__max_entries(map) != rows[i].after)
			fail_msg("type %d: %u", rows[i].type, bpf_map__max_entries(map));
		assert_null(bpf_map__pin_path(map));
	}
	/* the size of a ring buffer is a power of two of pages */
	bpf_map__set_type(map, BPF_MAP_TYPE_RINGBUF);
	adapt_object(object, p, false);
	assert_int_equal(bpf_map__max_entries(map), sysconf(_SC_PAGESIZE));
	bpf_object__close(object);
}

/* BTF with a function @name of one parameter, named @parameter, and @other of two. */
static struct btf *functions(const char *name, const char *parameter, const char *other)
{
	struct btf *btf = btf__new_empty();
	int type, proto;

	assert_non_null(btf);
	type = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	proto = btf__add_func_proto(btf, type);
	btf__add_func_param(btf, parameter, type);
	assert_true(btf__add_func(btf, name, BTF_FUNC_STATIC, proto) > 0);
	proto = btf__add_func_proto(btf, type);
	btf__add_func_param(btf, parameter, type);
	btf__add_func_param(btf, parameter, type);
	assert_true(btf__add_func(btf, other, BTF_FUNC_STATIC, proto) > 0);
	return btf;
}

/* The names of a function's parameters, each followed by a comma; overwritten by the next call. */
static const char *parameters(const struct btf *btf, const char *function)
{
	static char names[64];
	const struct btf_type *t =
		btf__type_by_id(btf, (__u32)btf__find_by_name_kind(btf, function, BTF_KIND_FUNC));

	t = btf__type_by_id(btf, t->type);
	*names = '\0';
	for (int i = 0; i < btf_vlen(t); i++)
		sprintf(names + strlen(names), "%s,",
			btf__name_by_offset(btf, btf_params(t)[i].name_off));
	return names;
}

static void write_btf(const struct btf *btf, const char *path)
{
	__u32 size;
	const void *bytes = btf__raw_data(btf, &size);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	fclose(f);
}

/* Unnamed parameters get the names of the same function in the other BTF. */
static void parameters_get_names(void **state)
{
	char path[] = "/tmp/test-adapt.XXXXXX";
	int fd = mkstemp(path);
	struct btf *named = functions("first", "a", "second"),
		   *nameless = functions("first", "", "third"),
		   *mine = functions("first", "mine", "second");

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	write_btf(named, path);
	assert_int_equal(adapt_names(nameless, path), 0);
	assert_string_equal(parameters(nameless, "first"), "a,");
	/* a function that the other BTF lacks is not changed */
	assert_string_equal(parameters(nameless, "third"), ",,");
	/* names are kept */
	assert_int_equal(adapt_names(mine, path), 0);
	assert_string_equal(parameters(mine, "first"), "mine,");
	btf__free(nameless);
	/* nor one with another number of parameters */
	nameless = functions("second", "", "first");
	assert_int_equal(adapt_names(nameless, path), 0);
	assert_string_equal(parameters(nameless, "first"), ",,");
	assert_string_equal(parameters(nameless, "second"), ",");
	unlink(path);
	assert_true(adapt_names(nameless, path) < 0);
	assert_int_equal(adapt_names(NULL, path), 0);
	btf__free(named);
	btf__free(nameless);
	btf__free(mine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_freplace_program_without_target_gets_a_type),
		cmocka_unit_test(a_freplace_program_with_a_target_keeps_its_type),
		cmocka_unit_test(other_types_are_kept),
		cmocka_unit_test(maps_get_a_size),
		cmocka_unit_test(parameters_get_names),
	};

	libbpf_set_print(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
