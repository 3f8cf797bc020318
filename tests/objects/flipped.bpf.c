// SPDX-License-Identifier: GPL-2.0-only
/* Every expectation here is wrong: each program must be unmet. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("socket") EXPECT_SUCCESS
int success_of_a_refusal(struct __sk_buff *skb)
{
	return *(volatile int *)((char *)skb + 4000);
}

SEC("socket") EXPECT_FAILURE
int failure_of_an_acceptance(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_FAILURE
EXPECT_MESSAGE("invalid bpf_context access on a Tuesday")
int message_that_differs(struct __sk_buff *skb)
{
	return *(volatile int *)((char *)skb + 4000);
}

/* The log has both messages, in reverse order. */
SEC("socket") EXPECT_FAILURE
EXPECT_MESSAGE("processed {{[0-9]+}} insns")
EXPECT_MESSAGE("invalid bpf_context access")
int messages_out_of_order(struct __sk_buff *skb)
{
	return *(volatile int *)((char *)skb + 4000);
}

/* The log has the message once; it is expected twice. */
SEC("socket") EXPECT_FAILURE
EXPECT_MESSAGE("invalid bpf_context access")
EXPECT_MESSAGE("invalid bpf_context access")
int message_once_too_often(struct __sk_buff *skb)
{
	return *(volatile int *)((char *)skb + 4000);
}

char LICENSE[] SEC("license") = "GPL";
