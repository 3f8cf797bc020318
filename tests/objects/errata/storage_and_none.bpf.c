// SPDX-License-Identifier: GPL-2.0-only
/* 10627ddc0167: one program with a cgroup storage and one without share a prog array. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} jumps SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} storage SEC(".maps");

SEC("cgroup_skb/egress") int counts(struct __sk_buff *ctx)
{
	__u64 *n = bpf_get_local_storage(&storage, 0);

	*n += 1;
	bpf_tail_call(ctx, &jumps, 0);
	return 1;
}

SEC("cgroup_skb/egress") int only_calls(struct __sk_buff *ctx)
{
	bpf_tail_call(ctx, &jumps, 0);
	return 1;
}

char _license[] SEC("license") = "GPL";
