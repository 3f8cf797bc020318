// SPDX-License-Identifier: GPL-2.0-only
/* Maps as loaders before BTF had them, beside one of today. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct short_def {
	__u32 type, key_size, value_size, max_entries;
};
struct plain_def {
	__u32 type, key_size, value_size, max_entries, map_flags;
};
/* samples/bpf/bpf_load.h */
struct sample_def {
	__u32 type, key_size, value_size, max_entries, map_flags, inner_map_idx, numa_node;
};
/* iproute2's include/bpf_elf.h */
struct iproute_def {
	__u32 type, size_key, size_value, max_elem, flags, id, pinning, inner_id, inner_idx;
};

struct short_def SEC("maps") of_four = {BPF_MAP_TYPE_ARRAY, 4, 8, 2};
struct plain_def SEC("maps") of_five = {BPF_MAP_TYPE_HASH, 4, 8, 16, BPF_F_NO_PREALLOC};
struct plain_def SEC("maps/sub") of_sub = {BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 1, 0};
struct plain_def SEC("maps/unsized") of_unsized = {BPF_MAP_TYPE_PERF_EVENT_ARRAY, 0, 0, 0, 0};
struct iproute_def SEC("maps/tc") of_inner = {BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0, 7, 2, 0, 0};
struct iproute_def SEC("maps/tc") of_outer = {BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 1, 0, 0, 0, 7, 0};
struct sample_def SEC("maps/sample") at_0 = {BPF_MAP_TYPE_HASH, 4, 16, 1, 0, 0, 0};
struct sample_def SEC("maps/sample") at_1 = {BPF_MAP_TYPE_HASH_OF_MAPS, 4, 4, 1, 0, 0, 0};

#ifdef TODAY
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, 4);
} of_today SEC(".maps");
#endif

static __always_inline int look(void *map, __u32 key)
{
	__u64 *value = bpf_map_lookup_elem(map, &key);

	if (!value)
		return 0;
	(*value)++;
	return 1;
}

SEC("classifier/four")
int four(struct __sk_buff *skb)
{
	return look(&of_four, skb->mark);
}

SEC("classifier/five")
int five(struct __sk_buff *skb)
{
	return look(&of_five, skb->mark) + look(&of_sub, 0);
}

SEC("classifier/unsized")
int unsized(struct __sk_buff *skb)
{
	return bpf_perf_event_output(skb, &of_unsized, BPF_F_CURRENT_CPU, &(__u32){1}, 4);
}

SEC("classifier/nested")
int nested(struct __sk_buff *skb)
{
	__u32 key = 0;
	void *map = bpf_map_lookup_elem(&of_outer, &key);

	return map ? look(map, 0) : 0;
}

SEC("classifier/sampled")
int sampled(struct __sk_buff *skb)
{
	__u32 key = 0;
	void *map = bpf_map_lookup_elem(&at_1, &key);
	__u64 *value = map ? bpf_map_lookup_elem(map, &key) : 0;

	return value ? value[1] != 0 : 0;
}

#ifdef TODAY
SEC("classifier/today")
int today(struct __sk_buff *skb)
{
	return look(&of_today, skb->mark);
}
#endif

char _license[] SEC("license") = "GPL";
