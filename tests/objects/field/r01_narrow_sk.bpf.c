// SPDX-License-Identifier: GPL-2.0-only
/* kmesh-net/kmesh#1716: context-access. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("tc") int peek_sk_byte(struct __sk_buff *skb)
{
	unsigned int v;
	asm volatile("%0 = *(u8 *)(%1 + 169)" : "=r"(v) : "r"(skb));
	return v & 1;
}
char _license[] SEC("license") = "GPL";
