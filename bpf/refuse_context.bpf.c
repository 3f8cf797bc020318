// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads beyond its context: a struct xdp_md has 24 bytes.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("xdp") PROGRAM_SHOWS("a read past the end of the context")
EXPECT_FAILURE EXPECT_REASON("context-access")
	EXPECT_MESSAGE("invalid bpf_context access off=24 size=4")
int refuse_context(struct xdp_md *ctx)
{
	return ((volatile __u32 *)ctx)[sizeof(*ctx) / sizeof(__u32)] ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
