// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps of many types, with sizes at which a figure that is not rounded as the kernel rounds shows.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define MAP(name, kind, entries, key_bytes, value_bytes, flags)                                                        \
	struct {                                                                                                       \
		__uint(type, kind);                                                                                    \
		__uint(max_entries, entries);                                                                          \
		__uint(key_size, key_bytes);                                                                           \
		__uint(value_size, value_bytes);                                                                       \
		__uint(map_flags, flags);                                                                              \
	} name SEC(".maps")

MAP(array, BPF_MAP_TYPE_ARRAY, 10001, 4, 101, 0);
MAP(array_mmapable, BPF_MAP_TYPE_ARRAY, 10001, 4, 101, BPF_F_MMAPABLE);
MAP(percpu_array, BPF_MAP_TYPE_PERCPU_ARRAY, 10001, 4, 101, 0);
MAP(hash, BPF_MAP_TYPE_HASH, 10001, 5, 101, 0);
MAP(hash_unallocated, BPF_MAP_TYPE_HASH, 100001, 5, 101, BPF_F_NO_PREALLOC);
MAP(percpu_hash, BPF_MAP_TYPE_PERCPU_HASH, 10001, 5, 101, 0);
MAP(lru_hash, BPF_MAP_TYPE_LRU_HASH, 10001, 5, 101, 0);
MAP(lru_hash_local, BPF_MAP_TYPE_LRU_HASH, 10001, 5, 101, BPF_F_NO_COMMON_LRU);
MAP(lru_percpu_hash, BPF_MAP_TYPE_LRU_PERCPU_HASH, 10001, 5, 101, 0);
MAP(prog_array, BPF_MAP_TYPE_PROG_ARRAY, 100001, 4, 4, 0);
MAP(perf_event_array, BPF_MAP_TYPE_PERF_EVENT_ARRAY, 100001, 4, 4, 0);
MAP(cgroup_array, BPF_MAP_TYPE_CGROUP_ARRAY, 100001, 4, 4, 0);
MAP(stack_trace, BPF_MAP_TYPE_STACK_TRACE, 10001, 4, 1016, 0);
MAP(ringbuf, BPF_MAP_TYPE_RINGBUF, 1 << 22, 0, 0, 0);
MAP(user_ringbuf, BPF_MAP_TYPE_USER_RINGBUF, 1 << 22, 0, 0, 0);
MAP(queue, BPF_MAP_TYPE_QUEUE, 10001, 0, 101, 0);
MAP(stack, BPF_MAP_TYPE_STACK, 10001, 0, 101, 0);
MAP(bloom_filter, BPF_MAP_TYPE_BLOOM_FILTER, 1000001, 0, 8, 0);
MAP(lpm_trie, BPF_MAP_TYPE_LPM_TRIE, 1000001, 8, 101, BPF_F_NO_PREALLOC);
MAP(devmap, BPF_MAP_TYPE_DEVMAP, 100001, 4, 4, 0);
MAP(devmap_hash, BPF_MAP_TYPE_DEVMAP_HASH, 100001, 4, 4, 0);
MAP(cpumap, BPF_MAP_TYPE_CPUMAP, 1, 4, 4, 0);
MAP(xskmap, BPF_MAP_TYPE_XSKMAP, 100001, 4, 4, 0);
MAP(sockmap, BPF_MAP_TYPE_SOCKMAP, 100001, 4, 4, 0);
MAP(sockhash, BPF_MAP_TYPE_SOCKHASH, 100001, 4, 4, 0);
MAP(reuseport, BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, 100001, 4, 8, 0);

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 100001);
	__uint(key_size, 4);
	__array(
		values, struct {
			__uint(type, BPF_MAP_TYPE_ARRAY);
			__uint(max_entries, 1001);
			__uint(key_size, 4);
			__uint(value_size, 1001);
		});
} array_of_maps SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 10001);
	__uint(key_size, 5);
	__array(
		values, struct {
			__uint(type, BPF_MAP_TYPE_ARRAY);
			__uint(max_entries, 1001);
			__uint(key_size, 4);
			__uint(value_size, 1001);
		});
} hash_of_maps SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, char[101]);
} task_storage SEC(".maps");

char zeros[1000001];

SEC("socket")
int uses_data(struct __sk_buff *skb)
{
	return zeros[skb->len & 1023];
}

char LICENSE[] SEC("license") = "GPL";
