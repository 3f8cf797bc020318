// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which size of a map may be supplied
 *
 * Three questions of each type of map: what the kernel refuses (the map_alloc_check() and
 * map_alloc() functions of kernel/bpf/ and net/core/sock_map.c, read in 5.10 and 6.12), how many
 * values it would take, and whether the verifier looks at that size (kernel/bpf/verifier.c).
 * tests/test-sizes.c asks the running kernel.
 *
 *	key_size, value_size	The verifier bounds accesses by them.  They can be supplied where
 *				the kernel takes one value only, or where no program may look at
 *				what the map holds (check_map_func_compatibility()).
 *	max_entries		The verifier looks at it in two places.  Since 6.14 (d2102f2f5d75) a
 *				lookup in an array with a constant key below max_entries cannot
 *				return NULL: with 1 entry, it follows the most branches.  And a tail
 *				call with a constant index below max_entries is tracked precisely
 *				(record_func_key()): with many entries, it prunes the least.  So an
 *				array gets 1 and a prog array many.  What is accepted so is accepted
 *				with any other number; what is refused is asked again with the other
 *				extreme (judge/verify.c), and is unknown where that is accepted.
 */
#include "load/sizes.h"

#include <linux/bpf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* include/uapi/linux/bpf.h of 6.1, 6.2 and 6.9: not in every <linux/bpf.h> */
#define MAP_TYPE_USER_RINGBUF 31
#define MAP_TYPE_CGRP_STORAGE 32
#define MAP_TYPE_ARENA	      33

#define PROGRAMS 1024 /* entries of a prog array, more than there are constant indices */

/* At the other extreme, an array gets as many entries as have room in so many bytes. */
#define ARRAY_BYTES   (4U << 20)
#define ARRAY_ENTRIES (64U << 10)

/* kernel.perf_event_max_stack, which bounds a stack trace, where no administrator sets it. */
#define STACK_FRAMES 127

enum {
	OWN = -1,	   /* the object must say it: the verifier's answer depends on it */
	ENTRIES_CPUS = -2, /* one for each possible CPU */
	ENTRIES_PAGE = -3, /* a ring of one page: a power of two, and a multiple of the page size */
};

static const struct {
	int type;
	int key, value, entries; /* what is supplied; 0: the kernel wants none */
} kinds[] = {
	{BPF_MAP_TYPE_ARRAY, 4, OWN, 1},
	{BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 1},
	{BPF_MAP_TYPE_BLOOM_FILTER, 0, OWN, 1},
	{BPF_MAP_TYPE_CGROUP_ARRAY, 4, 4, 1},
	{BPF_MAP_TYPE_CGROUP_STORAGE, OWN, OWN, 0},
	{BPF_MAP_TYPE_CPUMAP, 4, 4, ENTRIES_CPUS},
	/* a program may look up a device, and what it finds has 4 bytes or 8 */
	{BPF_MAP_TYPE_DEVMAP, 4, OWN, 1},
	{BPF_MAP_TYPE_DEVMAP_HASH, 4, OWN, 1},
	{BPF_MAP_TYPE_HASH, OWN, OWN, 1},
	{BPF_MAP_TYPE_HASH_OF_MAPS, OWN, 4, 1},
	{BPF_MAP_TYPE_INODE_STORAGE, OWN, OWN, 0},
	{BPF_MAP_TYPE_LPM_TRIE, OWN, OWN, 1},
	{BPF_MAP_TYPE_LRU_HASH, OWN, OWN, 1},
	{BPF_MAP_TYPE_LRU_PERCPU_HASH, OWN, OWN, 1},
	{BPF_MAP_TYPE_PERCPU_ARRAY, 4, OWN, 1},
	{BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, OWN, OWN, 0},
	{BPF_MAP_TYPE_PERCPU_HASH, OWN, OWN, 1},
	{BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, ENTRIES_CPUS},
	{BPF_MAP_TYPE_PROG_ARRAY, 4, 4, PROGRAMS},
	{BPF_MAP_TYPE_QUEUE, 0, OWN, 1},
	{BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, 4, 4, 1},
	{BPF_MAP_TYPE_RINGBUF, 0, 0, ENTRIES_PAGE},
	{BPF_MAP_TYPE_SK_STORAGE, OWN, OWN, 0},
	{BPF_MAP_TYPE_SOCKHASH, OWN, 4, 1},
	{BPF_MAP_TYPE_SOCKMAP, 4, 4, 1},
	{BPF_MAP_TYPE_STACK, 0, OWN, 1},
	{BPF_MAP_TYPE_STACK_TRACE, 4, STACK_FRAMES * 8, 1},
	{BPF_MAP_TYPE_TASK_STORAGE, OWN, OWN, 0},
	{BPF_MAP_TYPE_XSKMAP, 4, 4, 1},
	{MAP_TYPE_ARENA, 0, 0, 1},
	{MAP_TYPE_CGRP_STORAGE, OWN, OWN, 0},
	{MAP_TYPE_USER_RINGBUF, 0, 0, ENTRIES_PAGE},
};

static const struct bpf_map *inner_map(const struct bpf_map *map)
{
	return bpf_map__inner_map((struct bpf_map *)(uintptr_t)map);
}

/* The row of a type of map; ARRAY_SIZE(kinds): it has none. */
static size_t kind_of(int type)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(kinds) && kinds[i].type != type)
		i++;
	return i;
}

static void say(char *ret, size_t size, const char *what, unsigned int value)
{
	const size_t used = strlen(ret);

	snprintf(ret + used, size - used, "%s%s %u", used ? ", " : "", what, value);
}

static unsigned int entries(int wanted)
{
	int cpus;

	switch (wanted) {
	case ENTRIES_CPUS:
		cpus = libbpf_num_possible_cpus();
		return cpus > 0 ? (unsigned int)cpus : 1;
	case ENTRIES_PAGE:
		return (unsigned int)sysconf(_SC_PAGESIZE);
	default:
		return (unsigned int)wanted;
	}
}

/* stack_map_alloc(): a frame is an address, or the build id and the offset of a file. */
static unsigned int value_size(const struct map_sizes *sizes, int wanted)
{
	const bool build_ids =
		sizes->type == BPF_MAP_TYPE_STACK_TRACE && sizes->flags & BPF_F_STACK_BUILD_ID;

	return build_ids ? STACK_FRAMES * sizeof(struct bpf_stack_build_id) : (unsigned int)wanted;
}

void sizes_fill(char *ret, size_t size, struct map_sizes *sizes)
{
	const size_t i = kind_of(sizes->type);

	*ret = '\0';
	if (i == ARRAY_SIZE(kinds))
		return;
	if (!sizes->key && kinds[i].key > 0) {
		sizes->key = (__u32)kinds[i].key;
		say(ret, size, "key_size", sizes->key);
	}
	if (!sizes->value && kinds[i].value > 0) {
		sizes->value = value_size(sizes, kinds[i].value);
		say(ret, size, "value_size", sizes->value);
	}
	if (!sizes->entries && kinds[i].entries) {
		sizes->entries = entries(kinds[i].entries);
		say(ret, size, "max_entries", sizes->entries);
	}
}

void sizes_supply(char *ret, size_t size, struct bpf_map *map)
{
	const struct map_sizes has = {
		.type = (int)bpf_map__type(map),
		.flags = bpf_map__map_flags(map),
		.key = bpf_map__key_size(map),
		.value = bpf_map__value_size(map),
		.entries = bpf_map__max_entries(map),
	};
	struct map_sizes gets = has;

	sizes_fill(ret, size, &gets);
	if (gets.key != has.key)
		bpf_map__set_key_size(map, gets.key);
	if (gets.value != has.value)
		bpf_map__set_value_size(map, gets.value);
	if (gets.entries != has.entries)
		bpf_map__set_max_entries(map, gets.entries);
}

bool sizes_entries_decide(const struct bpf_map *map)
{
	switch ((int)bpf_map__type(map)) {
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_PROG_ARRAY:
		return true;
	default:
		return false;
	}
}

void sizes_set_other_extreme(struct bpf_map *map)
{
	const unsigned int cpus =
		bpf_map__type(map) == BPF_MAP_TYPE_PERCPU_ARRAY ? entries(ENTRIES_CPUS) : 1;
	const unsigned long long bytes = (bpf_map__value_size(map) + 7ULL) / 8 * 8 * cpus;
	unsigned long long n = bytes ? ARRAY_BYTES / bytes : 0;

	if (n > ARRAY_ENTRIES)
		n = ARRAY_ENTRIES;
	if (n < 2)
		n = 2;
	bpf_map__set_max_entries(map, bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY ? 1 : (__u32)n);
}

unsigned int sizes_lacking(const struct bpf_map *map)
{
	const int type = (int)bpf_map__type(map);
	const size_t i = kind_of(type);
	unsigned int lacks = 0;

	if (i == ARRAY_SIZE(kinds))
		return 0;
	if (kinds[i].key == OWN && !bpf_map__key_size(map))
		lacks |= SIZES_KEY;
	if (kinds[i].value == OWN && !bpf_map__value_size(map))
		lacks |= SIZES_VALUE;
	if ((type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS) &&
		!inner_map(map))
		lacks |= SIZES_INNER;
	return lacks;
}
