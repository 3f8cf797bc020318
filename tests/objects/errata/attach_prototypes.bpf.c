// SPDX-License-Identifier: GPL-2.0-only
/* 28ead3eaabc1: two tracing programs for functions of other prototypes share a prog array. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} jumps SEC(".maps");

SEC("fentry/tcp_close") int on_close(__u64 *ctx)
{
	bpf_tail_call(ctx, &jumps, 0);
	return 0;
}

SEC("fentry/inet_listen") int on_listen(__u64 *ctx)
{
	bpf_tail_call(ctx, &jumps, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
