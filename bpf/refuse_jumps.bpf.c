// SPDX-License-Identifier: GPL-2.0-only
/*
 * A sequence of branches that may go either way.  The verifier keeps at most 8192 of the other ways
 * for later (BPF_COMPLEXITY_LIMIT_JMP_SEQ).
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("xdp") PROGRAM_SHOWS("the limit of branches that are still to be followed")
EXPECT_FAILURE EXPECT_REASON("limit-jumps")
	EXPECT_MESSAGE("The sequence of 8193 jumps is too complex.")
__attribute__((naked)) int refuse_jumps(struct xdp_md *ctx)
{
	asm volatile("r2 = *(u32 *)(r1 + 12);" /* ingress_ifindex and rx_queue_index: any values */
		     "r3 = *(u32 *)(r1 + 16);"
		     "r0 = 0;"
		     ".rept 8200;"
		     "if r2 > r3 goto 1f;"
		     ".endr;"
		     "1: exit;");
}

char LICENSE[] SEC("license") = "GPL";
