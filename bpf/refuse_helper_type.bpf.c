// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls a helper that reads an sk_buff in a program type that has none.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("xdp") PROGRAM_SHOWS("a helper for other program types")
EXPECT_FAILURE EXPECT_REASON("helper-not-allowed") EXPECT_MESSAGE("bpf_skb_load_bytes#26")
int refuse_helper_type(struct xdp_md *ctx)
{
	__u32 word;

	return bpf_skb_load_bytes(ctx, 0, &word, sizeof(word)) ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
