// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes the verifier as long as it can be made to.  No two rounds of the loop leave equal states, so
 * it walks to its limit of a million instructions; and whatever it keeps or compares holds a stack
 * that is full of scalars.  A second on a fast machine, twenty and more in an emulated one.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("socket")
int exhausting(struct __sk_buff *skb)
{
	volatile __u64 unlike[60];
	__u64 sum = 0;

#pragma clang loop unroll(full)
	for (int i = 0; i < 60; i++)
		unlike[i] = skb->len;
	for (__u32 i = 0; i < 10000000; i++) {
		unlike[0] = i;
		barrier_var(i);
	}
	for (int i = 0; i < 60; i++)
		sum += unlike[i];
	return sum;
}

char LICENSE[] SEC("license") = "GPL";
