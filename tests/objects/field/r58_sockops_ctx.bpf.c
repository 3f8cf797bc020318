// SPDX-License-Identifier: GPL-2.0-only
/* cilium/cilium#13109: context-access; hwtstamp is there from 6.1 on. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("sockops") int writes(struct bpf_sock_ops *c)
{
	*(volatile __u32 *)&c->remote_ip4 = 0;
	return 1;
}
SEC("tc") int hwtstamp(struct __sk_buff *s)
{
	unsigned long long v;
	asm volatile("%0 = *(u64 *)(%1 + 184)" : "=r"(v) : "r"(s));
	return v & 1;
}
SEC("sk_lookup") int ifindex(struct bpf_sk_lookup *c)
{
	unsigned long long v;
	asm volatile("%0 = *(u32 *)(%1 + 68)" : "=r"(v) : "r"(c));
	return v ? 1 : 0;
}
char _license[] SEC("license") = "GPL";
