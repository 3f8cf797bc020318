// SPDX-License-Identifier: GPL-2.0-only
/*
 * Returns 7 from a connect(2) policy, where only 0 and 1 are allowed.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("cgroup/connect4") PROGRAM_SHOWS("a return value that is not allowed")
EXPECT_FAILURE EXPECT_REASON("return-value")
EXPECT_MESSAGE("At program exit the register R0 has {{.*}}should have been in")
int refuse_return_value(struct bpf_sock_addr *ctx)
{
	return 7;
}

char LICENSE[] SEC("license") = "GPL";
