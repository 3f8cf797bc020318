// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looks up a socket, which takes a reference, and does not release the reference.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("tc") PROGRAM_SHOWS("a reference that is not released")
EXPECT_FAILURE EXPECT_REASON("reference")
	EXPECT_MESSAGE("Unreleased reference id={{[0-9]+}} alloc_insn={{[0-9]+}}")
int refuse_leaked_reference(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};

	return bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0)
		? TC_ACT_OK : TC_ACT_SHOT;
}

char LICENSE[] SEC("license") = "GPL";
