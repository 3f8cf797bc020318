// SPDX-License-Identifier: GPL-2.0-only
/*
 * An XDP program whose policy is a function of its own, which another program may take the place of while it runs
 * (freplace_policy).  As it is, it lets everything pass.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

/* Global, so verified by itself, for any context; volatile, so that no compiler knows its answer. */
__attribute__((noinline)) int policy(struct xdp_md *ctx)
{
	volatile int answer = XDP_PASS;

	return ctx ? answer : XDP_ABORTED;
}

SEC("xdp") PROGRAM_SHOWS("a function that can be replaced") EXPECT_SUCCESS
int replaceable(struct xdp_md *ctx)
{
	return policy(ctx);
}

char LICENSE[] SEC("license") = "GPL";
