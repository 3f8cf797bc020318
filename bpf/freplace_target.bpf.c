// SPDX-License-Identifier: GPL-2.0-only
/*
 * An XDP program whose policy is a separate function.  Another program can replace that function at
 * run time (freplace_policy).  By default everything passes.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

/* Global: verified separately, for any context.  volatile: the compiler cannot know the answer. */
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
