// SPDX-License-Identifier: GPL-2.0-only
/*
 * Multiplies a pointer.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("xdp") PROGRAM_SHOWS("arithmetic that is forbidden for pointers")
EXPECT_FAILURE EXPECT_REASON("pointer-arithmetic")
	EXPECT_MESSAGE("R1 pointer arithmetic with *= operator prohibited")
__attribute__((naked)) int refuse_pointer_arithmetic(struct xdp_md *ctx)
{
	asm volatile("r1 *= 2;"
		     "r0 = 0;"
		     "exit;");
}

char LICENSE[] SEC("license") = "GPL";
