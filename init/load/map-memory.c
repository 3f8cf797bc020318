// SPDX-License-Identifier: GPL-2.0-only
/*
 * The figures are those of the map_mem_usage() functions that 6.12 has in kernel/bpf/ and net/
 * (since 6.4), which agree with what map_alloc() takes there and in 5.10 (the cost that
 * bpf_map_charge_init() is given) and 7.2, but for a few hundred bytes a map.  Two exceptions are
 * noted below.
 */
#include "load/map-memory.h"
#include "verdict/limits.h"

#include <linux/bpf.h>
#include <stdbool.h>

#define PAGE 4096LL

/* sizeof(struct htab_elem) and sizeof(struct bucket), kernel/bpf/hashtab.c */
#define HASH_ELEMENT 48
#define HASH_BUCKET  16
/* sizeof(struct stack_map_bucket), kernel/bpf/stackmap.c */
#define STACK_BUCKET 16
/* sizeof(struct bpf_shtab_bucket), net/core/sock_map.c */
#define SOCK_BUCKET 16
/* The largest of the structures that hold a map. */
#define MAP_STRUCT 768
/* A struct_ops map has pages for trampolines, kernel/bpf/bpf_struct_ops.c */
#define STRUCT_OPS (4 * PAGE)

/* Types that the headers of older releases lack. */
#define TYPE_USER_RINGBUF 31
#define TYPE_CGRP_STORAGE 32
#define TYPE_ARENA	  33
#define TYPE_INSN_ARRAY	  34

/* What a map takes; __int128, since four figures of 32 bits may be multiplied. */
typedef __int128 bytes;

struct shape {
	bytes key, value; /* rounded up to 8, as most maps have them */
	bytes entries;
	bytes cpus;
	bool preallocated;
};

static bytes round_to(bytes n, bytes unit)
{
	return (n + unit - 1) / unit * unit;
}

static bytes power_of_2(bytes n)
{
	bytes power = 1;

	while (power < n)
		power *= 2;
	return power;
}

static int64_t capped(bytes n)
{
	return n < MAPS_BYTES_MAX ? (int64_t)n : MAPS_BYTES_MAX;
}

static struct shape shape_of(const struct bpf_map *map, int cpus)
{
	return (struct shape){
		.key = round_to(bpf_map__key_size(map), 8),
		.value = round_to(bpf_map__value_size(map), 8),
		.entries = bpf_map__max_entries(map),
		.cpus = cpus,
		.preallocated = !(bpf_map__map_flags(map) & BPF_F_NO_PREALLOC),
	};
}

/* htab_map_mem_usage().  5.10 counts the elements of one that does not preallocate, too. */
static bytes hash_bytes(const struct shape *s, bool percpu, bool lru)
{
	const bytes element = HASH_ELEMENT + s->key + (percpu ? 8 : s->value);
	const bytes entries = s->entries + (percpu || lru ? 0 : s->cpus);
	const bytes buckets = power_of_2(s->entries) * HASH_BUCKET;

	if (!s->preallocated)
		return buckets;
	return buckets + entries * (element + (percpu ? s->value * s->cpus : 0));
}

/* array_map_mem_usage() */
static bytes array_bytes(const struct shape *s, const struct bpf_map *map)
{
	const bytes elements = s->entries * s->value;

	return bpf_map__map_flags(map) & BPF_F_MMAPABLE ? round_to(elements, PAGE) + PAGE
							: elements;
}

/* bloom_map_alloc(): hash functions times entries by ln(2), about 7/5, as a power of 2 of bits */
static bytes bloom_bytes(const struct shape *s, const struct bpf_map *map)
{
	const bytes functions = bpf_map__map_extra(map) & 15 ? bpf_map__map_extra(map) & 15 : 5;
	const bytes bits = s->entries * functions / 5 * 7;

	return bits > 1LL << 31 ? 1LL << 29 : power_of_2(bits < 64 ? 64 : bits) / 8;
}

/* ringbuf_map_mem_usage(): three pages besides the data, all of whose pages are mapped twice */
static bytes ringbuf_bytes(const struct shape *s)
{
	const bytes pages = round_to(s->entries, PAGE) / PAGE;

	return (pages + 3) * PAGE + (2 * pages + 3) * 8;
}

/* Elements that do not come before they are used, or that are pointers. */
static bytes other_bytes(const struct shape *s, int type)
{
	switch (type) {
	case BPF_MAP_TYPE_LPM_TRIE: /* trie_mem_usage() */
	case BPF_MAP_TYPE_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
	case BPF_MAP_TYPE_SK_STORAGE:
	case BPF_MAP_TYPE_INODE_STORAGE:
	case BPF_MAP_TYPE_TASK_STORAGE:
	case TYPE_CGRP_STORAGE:
		return power_of_2(s->cpus) * 16; /* bpf_local_storage_map_mem_usage() */
	case TYPE_ARENA: /* arena_map_mem_usage(): pages come when they are touched */
		return 0;
	case BPF_MAP_TYPE_STRUCT_OPS:
		return STRUCT_OPS + 2 * s->value;
	case BPF_MAP_TYPE_DEVMAP_HASH: /* dev_map_mem_usage() */
		return power_of_2(s->entries) * 8;
	case BPF_MAP_TYPE_SOCKHASH: /* sock_hash_mem_usage() */
		return power_of_2(s->entries) * SOCK_BUCKET;
	case TYPE_INSN_ARRAY: /* since 6.19, kernel/bpf/bpf_insn_array.c */
		return s->entries * (s->value + 8);
	default: /* arrays of pointers: programs, maps, events, devices, sockets, processors */
		return s->entries * 8;
	}
}

int64_t map_memory_figure(const struct bpf_map *map, int cpus)
{
	const struct shape s = shape_of(map, cpus);
	const int type = (int)bpf_map__type(map);
	bytes n = MAP_STRUCT;

	switch (type) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		return capped(n + hash_bytes(&s, false, false));
	case BPF_MAP_TYPE_PERCPU_HASH:
		return capped(n + hash_bytes(&s, true, false));
	case BPF_MAP_TYPE_LRU_HASH:
		return capped(n + hash_bytes(&s, false, true));
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
		return capped(n + hash_bytes(&s, true, true));
	case BPF_MAP_TYPE_ARRAY:
		return capped(n + array_bytes(&s, map));
	case BPF_MAP_TYPE_PERCPU_ARRAY:
		return capped(n + s.entries * (8 + s.value * s.cpus));
	case BPF_MAP_TYPE_STACK_TRACE: /* stack_map_mem_usage() */
		n += power_of_2(s.entries) * 8;
		return capped(n + s.entries * (STACK_BUCKET + bpf_map__value_size(map)));
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK: /* queue_stack_map_mem_usage() */
		return capped(n + (s.entries + 1) * bpf_map__value_size(map));
	case BPF_MAP_TYPE_BLOOM_FILTER:
		return capped(n + bloom_bytes(&s, map));
	case BPF_MAP_TYPE_RINGBUF:
	case TYPE_USER_RINGBUF:
		return capped(n + ringbuf_bytes(&s));
	default:
		return capped(n + other_bytes(&s, type));
	}
}

/*
 * Per-CPU memory: the kernel keeps a pointer to the cgroup for each 4 bytes of a chunk, and three
 * bits (mm/percpu.c, pcpu_alloc_chunk(): obj_exts, obj_cgroups before 6.10; since 5.9).  It does
 * not count that for the map.
 */
static bytes percpu_besides(const struct bpf_map *map, int cpus)
{
	const struct shape s = shape_of(map, cpus);

	switch ((int)bpf_map__type(map)) {
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
		return s.preallocated ? s.entries * s.value * 17 / 8 : 0;
	case BPF_MAP_TYPE_PERCPU_ARRAY:
		return s.entries * s.value * 17 / 8;
	default:
		return 0;
	}
}

/* Of global data libbpf has a copy, and the kernel makes another for BPF_MAP_UPDATE_ELEM. */
static bytes content_bytes(const struct bpf_map *map)
{
	size_t size = 0;

	return bpf_map__initial_value(map, &size) ? (bytes)size : 0;
}

static bytes all_bytes(const struct bpf_map *map, int cpus)
{
	bytes n = (bytes)map_memory_figure(map, cpus) + percpu_besides(map, cpus);

	/* page tables, and vmalloc()'s array of pages: 16 bytes for each page */
	return n + n / 128 + 2 * content_bytes(map);
}

int64_t map_memory_of(const struct bpf_object *object)
{
	const int cpus = libbpf_num_possible_cpus();
	const struct bpf_map *map;
	bytes n = 0;

	bpf_object__for_each_map(map, object) {
		const struct bpf_map *inner = bpf_map__inner_map((struct bpf_map *)map);
		if (!bpf_map__autocreate(map))
			continue;
		n += all_bytes(map, cpus > 0 ? cpus : 1);
		if (inner) /* made as a template, and freed late */
			n += all_bytes(inner, cpus > 0 ? cpus : 1);
	}
	return capped(n);
}
