// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs in a prog array, which tail-call one another: each is loaded together with the others.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

int leave(struct __sk_buff *skb);
int again(struct __sk_buff *skb);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, sizeof(__u32));
	__array(values, int(struct __sk_buff *));
} next SEC(".maps") = {
	.values = {
		[0] = (void *)&again,
		[1] = (void *)&leave,
	},
};

SEC("tc")
int again(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &next, skb->mark ? 1 : 0);
	return 0;
}

SEC("tc")
int leave(struct __sk_buff *skb)
{
	return 0;
}

SEC("tc")
int enter(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &next, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
