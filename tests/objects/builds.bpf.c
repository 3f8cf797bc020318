// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two builds of one object, the other one with -DOLD.  One program is refused in the new build
 * only, one takes 30 % more instructions there, one is the same, and each build has one of its own.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#ifdef OLD
#define ROUNDS 100
#else
#define ROUNDS 130
#endif

SEC("socket")
int worse(struct __sk_buff *skb)
{
#ifdef OLD
	return skb->len;
#else
	return *(volatile int *)(long)skb->len;
#endif
}

SEC("socket")
int grown(struct __sk_buff *skb)
{
	unsigned int sum = skb->len;

#pragma clang loop unroll(disable)
	for (int i = 0; i < ROUNDS; i++) {
		sum = sum * 33 + skb->mark;
		asm volatile("" : "+r"(sum));
	}
	return sum & 1;
}

SEC("socket")
int same(struct __sk_buff *skb)
{
	return skb->mark;
}

SEC("socket")
#ifdef OLD
int old(struct __sk_buff *skb)
#else
int fresh(struct __sk_buff *skb)
#endif
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
