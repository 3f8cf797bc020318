// SPDX-License-Identifier: GPL-2.0-only
/* An annotation of a function that is no program: whose it was meant to be, nobody can tell. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

EXPECT_FAILURE int section_forgotten(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp") EXPECT_SUCCESS
int beside_it(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
