// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two functions whose frames would each fit in the 512 bytes (MAX_BPF_STACK) that a chain of calls has, and do not
 * together.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

/* Behind the compiler's back, which would not have it: the 8 bytes 300 and more below the top of the frame. */
#define TOUCH_FRAME() asm volatile("*(u64 *)(r10 - 304) = r10" ::: "memory")

static __noinline int inner(__u32 device)
{
	TOUCH_FRAME();
	return device + 1;
}

/* Frames are counted in steps of 32 bytes; by 6.12, where there is a JIT, of 16. */
SEC("xdp") PROGRAM_SHOWS("the limit of stack in a chain of calls")
EXPECT_FAILURE EXPECT_REASON("limit-stack") EXPECT_MESSAGE("combined stack size of 2 calls is {{640|608}}. Too large")
int refuse_stack(struct xdp_md *ctx)
{
	TOUCH_FRAME();
	return inner(ctx->ingress_ifindex) > 1 ? XDP_PASS : XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
