// SPDX-License-Identifier: GPL-2.0-only
/* ead3d7b2b6af, 22c7fa171a02, de6c7d99f898, e09299225d5b: the context. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("flow_dissector") int misaligned(struct __sk_buff *skb)
{
	__u32 v;

	asm volatile("%0 = *(u32 *)(%1 + 77)" : "=r"(v) : "r"(skb));
	return 0;
}

SEC("flow_dissector") int any_offset(struct __sk_buff *skb)
{
	__u64 keys, length;

	asm volatile("%0 = *(u64 *)(%1 + 144)" : "=r"(keys) : "r"(skb));
	asm volatile("%0 = *(u32 *)(%1 + 76)" : "=r"(length) : "r"(skb));
	asm volatile("call 7\n" /* bpf_get_prandom_u32() */
		     "r0 &= 7\n"
		     "%0 += r0\n"
		     "r0 = *(u8 *)(%0 + 0)"
		     : "+r"(keys)
		     :
		     : "r0", "r1", "r2", "r3", "r4", "r5");
	return 0;
}

SEC("kprobe/do_exit") int moved(void *ctx)
{
	__u64 v = (__u64)ctx;

	asm volatile("%0 += 112\n"
		     "%0 = *(u64 *)(%0 + 0)"
		     : "+r"(v));
	return v & 1;
}

SEC("tc") int part_of_sk(struct __sk_buff *skb)
{
	__u32 v;

	asm volatile("%0 = *(u8 *)(%1 + 169)" : "=r"(v) : "r"(skb));
	return v & 1;
}

char _license[] SEC("license") = "GPL";
