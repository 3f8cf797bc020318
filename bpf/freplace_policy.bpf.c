// SPDX-License-Identifier: GPL-2.0-only
/* Takes the place of freplace_target's policy: drops one packet of each @one_in, to see how what is above bears it. */
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
