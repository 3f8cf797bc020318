// SPDX-License-Identifier: GPL-2.0-only
/* Loads only if bpfjury.yaml names the target program whose function it replaces. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("freplace/replaced")
int replacement(struct __sk_buff *skb)
{
	return skb->len > 9000 ? -1 : 0;
}

char LICENSE[] SEC("license") = "GPL";
