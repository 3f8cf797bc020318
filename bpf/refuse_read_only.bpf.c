// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes to constant data, which is in a map that is read-only to the verifier.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

static const volatile __u32 limit = 10;

SEC("xdp") PROGRAM_SHOWS("a write to constant data")
EXPECT_FAILURE EXPECT_REASON("map-read-only")
	EXPECT_MESSAGE("write into map forbidden, value_size=4 off=0 size=4")
int refuse_read_only(struct xdp_md *ctx)
{
	*(volatile __u32 *)&limit = 20;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
