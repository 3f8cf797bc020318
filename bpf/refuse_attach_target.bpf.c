// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attaches to a kernel function that does not exist.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("fentry/bpfjury_no_such_function") PROGRAM_SHOWS("an attach target that does not exist")
EXPECT_UNLOADABLE EXPECT_REASON("attach-target")
EXPECT_MESSAGE("failed to find kernel BTF type ID of 'bpfjury_no_such_function'")
int refuse_attach_target(__u64 *arguments)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
