// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps that kernels refuse, each for one thing, and a program for each; tests/vm_maps.py has what
 * is said of them.
 */
/* newer headers have it, older ones do not */
#define bpf_wq uapi_bpf_wq
#include <linux/bpf.h>
#undef bpf_wq

#include <bpf/bpf_helpers.h>

#define TYPE_USER_RINGBUF 31
#define TYPE_CGRP_STORAGE 32
#define TYPE_ARENA	  33
#define F_RB_OVERWRITE	  (1U << 19)

struct bpf_wq {
	__u64 opaque[2];
} __attribute__((aligned(8)));

/* A program that has the map, and does nothing with it. */
#define USE(name)                                                                                                      \
	SEC("?socket")                                                                                                 \
	int use_##name(void *ctx)                                                                                      \
	{                                                                                                              \
		asm volatile("" ::"r"(&name));                                                                         \
		return 0;                                                                                              \
	}

#define MAP(name, kind, entries, key_bytes, value_bytes, flags)                                                        \
	struct {                                                                                                       \
		__uint(type, kind);                                                                                    \
		__uint(max_entries, entries);                                                                          \
		__uint(key_size, key_bytes);                                                                           \
		__uint(value_size, value_bytes);                                                                       \
		__uint(map_flags, flags);                                                                              \
	} name SEC(".maps");                                                                                           \
	USE(name)

#define TYPED(name, kind, entries, key_type, value_type, flags)                                                        \
	struct {                                                                                                       \
		__uint(type, kind);                                                                                    \
		__uint(max_entries, entries);                                                                          \
		__type(key, key_type);                                                                                 \
		__type(value, value_type);                                                                             \
		__uint(map_flags, flags);                                                                              \
	} name SEC(".maps");                                                                                           \
	USE(name)

#define NESTED(name, kind, inner_kind, entries, key_bytes, value_bytes, flags)                                         \
	struct {                                                                                                       \
		__uint(type, kind);                                                                                    \
		__uint(max_entries, 4);                                                                                \
		__uint(key_size, 4);                                                                                   \
		__array(                                                                                               \
			values, struct {                                                                               \
				__uint(type, inner_kind);                                                              \
				__uint(max_entries, entries);                                                          \
				__uint(key_size, key_bytes);                                                           \
				__uint(value_size, value_bytes);                                                       \
				__uint(map_flags, flags);                                                              \
			});                                                                                            \
	} name SEC(".maps");                                                                                           \
	USE(name)

/* flags */
MAP(lpm_flags, BPF_MAP_TYPE_LPM_TRIE, 16, 8, 8, 0)
MAP(lru_prealloc, BPF_MAP_TYPE_LRU_HASH, 16, 8, 8, BPF_F_NO_PREALLOC)
MAP(hash_common, BPF_MAP_TYPE_HASH, 16, 8, 8, BPF_F_NO_COMMON_LRU)
MAP(hash_mmap, BPF_MAP_TYPE_HASH, 16, 8, 8, BPF_F_MMAPABLE)
MAP(array_prealloc, BPF_MAP_TYPE_ARRAY, 16, 4, 8, BPF_F_NO_PREALLOC)
MAP(array_both, BPF_MAP_TYPE_ARRAY, 16, 4, 8, BPF_F_RDONLY_PROG | BPF_F_WRONLY_PROG)
MAP(percpu_inner, BPF_MAP_TYPE_PERCPU_ARRAY, 16, 4, 8, BPF_F_INNER_MAP)
MAP(ring_overwrite, BPF_MAP_TYPE_RINGBUF, 4096, 0, 0, F_RB_OVERWRITE)
TYPED(task_flags, BPF_MAP_TYPE_TASK_STORAGE, 0, int, long, 0)
/* sizes of keys */
MAP(array_key, BPF_MAP_TYPE_ARRAY, 16, 8, 8, 0)
MAP(ring_key, BPF_MAP_TYPE_RINGBUF, 4096, 4, 0, 0)
MAP(queue_key, BPF_MAP_TYPE_QUEUE, 16, 4, 8, 0)
MAP(lpm_key, BPF_MAP_TYPE_LPM_TRIE, 16, 300, 8, BPF_F_NO_PREALLOC)
MAP(lpm_short, BPF_MAP_TYPE_LPM_TRIE, 16, 4, 8, BPF_F_NO_PREALLOC)
MAP(sockhash_key, BPF_MAP_TYPE_SOCKHASH, 16, 1024, 8, 0)
MAP(hash_key, BPF_MAP_TYPE_HASH, 16, 1024, 8, 0)
MAP(cgroup_key, BPF_MAP_TYPE_CGROUP_STORAGE, 0, 12, 8, 0)
/* sizes of values */
MAP(percpu_value, BPF_MAP_TYPE_PERCPU_ARRAY, 1, 4, 65536, 0)
MAP(percpu_hash_value, BPF_MAP_TYPE_PERCPU_HASH, 1, 4, 40000, 0)
MAP(hash_value, BPF_MAP_TYPE_HASH, 1, 4, 5 << 20, 0)
MAP(perf_value, BPF_MAP_TYPE_PERF_EVENT_ARRAY, 16, 4, 8, 0)
MAP(devmap_value, BPF_MAP_TYPE_DEVMAP, 16, 4, 16, 0)
MAP(stack_value, BPF_MAP_TYPE_STACK_TRACE, 16, 4, 2048, 0)
MAP(stack_odd, BPF_MAP_TYPE_STACK_TRACE, 16, 4, 100, 0)
MAP(build_ids, BPF_MAP_TYPE_STACK_TRACE, 16, 4, 40, BPF_F_STACK_BUILD_ID)
MAP(ring_value, BPF_MAP_TYPE_RINGBUF, 4096, 0, 8, 0)
TYPED(sk_value, BPF_MAP_TYPE_SK_STORAGE, 0, int, char[70000], BPF_F_NO_PREALLOC)
/* numbers of entries */
MAP(ring_entries, BPF_MAP_TYPE_RINGBUF, 10000, 0, 0, 0)
MAP(ring_small, BPF_MAP_TYPE_RINGBUF, 2048, 0, 0, 0)
MAP(cpu_entries, BPF_MAP_TYPE_CPUMAP, 1 << 20, 4, 4, 0)
MAP(cgroup_entries, BPF_MAP_TYPE_CGROUP_STORAGE, 16, 8, 8, 0)
TYPED(sk_entries, BPF_MAP_TYPE_SK_STORAGE, 16, int, long, BPF_F_NO_PREALLOC)
MAP(hash_entries, BPF_MAP_TYPE_HASH, 0x3fffffff, 4, 4, BPF_F_NO_PREALLOC)
/* BTF of keys and values */
struct locked {
	struct bpf_spin_lock lock;
	int n;
};
struct timed {
	struct bpf_timer timer;
};
struct worked {
	struct bpf_wq wq;
};
struct quad {
	char c[4];
};
struct task_struct {
	int unused;
};
struct kept {
	struct task_struct __attribute__((btf_type_tag("kptr"))) *task;
	struct task_struct whole; /* or clang writes no more than its name */
};
/* without its BTF, libbpf makes such a map all the same, and the lock is refused */
#define LOCKS(name)                                                                                                    \
	SEC("?tc")                                                                                                     \
	int locks_##name(struct __sk_buff *skb)                                                                        \
	{                                                                                                              \
		int key = 0;                                                                                           \
		struct locked *v = bpf_map_lookup_elem(&name, &key);                                                   \
                                                                                                                       \
		if (v) {                                                                                               \
			bpf_spin_lock(&v->lock);                                                                       \
			v->n = 1;                                                                                      \
			bpf_spin_unlock(&v->lock);                                                                     \
		}                                                                                                      \
		return 0;                                                                                              \
	}

TYPED(lru_lock, BPF_MAP_TYPE_LRU_HASH, 16, int, struct locked, 0)
TYPED(percpu_lock, BPF_MAP_TYPE_PERCPU_ARRAY, 16, int, struct locked, 0)
TYPED(lock_rdonly, BPF_MAP_TYPE_ARRAY, 16, int, struct locked, BPF_F_RDONLY_PROG)
LOCKS(lru_lock)
LOCKS(percpu_lock)
LOCKS(lock_rdonly)
TYPED(percpu_timer, BPF_MAP_TYPE_PERCPU_HASH, 16, int, struct timed, 0)
SEC("?tc")
int starts(struct __sk_buff *skb)
{
	int key = 0;
	struct timed *v = bpf_map_lookup_elem(&percpu_timer, &key);

	return v ? (int)bpf_timer_start(&v->timer, 0, 0) : 0;
}
TYPED(sk_wq, BPF_MAP_TYPE_SK_STORAGE, 0, int, struct worked, BPF_F_NO_PREALLOC)
TYPED(kptr_cgroup, BPF_MAP_TYPE_CGROUP_STORAGE, 0, __u64, struct kept, 0)
MAP(task_untyped, BPF_MAP_TYPE_TASK_STORAGE, 0, 4, 8, BPF_F_NO_PREALLOC)
/* the rest */
struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 16);
	__uint(value_size, 8);
	__uint(map_extra, 16);
} bloom_extra SEC(".maps");
USE(bloom_extra)
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__uint(key_size, 4);
	__uint(value_size, 8);
	__uint(map_extra, 3);
} array_extra SEC(".maps");
USE(array_extra)
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__uint(key_size, 4);
	__uint(value_size, 8);
	__uint(map_flags, BPF_F_NUMA_NODE);
	__uint(numa_node, 7);
} hash_node SEC(".maps");
USE(hash_node)
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 16);
	__uint(key_size, 4);
	__uint(value_size, 8);
	__uint(map_flags, BPF_F_NUMA_NODE);
	__uint(numa_node, 0);
} percpu_node SEC(".maps");
USE(percpu_node)
MAP(arena_entries, TYPE_ARENA, 1U << 21, 0, 0, BPF_F_MMAPABLE)
NESTED(in_programs, BPF_MAP_TYPE_ARRAY_OF_MAPS, BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 4, 0)
NESTED(in_storage, BPF_MAP_TYPE_HASH_OF_MAPS, BPF_MAP_TYPE_CGROUP_STORAGE, 0, 8, 8, 0)
NESTED(in_percpu, BPF_MAP_TYPE_ARRAY_OF_MAPS, BPF_MAP_TYPE_PERCPU_ARRAY, 4, 4, 65536, 0)
/* two at once */
MAP(lpm_twice, BPF_MAP_TYPE_LPM_TRIE, 16, 2, 8, 0)
/* types that are newer than some kernels */
TYPED(no_cgrp, TYPE_CGRP_STORAGE, 0, int, long, BPF_F_NO_PREALLOC)
MAP(no_user_ring, TYPE_USER_RINGBUF, 4096, 0, 0, 0)

char LICENSE[] SEC("license") = "GPL";
