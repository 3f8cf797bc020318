// SPDX-License-Identifier: GPL-2.0-only
/*
 * Returns a register that was never written.  It is in assembly because this is undefined in C.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("xdp") PROGRAM_SHOWS("a register that was never written")
EXPECT_FAILURE EXPECT_REASON("uninitialised-read") EXPECT_MESSAGE("R7 !read_ok")
__attribute__((naked)) int refuse_uninitialised(struct xdp_md *ctx)
{
	asm volatile("r0 = r7;"
		     "exit;");
}

char LICENSE[] SEC("license") = "GPL";
