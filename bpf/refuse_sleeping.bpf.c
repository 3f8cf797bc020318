// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads user memory, which may have to be read from disk, where sleeping is not allowed.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

/*
 * Since 6.2 (01685c5bddaa) non-sleepable programs have the helper, and are refused because it may
 * sleep.  Before, they do not have it.  6.1's stable releases got the answer of 6.2.
 */
SEC("fentry/kernel_clone") PROGRAM_SHOWS("a helper that may sleep in a program that may not")
EXPECT_SINCE("6.2") EXPECT_FAILURE EXPECT_REASON("sleepable")
EXPECT_MESSAGE("{{might sleep in a|bpf_copy_from_user#148 in}} non-sleepable prog")
EXPECT_OTHERWISE EXPECT_SINCE("6.1") EXPECT_FAILURE
EXPECT_MESSAGE("{{might sleep in a non-sleepable prog|unknown func bpf_copy_from_user#148}}")
EXPECT_OTHERWISE EXPECT_FAILURE EXPECT_REASON("helper-not-allowed")
EXPECT_MESSAGE("unknown func bpf_copy_from_user#148")
int refuse_sleeping(__u64 *arguments)
{
	__u32 word;

	return bpf_copy_from_user(&word, sizeof(word), (void *)arguments[0]);
}

char LICENSE[] SEC("license") = "GPL";
