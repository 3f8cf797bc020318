// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two functions: each frame alone fits in the 512 bytes of a call chain (MAX_BPF_STACK), both
 * together do not.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

/* In assembly, since the compiler refuses it: 8 bytes 300 bytes below the top of the frame. */
#define TOUCH_FRAME() asm volatile("*(u64 *)(r10 - 304) = r10" ::: "memory")

static __noinline int inner(__u32 device)
{
	TOUCH_FRAME();
	return device + 1;
}

/* Frames are rounded up to 32 bytes; by 6.12 with a JIT to 16. */
SEC("xdp") PROGRAM_SHOWS("the stack limit of a call chain")
EXPECT_FAILURE EXPECT_REASON("limit-stack")
	EXPECT_MESSAGE("combined stack size of 2 calls is {{640|608}}. Too large")
int refuse_stack(struct xdp_md *ctx)
{
	TOUCH_FRAME();
	return inner(ctx->ingress_ifindex) > 1 ? XDP_PASS : XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
