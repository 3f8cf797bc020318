// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls a GPL-only helper, and has no GPL-compatible licence.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("kprobe/kernel_clone") PROGRAM_SHOWS("a GPL-only helper in a program that is not")
EXPECT_FAILURE EXPECT_REASON("gpl-only")
EXPECT_MESSAGE("cannot call GPL-restricted function from non-GPL compatible program")
int refuse_gpl_only(struct pt_regs *ctx)
{
	__u64 word;

	return bpf_probe_read_kernel(&word, sizeof(word), ctx);
}

char LICENSE[] SEC("license") = "Proprietary";
