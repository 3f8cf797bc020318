// SPDX-License-Identifier: GPL-2.0-only
/* 266aa4ad0b2e: a callback makes a tail call. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} jumps SEC(".maps");

static int jumps_away(__u32 i, struct __sk_buff **skb)
{
	(void)i;
	bpf_tail_call(*skb, &jumps, 0);
	return 0;
}

SEC("tc") int tail_calls(struct __sk_buff *skb)
{
	bpf_loop(2, jumps_away, &skb, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
