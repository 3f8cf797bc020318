// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads memory of the process that may have to be fetched from disk first, where nothing may wait.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

/*
 * Since 6.2 (01685c5bddaa) the helper is known to programs that may not sleep, and refused for that; before, they do
 * not have it.  6.1's stable releases came to answer as 6.2 does.
 */
SEC("fentry/kernel_clone") PROGRAM_SHOWS("a helper that may sleep where nothing may")
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
