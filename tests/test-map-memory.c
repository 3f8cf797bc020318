// SPDX-License-Identifier: GPL-2.0-only
/*
 * What maps take: by the layouts that the kernel's sources have, without bounds that overflow, and,
 * where bpf(2) is allowed, as the kernel of this machine says.
 */
#include "load/map-memory.h"
#include "fixture-objects.h"
#include "map-figures.h"
#include "verdict/limits.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "skipping.h"

/* Bytes of the structure that holds a map: more than any figure without it may be off. */
#define STRUCT_MAX 1024

static void figures_are_those_of_the_layout(void **state)
{
	static const struct {
		const char *name;
		int cpus;
		int64_t bytes;
	} rows[] = {
		{"array", 1, 10001 * 104},
		{"array", 64, 10001 * 104},
		{"array_mmapable", 1, 4096 + 254 * 4096}, /* 10001 * 104 is 253.9 pages */
		{"percpu_array", 3, 10001 * (8 + 3 * 104)},
		{"hash", 3, 16384 * 16 + 10004 * (48 + 8 + 104)},
		{"hash_unallocated", 1, 131072 * 16},
		{"percpu_hash", 3, 16384 * 16 + 10001 * (48 + 8 + 8 + 3 * 104)},
		{"lru_hash", 3, 16384 * 16 + 10001 * (48 + 8 + 104)},
		{"lru_percpu_hash", 2, 16384 * 16 + 10001 * (48 + 8 + 8 + 2 * 104)},
		{"prog_array", 1, 100001 * 8},
		{"stack_trace", 1, 16384 * 8 + 10001 * (16 + 1016)},
		{"ringbuf", 1, (1024 + 3) * 4096 + (2048 + 3) * 8},
		{"queue", 1, 10002 * 101},
		{"bloom_filter", 1, 8388608 / 8}, /* 1,400,000 of 5 functions: 7,000,005 bits */
		{"lpm_trie", 1, 16},
		{"devmap_hash", 1, 131072 * 8},
		{"sockhash", 1, 131072 * 16},
		{"array_of_maps", 1, 100001 * 8},
		{"hash_of_maps", 1, 16384 * 16 + 10002 * (48 + 8 + 8)},
	};
	struct bpf_object *object = test_object_open("map_kinds");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct bpf_map *map = bpf_object__find_map_by_name(object, rows[i].name);
		assert_non_null(map);
		const int64_t figure = map_memory_figure(map, rows[i].cpus);
		if (figure < rows[i].bytes || figure > rows[i].bytes + STRUCT_MAX)
			fail_msg("%s: %" PRId64 ", not %" PRId64, rows[i].name, figure,
				rows[i].bytes);
	}
	bpf_object__close(object);
}

/* The whole is the sum, and more: what the kernel does not count, and copies of libbpf's. */
static void an_object_takes_what_its_maps_do(void **state)
{
	struct bpf_object *object = test_object_open("map_kinds");
	const int cpus = libbpf_num_possible_cpus();
	struct bpf_map *map;
	int64_t sum = 0;

	(void)state;
	bpf_object__for_each_map(map, object)
		sum += map_memory_figure(map, cpus);
	assert_true(map_memory_of(object) > sum);
	assert_true(map_memory_of(object) < 2 * sum);
	bpf_object__for_each_map(map, object)
		bpf_map__set_autocreate(map, false);
	assert_int_equal(map_memory_of(object), 0);
	bpf_object__close(object);
}

static void no_size_overflows(void **state)
{
	struct bpf_object *object = test_object_open("map_kinds");
	struct bpf_map *map;

	(void)state;
	bpf_object__for_each_map(map, object) {
		bpf_map__set_max_entries(map, UINT32_MAX);
		bpf_map__set_key_size(map, UINT32_MAX);
		bpf_map__set_value_size(map, UINT32_MAX);
		const int64_t figure = map_memory_figure(map, INT32_MAX);
		assert_true(figure > 0 && figure <= MAPS_BYTES_MAX);
	}
	assert_int_equal(map_memory_of(object), MAPS_BYTES_MAX);
	bpf_object__close(object);
}

static void compare(void *data, const struct map_figure *f)
{
	int *made = data;

	if (f->memlock < 0)
		return;
	++*made;
	/* a twentieth and a page more or less; a figure of 0 is of kernels before 6.4 */
	if (f->memlock && (f->estimate < f->memlock * 19 / 20 - 4096 ||
				  f->estimate > f->memlock * 21 / 20 + 4096))
		fail_msg("%s: %" PRId64 ", and the kernel says %" PRId64, f->name, f->estimate,
			f->memlock);
}

static void this_kernel_agrees(void **state)
{
	int made = 0;

	NEED_BPF;
	struct bpf_object *object = test_object_open("map_kinds");
	assert_int_equal(map_figures(object, compare, &made), 0);
	assert_true(made > 10);
	bpf_object__close(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_those_of_the_layout),
		cmocka_unit_test(an_object_takes_what_its_maps_do),
		cmocka_unit_test(no_size_overflows),
		cmocka_unit_test(this_kernel_agrees),
	};

	return run_counted(tests);
}
