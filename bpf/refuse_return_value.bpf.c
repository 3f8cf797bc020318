// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers 7 where a policy on connect(2) may say 0 or 1.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("cgroup/connect4") PROGRAM_SHOWS("a value returned that means nothing")
EXPECT_FAILURE EXPECT_REASON("return-value")
EXPECT_MESSAGE("At program exit the register R0 has {{.*}}should have been in")
int refuse_return_value(struct bpf_sock_addr *ctx)
{
	return 7;
}

char LICENSE[] SEC("license") = "GPL";
