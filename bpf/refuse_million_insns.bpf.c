// SPDX-License-Identifier: GPL-2.0-only
/*
 * A loop that ends, but only after more instructions than the verifier follows: a million
 * (BPF_COMPLEXITY_LIMIT_INSNS).  The body is long and has no branch, so there are few states to
 * store and compare, and the limit is reached fast.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("xdp") PROGRAM_SHOWS("the limit of a million instructions")
EXPECT_FAILURE EXPECT_REASON("limit-insns")
EXPECT_MESSAGE("BPF program is too large. Processed 1000001 insn")
__attribute__((naked)) int refuse_million_insns(struct xdp_md *ctx)
{
	asm volatile("r0 = 0;"
		     "r1 = 0;"
		     "1: r1 += 1;"
		     ".rept 8000;"
		     "r0 = 0;"
		     ".endr;"
		     "if r1 < 1000 goto 1b;"
		     "exit;");
}

char LICENSE[] SEC("license") = "GPL";
