// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which property of a refused map is at fault, and what is said of it.  The test is the kernel:
 * bpf_map_create() goes by a rule of the case.
 */
#include "explain/map-faults.h"
#include "explain/map-rules.h"
#include "load/map-refusals.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

struct made {
	uint32_t type, key, value, entries, flags;
	uint64_t extra;
	bool btf;
};

/* Whether the kernel of the case makes it: 0, or a positive errno. */
static int (*rule)(const struct made *m);
static int asked;

int __wrap_bpf_map_create(enum bpf_map_type type, const char *name, __u32 key, __u32 value,
	__u32 entries, const struct bpf_map_create_opts *opts);
int __wrap_bpf_map_create(enum bpf_map_type type, const char *name, __u32 key, __u32 value,
	__u32 entries, const struct bpf_map_create_opts *opts)
{
	const struct made m = {type, key, value, entries, opts->map_flags, opts->map_extra,
		opts->btf_value_type_id > 0};
	const int err = rule(&m);

	assert_null(name);
	asked++;
	return err ? -err : open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static int trie(const struct made *m)
{
	return m->key < 5 || m->key > 260 || !m->entries || m->flags != BPF_F_NO_PREALLOC ? EINVAL
											  : 0;
}

static int percpu(const struct made *m)
{
	return m->key != 4 || !m->entries || m->flags ? EINVAL : m->value > 32768 ? E2BIG : 0;
}

/* 4 MiB for all entries together */
static int bounded(const struct made *m)
{
	return m->key != 4 ? EINVAL : (uint64_t)m->value * m->entries > 4U << 20 ? E2BIG : 0;
}

static int without_btf(const struct made *m)
{
	return m->btf ? EOPNOTSUPP : 0;
}

static int never(const struct made *m)
{
	(void)m;
	return EINVAL;
}

static int always(const struct made *m)
{
	(void)m;
	return 0;
}

static struct map_question question(
	uint32_t type, uint32_t key, uint32_t value, uint32_t entries, uint32_t flags)
{
	return (struct map_question){.type = type,
		.key = key,
		.value = value,
		.entries = entries,
		.flags = flags,
		.btf_fd = -1};
}

static const char *said(const struct map_question *q)
{
	static char text[400];
	struct map_faults faults;

	asked = 0;
	assert_true(map_faults_find(&faults, q));
	assert_true(faults.whole);
	map_rules_say(text, sizeof(text), q, &faults);
	assert_in_range(asked, 1, 200);
	return text;
}

static void every_fault_is_named(void **state)
{
	struct map_question q = question(BPF_MAP_TYPE_LPM_TRIE, 8, 8, 100, 0);

	(void)state;
	rule = trie;
	assert_string_equal(said(&q), "lpm_trie needs __uint(map_flags, BPF_F_NO_PREALLOC)");
	q.key = 300;
	assert_non_null(strstr(said(&q), "lpm_trie needs"));
	assert_non_null(
		strstr(said(&q), "; key_size of lpm_trie is at most 260, and here it is 300"));
	q = question(BPF_MAP_TYPE_LPM_TRIE, 1, 8, 100, BPF_F_NO_PREALLOC);
	assert_string_equal(said(&q), "key_size of lpm_trie is at least 5, and here it is 1");
	q = question(BPF_MAP_TYPE_LPM_TRIE, 8, 8, 100, BPF_F_NO_PREALLOC | BPF_F_MMAPABLE);
	assert_string_equal(said(&q), "lpm_trie takes no BPF_F_MMAPABLE");
}

static void bounds_are_asked_for(void **state)
{
	struct map_question q = question(BPF_MAP_TYPE_PERCPU_ARRAY, 4, 65536, 1, 0);

	(void)state;
	rule = percpu;
	assert_string_equal(said(&q),
		"value_size of percpu_array is at most 32768, and here it is 65536: spread it over "
		"several entries, or use a map that is not per CPU");
	q = question(BPF_MAP_TYPE_PERCPU_ARRAY, 4, UINT32_MAX, 1, 0);
	assert_non_null(strstr(said(&q), "at most 32768, and here it is 4294967295"));
	q = question(BPF_MAP_TYPE_PERCPU_ARRAY, 8, 8, 1, 0);
	assert_string_equal(said(&q), "key_size of percpu_array is 4, and here it is 8");
}

static void sizes_in_company(void **state)
{
	const struct map_question q = question(BPF_MAP_TYPE_ARRAY, 4, 4096, 2048, 0);

	(void)state;
	rule = bounded;
	assert_string_equal(
		said(&q), "key_size 4, value_size 4096 and max_entries 2048 are refused together");
}

static void types_are_at_fault(void **state)
{
	struct map_question q = question(BPF_MAP_TYPE_LRU_HASH, 4, 8, 1, 0);
	struct map_faults faults;

	(void)state;
	rule = without_btf;
	q.btf_fd = 1;
	q.btf_key = 1;
	q.btf_value = 2;
	assert_true(map_faults_find(&faults, &q));
	assert_int_equal(faults.set, 1U << MAP_BTF);
	assert_true(faults.whole);
}

/* Nothing is said where the kernel refuses a plain map too, or makes the refused one today. */
static void no_fault_is_made_up(void **state)
{
	const struct map_question q = question(BPF_MAP_TYPE_ARRAY, 8, 8, 1, 0);
	struct map_faults faults;

	(void)state;
	rule = never;
	assert_false(map_faults_find(&faults, &q));
	rule = always;
	assert_false(map_faults_find(&faults, &q));
	assert_int_equal(faults.set, 0);
}

static void note(const char *name, uint32_t value_type, int err)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_HASH, .btf_value_type_id = value_type};

	memcpy(attr.map_name, name, strnlen(name, sizeof(attr.map_name) - 1));
	attr.btf_fd = (__u32)open("/dev/null", O_RDONLY | O_CLOEXEC);
	map_refusals_note(&attr, offsetof(union bpf_attr, map_extra), err);
}

static void refusals_are_kept_by_name(void **state)
{
	char name[16];

	(void)state;
	assert_null(map_refusals_find("a"));
	note("a", 3, ENOTSUP);
	note("a", 0, EINVAL); /* libbpf's second try, without BTF */
	assert_int_equal(map_refusals_find("a")->err, ENOTSUP);
	assert_true(map_refusals_find("a")->btf_fd >= 0);
	note("a_name_of_15_ch", 0, E2BIG);
	assert_int_equal(map_refusals_find("a_name_of_15_chars_and_more")->err, E2BIG);
	assert_int_equal(map_refusals_find("a_name_of_15_chars_and_more")->btf_fd, -1);
	assert_null(map_refusals_find("a_name"));
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "map%d", i);
		note(name, 1, i + 1);
	}
	assert_null(map_refusals_find("a"));
	assert_null(map_refusals_find("map1"));
	assert_int_equal(map_refusals_find("map99")->err, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_is_named),
		cmocka_unit_test(bounds_are_asked_for),
		cmocka_unit_test(sizes_in_company),
		cmocka_unit_test(types_are_at_fault),
		cmocka_unit_test(no_fault_is_made_up),
		cmocka_unit_test(refusals_are_kept_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
