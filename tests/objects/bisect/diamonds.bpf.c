// SPDX-License-Identifier: GPL-2.0-only
/*
 * Branches that join again: how many instructions the verifier walks depends on how often it keeps
 * a state to compare with.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define BRANCH(bit)                                                                               \
	if (x & (1u << bit))                                                                       \
		asm volatile("%0 += %1" : "+r"(y) : "i"(bit + 1));

SEC("socket")
int diamonds(struct __sk_buff *skb)
{
	unsigned int x = bpf_get_prandom_u32(), y = 0;

	BRANCH(0) BRANCH(1) BRANCH(2) BRANCH(3)
	BRANCH(4) BRANCH(5) BRANCH(6) BRANCH(7)
	BRANCH(8) BRANCH(9) BRANCH(10) BRANCH(11)
	BRANCH(12) BRANCH(13) BRANCH(14) BRANCH(15)
	BRANCH(16) BRANCH(17) BRANCH(18) BRANCH(19)
	return (int)y;
}

char LICENSE[] SEC("license") = "GPL";
