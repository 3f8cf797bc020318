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
int remainder(struct __sk_buff *skb)
{
	unsigned int x = bpf_get_prandom_u32(), y = skb->len;

	/* clang tests y before a division by it, which the verifier does not ask for */
	asm volatile("%0 %%= %1" : "+r"(x) : "r"(y));
	return (int)x;
}

char LICENSE[] SEC("license") = "GPL";
