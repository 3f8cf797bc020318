// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs of which the verifier's work is counted by line.  The body of the loop of @a_million is
 * long and has no branch, so that the limit of a million instructions is reached soon.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("socket") int two_loops(struct __sk_buff *skb)
{
	unsigned long sum = 0;

	for (int i = 0; i < 30; i++) { /* the outer loop */
		sum += skb->mark;
		for (int j = 0; j < 100; j++) { /* the inner loop */
			sum ^= j * 3 + i; /* most of the work */
			asm volatile("" : "+r"(sum));
		}
	}
	return sum > 7;
}

SEC("socket") int a_million(struct __sk_buff *skb)
{
	unsigned long sum = 0;

	for (int i = 0; i < 600; i++)
		asm volatile(".rept 2000; %0 = 0; .endr" : "+r"(sum)); /* 2000 instructions */
	return sum > 7;
}

SEC("socket") int straight(struct __sk_buff *skb)
{
	return skb->mark > 7;
}

char LICENSE[] SEC("license") = "GPL";
