// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loops for ever.  Bounded loops are accepted since 5.3, but this one returns to its start in the
 * same state.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("xdp") PROGRAM_SHOWS("a loop without an end")
EXPECT_FAILURE EXPECT_REASON("control-flow") EXPECT_MESSAGE("infinite loop detected at insn 1")
__attribute__((naked)) int refuse_endless_loop(struct xdp_md *ctx)
{
	asm volatile("r0 = 0;"
		     "1: if r0 == 0 goto 1b;"
		     "exit;");
}

char LICENSE[] SEC("license") = "GPL";
