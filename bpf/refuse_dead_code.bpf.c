// SPDX-License-Identifier: GPL-2.0-only
/*
 * Has an unreachable instruction.  Code after a branch that is never taken is allowed; no branch
 * leads to this one.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("xdp") PROGRAM_SHOWS("an unreachable instruction")
EXPECT_FAILURE EXPECT_REASON("control-flow") EXPECT_MESSAGE("unreachable insn 2")
__attribute__((naked)) int refuse_dead_code(struct xdp_md *ctx)
{
	asm volatile("r0 = 2;"
		     "exit;"
		     "r0 = 1;"
		     "exit;");
}

char LICENSE[] SEC("license") = "GPL";
