// SPDX-License-Identifier: GPL-2.0-only
/*
 * Branches that may go either way, each behind the other: of more than 8192 (BPF_COMPLEXITY_LIMIT_JMP_SEQ) the
 * verifier does not keep the other ways in mind.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("xdp") PROGRAM_SHOWS("the limit of branches left to be followed")
EXPECT_FAILURE EXPECT_REASON("limit-jumps") EXPECT_MESSAGE("The sequence of 8193 jumps is too complex.")
__attribute__((naked)) int refuse_jumps(struct xdp_md *ctx)
{
	asm volatile("r2 = *(u32 *)(r1 + 12);" /* ingress_ifindex and rx_queue_index: any numbers */
		     "r3 = *(u32 *)(r1 + 16);"
		     "r0 = 0;"
		     ".rept 8200;"
		     "if r2 > r3 goto 1f;"
		     ".endr;"
		     "1: exit;");
}

char LICENSE[] SEC("license") = "GPL";
