// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replaces the policy of freplace_target: drops one of each @one_in packets, to test how the layers
 * above handle loss.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

const volatile __u32 one_in = 100;

SEC("freplace/policy") PROGRAM_SHOWS("a function in place of another program's")
PROGRAM_TARGET("freplace_target.bpf.o", "replaceable") EXPECT_SUCCESS
int lossy_policy(struct xdp_md *ctx)
{
	return one_in && bpf_get_prandom_u32() % one_in == 0 ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
