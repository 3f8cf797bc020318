// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a plain map of each type has is what the map_alloc_check() and map_alloc() functions of
 * kernel/bpf/, net/core/sock_map.c and net/xdp/xskmap.c take in 5.10, 6.12 and 7.2.
 */
#include "explain/map-ask.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

static const struct {
	uint32_t type, key, value, entries, flags;
} plain[] = {
	{BPF_MAP_TYPE_HASH, 8, 8, 1, 0},
	{BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0},
	{BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 1, 0},
	{BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 1, 0},
	{BPF_MAP_TYPE_PERCPU_HASH, 8, 8, 1, 0},
	{BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 1, 0},
	/* a frame is an address, or 32 bytes with BPF_F_STACK_BUILD_ID */
	{BPF_MAP_TYPE_STACK_TRACE, 4, 32, 1, 0},
	{BPF_MAP_TYPE_CGROUP_ARRAY, 4, 4, 1, 0},
	{BPF_MAP_TYPE_LRU_HASH, 8, 8, 1, 0},
	{BPF_MAP_TYPE_LRU_PERCPU_HASH, 8, 8, 1, 0},
	{BPF_MAP_TYPE_LPM_TRIE, 8, 8, 1, BPF_F_NO_PREALLOC},
	{BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 1, 0},
	{BPF_MAP_TYPE_HASH_OF_MAPS, 8, 4, 1, 0},
	{BPF_MAP_TYPE_DEVMAP, 4, 4, 1, 0},
	{BPF_MAP_TYPE_SOCKMAP, 4, 4, 1, 0},
	{BPF_MAP_TYPE_CPUMAP, 4, 4, 1, 0},
	{BPF_MAP_TYPE_XSKMAP, 4, 4, 1, 0},
	{BPF_MAP_TYPE_SOCKHASH, 8, 4, 1, 0},
	{BPF_MAP_TYPE_CGROUP_STORAGE, 8, 8, 0, 0},
	{BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, 4, 4, 1, 0},
	{BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, 8, 8, 0, 0},
	{BPF_MAP_TYPE_QUEUE, 0, 8, 1, 0},
	{BPF_MAP_TYPE_STACK, 0, 8, 1, 0},
	{BPF_MAP_TYPE_SK_STORAGE, 4, 8, 0, BPF_F_NO_PREALLOC},
	{BPF_MAP_TYPE_DEVMAP_HASH, 4, 4, 1, 0},
	{BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, 0},
	{BPF_MAP_TYPE_INODE_STORAGE, 4, 8, 0, BPF_F_NO_PREALLOC},
	{BPF_MAP_TYPE_TASK_STORAGE, 4, 8, 0, BPF_F_NO_PREALLOC},
	{BPF_MAP_TYPE_BLOOM_FILTER, 0, 8, 1, 0},
	{MAP_TYPE_USER_RINGBUF, 0, 0, 4096, 0},
	{MAP_TYPE_CGRP_STORAGE, 4, 8, 0, BPF_F_NO_PREALLOC},
	{MAP_TYPE_ARENA, 0, 0, 1, BPF_F_MMAPABLE},
	{MAP_TYPE_INSN_ARRAY, 4, 16, 1, 0},
	{MAP_TYPE_RHASH, 8, 8, 1, BPF_F_NO_PREALLOC},
};

bool map_ask_wants_btf(uint32_t type)
{
	/* bpf_local_storage_map_alloc_check(), kernel/bpf/bpf_local_storage.c */
	return type == BPF_MAP_TYPE_SK_STORAGE || type == BPF_MAP_TYPE_INODE_STORAGE ||
	       type == BPF_MAP_TYPE_TASK_STORAGE || type == MAP_TYPE_CGRP_STORAGE;
}

bool map_ask_is_nested(uint32_t type)
{
	return type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

struct map_question map_ask_plain(uint32_t type)
{
	struct map_question q = {.type = type, .btf_fd = -1, .own_btf = map_ask_wants_btf(type)};

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (plain[i].type == type) {
			q.key = plain[i].key;
			q.value = plain[i].value;
			q.entries = plain[i].entries;
			q.flags = plain[i].flags;
		}
	if (map_ask_is_nested(type))
		q.inner = (struct bpf_map_info){.type = BPF_MAP_TYPE_ARRAY,
			.key_size = 4,
			.value_size = 8,
			.max_entries = 1};
	return q;
}

struct map_question map_ask_refused(const struct map_refusal *refusal)
{
	const union bpf_attr *a = &refusal->attr;

	return (struct map_question){.type = a->map_type,
		.key = a->key_size,
		.value = a->value_size,
		.entries = a->max_entries,
		.flags = a->map_flags,
		.extra = refusal->size > offsetof(union bpf_attr, map_extra) ? a->map_extra : 0,
		.numa_node = a->numa_node,
		.inner = refusal->inner,
		.btf_fd = refusal->btf_fd,
		.btf_key = refusal->btf_fd >= 0 ? a->btf_key_type_id : 0,
		.btf_value = refusal->btf_fd >= 0 ? a->btf_value_type_id : 0};
}

/* Load BTF with an int, and with an array of @bytes bytes: types 1 and 3. */
static int make_btf(uint32_t bytes)
{
	struct btf *btf = btf__new_empty();
	int fd = -1;

	if (btf && btf__add_int(btf, "int", 4, BTF_INT_SIGNED) == 1 &&
		btf__add_int(btf, "char", 1, BTF_INT_CHAR) == 2 &&
		btf__add_array(btf, 1, 2, bytes) == 3) {
		__u32 size;
		const void *raw = btf__raw_data(btf, &size);
		fd = raw ? bpf_btf_load(raw, size, NULL) : -1;
	}
	btf__free(btf);
	return fd;
}

static int make_inner(const struct bpf_map_info *inner)
{
	struct map_question q = map_ask_plain(inner->type);
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = inner->map_flags,
		.map_extra = inner->map_extra);
	int btf = -1, outer_inner = -1;

	if (q.own_btf) {
		btf = make_btf(inner->value_size);
		opts.btf_fd = (__u32)btf;
		opts.btf_key_type_id = 1;
		opts.btf_value_type_id = 3;
	}
	if (map_ask_is_nested(inner->type)) {
		outer_inner = make_inner(&q.inner);
		opts.inner_map_fd = (__u32)outer_inner;
	}
	int fd = bpf_map_create((enum bpf_map_type)inner->type, NULL, inner->key_size,
		inner->value_size, inner->max_entries, &opts);
	if (btf >= 0)
		close(btf);
	if (outer_inner >= 0)
		close(outer_inner);
	return fd;
}

int map_ask(const struct map_question *q)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = q->flags, .map_extra = q->extra);
	const int btf = q->own_btf ? make_btf(q->value) : -1;
	const int inner = q->inner.type ? make_inner(&q->inner) : -1;

	if (q->flags & BPF_F_NUMA_NODE)
		opts.numa_node = q->numa_node;
	if (inner >= 0)
		opts.inner_map_fd = (__u32)inner;
	if (btf >= 0 || q->btf_fd >= 0) {
		opts.btf_fd = (__u32)(btf >= 0 ? btf : q->btf_fd);
		opts.btf_key_type_id = btf >= 0 ? 1 : q->btf_key;
		opts.btf_value_type_id = btf >= 0 ? 3 : q->btf_value;
	}
	const int fd = bpf_map_create(
		(enum bpf_map_type)q->type, NULL, q->key, q->value, q->entries, &opts);
	const int err = fd < 0 ? -fd : 0;
	if (fd >= 0)
		close(fd);
	if (btf >= 0)
		close(btf);
	if (inner >= 0)
		close(inner);
	return err;
}
