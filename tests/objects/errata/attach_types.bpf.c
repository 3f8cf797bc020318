// SPDX-License-Identifier: GPL-2.0-only
/* 4540aed51b12: two programs of other attach types share a prog array. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} jumps SEC(".maps");

SEC("cgroup/connect4") int on_connect(struct bpf_sock_addr *ctx)
{
	bpf_tail_call(ctx, &jumps, 0);
	return 1;
}

SEC("cgroup/sendmsg4") int on_sendmsg(struct bpf_sock_addr *ctx)
{
	bpf_tail_call(ctx, &jumps, 0);
	return 1;
}

char _license[] SEC("license") = "GPL";
