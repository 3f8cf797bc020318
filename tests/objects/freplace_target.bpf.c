// SPDX-License-Identifier: GPL-2.0-only
/* The target of freplace.bpf.c. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

__noinline int replaced(struct __sk_buff *skb)
{
	return skb->len > 1500 ? -1 : 0;
}

SEC("tc")
int freplace_target(struct __sk_buff *skb)
{
	return replaced(skb);
}

char LICENSE[] SEC("license") = "GPL";
