// SPDX-License-Identifier: GPL-2.0-only
/* abad3d0bad72: two programs with other cgroup storages share a prog array. */
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
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} second SEC(".maps");

SEC("cgroup_skb/egress") int counts_first(struct __sk_buff *ctx)
{
	__u64 *n = bpf_get_local_storage(&first, 0);

	*n += 1;
	bpf_tail_call(ctx, &jumps, 0);
	return 1;
}

SEC("cgroup_skb/egress") int counts_second(struct __sk_buff *ctx)
{
	__u64 *n = bpf_get_local_storage(&second, 0);

	*n += 1;
	bpf_tail_call(ctx, &jumps, 0);
	return 1;
}

char _license[] SEC("license") = "GPL";
