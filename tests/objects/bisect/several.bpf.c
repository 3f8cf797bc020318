// SPDX-License-Identifier: GPL-2.0-only
/* Programs, each of which a planted history (histories.py) refuses or warns about. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("socket")
int node(struct __sk_buff *skb)
{
	return bpf_get_numa_node_id();
}

SEC("socket")
int jiffies(struct __sk_buff *skb)
{
	return (int)bpf_jiffies64();
}

SEC("socket")
int order(struct __sk_buff *skb)
{
	char name[2] = "x";

	return bpf_strncmp(name, 1, "y");
}

SEC("socket")
int divide(struct __sk_buff *skb)
{
	return (int)(bpf_get_prandom_u32() / skb->len);
}

char LICENSE[] SEC("license") = "GPL";
