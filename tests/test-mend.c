// SPDX-License-Identifier: GPL-2.0-only
/* Objects that libbpf does not open, made fit; where bpf(2) is available they are loaded too. */
#include "load/mend.h"
#include "load/adapt.h"
#include "load/sections.h"
#include "file.h"
#include "fixture-objects.h"

#include <elf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "skipping.h"

/* An object in memory, mended. */
struct opened {
	char *bytes;
	size_t len;
	struct mended mended;
	struct references *references;
	struct bpf_object *object;
};

static void finish_mending(struct opened *o)
{
	assert_int_equal(mend_object(&o->mended, &o->bytes, &o->len), 0);
	o->references = references_read(o->bytes, o->len);
	o->object = bpf_object__open_mem(o->bytes, o->len, NULL);
	assert_non_null(o->references);
	assert_non_null(o->object);
}

static struct opened open_mended(const char *name)
{
	struct opened o = {0};

	assert_int_equal(read_whole(test_object_path(name), 1 << 24, &o.bytes, &o.len), 0);
	finish_mending(&o);
	return o;
}

static void close_mended(struct opened *o)
{
	bpf_object__close(o->object);
	references_free(o->references);
	mended_clear(&o->mended);
	free(o->bytes);
}

/* Load all programs but those with an obstacle.  The list of what was done; the caller frees it. */
static char *load_all(struct opened *o, const char *of)
{
	struct adapted adapted = {0};
	struct bpf_program *p;

	bpf_object__for_each_program(p, o->object)
		if (mended_obstacle(&o->mended, o->references, bpf_program__name(p)))
			bpf_program__set_autoload(p, false);
	assert_int_equal(adapt_object(o->object, o->references, &adapted), 0);
	assert_int_equal(mended_list(&o->mended, o->object, &adapted), 0);
	assert_int_equal(bpf_object__load(o->object), 0);
	char *text = adapted_for(
		&adapted, bpf_object__find_program_by_name(o->object, of), o->references);
	assert_non_null(text);
	adapted_clear(&adapted);
	return text;
}

/* Objects that libbpf opens stay as they are, byte for byte. */
static void sound_objects_are_not_touched(void **state)
{
	static const char *const names[] = {"whole", "references", "many_programs", "tail_calls",
		"struct_ops", "freplace", "globals", "globals_no_btf", "callback", "kconfig",
		"kfunc_missing", "side_effects", "torn_in_half", "not_elf", "empty"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct mended mended = {0};
		char *bytes, *before;
		size_t len, len_before;
		const char *path = test_object_path(names[i]);
		if (access(path, F_OK))
			continue;
		assert_int_equal(read_whole(path, 1 << 24, &bytes, &len), 0);
		assert_int_equal(read_whole(path, 1 << 24, &before, &len_before), 0);
		assert_int_equal(mend_object(&mended, &bytes, &len), 0);
		if (mended.count || len != len_before || memcmp(bytes, before, len) != 0)
			fail_msg("%s: %zu notes, %zu bytes", names[i], mended.count, len);
		free(bytes);
		free(before);
	}
}

/* Type, sizes and templates of legacy maps, whatever the layout, with BTF and without. */
static void legacy_maps_are_read(void **state)
{
	static const char *const names[] = {"legacy", "legacy_no_btf", "legacy_mixed"};
	static const struct {
		const char *map;
		unsigned int type, key, value, entries, flags, inner_type, inner_value;
	} rows[] = {
		{"of_four", BPF_MAP_TYPE_ARRAY, 4, 8, 2, 0, 0, 0},
		{"of_five", BPF_MAP_TYPE_HASH, 4, 8, 16, BPF_F_NO_PREALLOC, 0, 0},
		{"of_sub", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 1, 0, 0, 0},
		{"of_unsized", BPF_MAP_TYPE_PERF_EVENT_ARRAY, 0, 0, 0, 0, 0, 0},
		{"of_inner", BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0, 0, 0},
		{"of_outer", BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 1, 0, BPF_MAP_TYPE_ARRAY, 8},
		{"at_0", BPF_MAP_TYPE_HASH, 4, 16, 1, 0, 0, 0},
		{"at_1", BPF_MAP_TYPE_HASH_OF_MAPS, 4, 4, 1, 0, BPF_MAP_TYPE_HASH, 16},
		{"of_today", BPF_MAP_TYPE_ARRAY, 4, 8, 3, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct opened o = open_mended(names[i]);
		for (size_t j = 0; j < sizeof(rows) / sizeof(*rows); j++) {
			struct bpf_map *map = bpf_object__find_map_by_name(o.object, rows[j].map);
			if (!map && i < 2 && j == sizeof(rows) / sizeof(*rows) - 1)
				continue;
			assert_non_null(map);
			const struct bpf_map *inner = bpf_map__inner_map(map);
			if (bpf_map__type(map) != rows[j].type ||
				bpf_map__key_size(map) != rows[j].key ||
				bpf_map__value_size(map) != rows[j].value ||
				bpf_map__max_entries(map) != rows[j].entries ||
				bpf_map__map_flags(map) != rows[j].flags ||
				(inner ? bpf_map__type(inner) : 0) != rows[j].inner_type ||
				(inner ? bpf_map__value_size(inner) : 0) != rows[j].inner_value)
				fail_msg("%s: %s", names[i], rows[j].map);
		}
		close_mended(&o);
	}
}

/* "NAME/maps" is such a section too, if it has no instructions. */
static void legacy_maps_are_behind_a_name(void **state)
{
	static const char from[] = "maps/sample", to[] = "sample/maps";
	struct opened o = {0};
	char *at;

	(void)state;
	assert_int_equal(read_whole(test_object_path("legacy"), 1 << 24, &o.bytes, &o.len), 0);
	while ((at = memmem(o.bytes, o.len, from, sizeof(from))))
		memcpy(at, to, sizeof(to));
	assert_non_null(memmem(o.bytes, o.len, to, sizeof(to)));
	finish_mending(&o);
	struct bpf_map *map = bpf_object__find_map_by_name(o.object, "at_1");
	assert_non_null(map);
	assert_int_equal(bpf_map__type(map), BPF_MAP_TYPE_HASH_OF_MAPS);
	assert_non_null(bpf_map__inner_map(map));
	assert_null(mended_obstacle(&o.mended, o.references, "sampled"));
	if (can_load_programs())
		free(load_all(&o, "sampled"));
	close_mended(&o);
}

static void legacy_maps_are_loaded(void **state)
{
	static const char *const names[] = {"legacy", "legacy_no_btf", "legacy_mixed"};

	NEED_BPF;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct opened o = open_mended(names[i]);
		char *text = load_all(&o, "four");
		assert_string_equal(text,
			"section classifier/four: type sched_cls\n"
			"of_inner and 1 more maps: not made, no program uses them\n"
			"of_four: legacy definition of 16 bytes, read as one of \".maps\"");
		free(text);
		close_mended(&o);
	}
}

/* One program that only its own loader can load does not keep the others from it. */
static void obstacles_are_of_their_programs(void **state)
{
	static const struct {
		const char *program, *obstacle;
	} rows[] = {
		{"asks", "it calls decide, which the object does not have"},
		{"limited", "it uses limit, which the object does not have"},
		{"straying", "it calls shared, which is not in .text"},
		{"sharing", "it calls shared, which is not in .text"},
		{"hidden", "it calls a function of its own section, which is not in .text"},
		{"tunes", "it uses tuned, which is in a section that libbpf does not load"},
		{"shared", NULL},
		{"uses_maps", NULL},
		{"uses_first", NULL},
		{"uses_ring", NULL},
	};
	struct opened o = open_mended("unopened");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *is = mended_obstacle(&o.mended, o.references, rows[i].program);
		if (!is != !rows[i].obstacle || (is && !strstr(is, rows[i].obstacle)))
			fail_msg("%s: %s", rows[i].program, is);
	}
	assert_true(mended_is_subprogram(&o.mended, "helper"));
	assert_false(mended_is_subprogram(&o.mended, "hidden"));
	assert_false(mended_is_subprogram(&o.mended, "shared"));
	close_mended(&o);
}

static void what_is_left_is_loaded(void **state)
{
	NEED_BPF;
	struct opened o = open_mended("unopened");
	struct bpf_program *helper = bpf_object__find_program_by_name(o.object, "helper");

	bpf_program__set_autoload(helper, false);
	char *text = load_all(&o, "uses_maps");
	assert_string_equal(text, "section tc/maps: type sched_cls\n"
				  "second: static map, made global\n"
				  "pinned: not pinned, pinning 2 is of its own loader");
	free(text);
	/* each static map is itself */
	assert_int_equal(bpf_map__value_size(bpf_object__find_map_by_name(o.object, "second")), 8);
	assert_true(bpf_map__fd(bpf_object__find_map_by_name(o.object, "rings")) >= 0);
	assert_true(bpf_program__fd(bpf_object__find_program_by_name(o.object, "uses_ring")) >= 0);
	close_mended(&o);
}

/* Any byte may be any other, and the file may end anywhere. */
static void damaged_objects_do_no_harm(void **state)
{
	static const char *const names[] = {"legacy", "legacy_mixed", "unopened"};
	uint32_t random = 1;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct mended mended = {0};
		char *bytes;
		size_t len;
		assert_int_equal(
			read_whole(test_object_path(names[round % 3]), 1 << 24, &bytes, &len), 0);
		random = random * 1664525 + 1013904223;
		if (round % 5 == 0)
			len = random % len;
		for (int i = 0; i < 1 + round % 8 && len; i++) {
			random = random * 1664525 + 1013904223;
			const size_t at =
				round % 2 ? random % len : len - 1 - random % (len / 2 + 1);
			bytes[at] = (char)(random >> 24);
		}
		if (mend_object(&mended, &bytes, &len) == 0) {
			struct references *r = references_read(bytes, len);
			mended_obstacle(&mended, r, "asks");
			references_free(r);
			bpf_object__close(bpf_object__open_mem(bytes, len, NULL));
		}
		mended_clear(&mended);
		free(bytes);
	}
}

/* Lay section @index of the object over its headers, or over the section before. */
static void overlap(char *bytes, size_t index, bool headers)
{
	Elf64_Ehdr *file = (Elf64_Ehdr *)(void *)bytes;
	Elf64_Shdr *sections = (Elf64_Shdr *)(void *)(bytes + file->e_shoff);

	sections[index].sh_offset = headers ? file->e_shoff : sections[file->e_shstrndx].sh_offset;
}

/* What is written to one section must not change another that was checked. */
static void sections_that_overlap_are_not_mended(void **state)
{
	(void)state;
	for (size_t index = 2; index < 6; index++) {
		for (int headers = 0; headers < 2; headers++) {
			struct mended mended = {0};
			char *bytes;
			size_t len;
			assert_int_equal(
				read_whole(test_object_path("unopened"), 1 << 24, &bytes, &len), 0);
			overlap(bytes, index, headers);
			assert_int_equal(mend_object(&mended, &bytes, &len), 0);
			assert_int_equal(mended.count, 0);
			assert_null(references_read(bytes, len));
			free(bytes);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_objects_are_not_touched),
		cmocka_unit_test(legacy_maps_are_read),
		cmocka_unit_test(legacy_maps_are_behind_a_name),
		cmocka_unit_test(legacy_maps_are_loaded),
		cmocka_unit_test(obstacles_are_of_their_programs),
		cmocka_unit_test(what_is_left_is_loaded),
		cmocka_unit_test(damaged_objects_do_no_harm),
		cmocka_unit_test(sections_that_overlap_are_not_mended),
	};

	libbpf_set_print(NULL);
	assert_int_equal(sections_register(), 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
