// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps the verifier busy as long as possible.  No two iterations leave equal states, so it walks
 * to its limit of a million instructions.  Each state it keeps or compares has a stack full of
 * scalars. Takes a second on a fast machine, twenty or more under TCG.
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
