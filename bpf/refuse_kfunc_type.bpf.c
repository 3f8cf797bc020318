// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls a function of TCP congestion control, a kfunc for struct_ops programs only.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

struct tcp_sock {
	__u32 snd_cwnd;
};

extern __u32 tcp_slow_start(struct tcp_sock *tp, __u32 acked) __ksym;

/*
 * Kernel functions can be called since 5.13.  Before, the call is an instruction that uses a
 * reserved field.
 */
SEC("xdp") PROGRAM_SHOWS("a kfunc for other program types")
EXPECT_SINCE("5.13") EXPECT_FAILURE EXPECT_REASON("kfunc-not-allowed")
EXPECT_MESSAGE("calling kernel function tcp_slow_start is not allowed")
EXPECT_OTHERWISE EXPECT_FAILURE EXPECT_REASON("kfunc-missing")
	EXPECT_MESSAGE("BPF_CALL uses reserved fields")
int refuse_kfunc_type(struct xdp_md *ctx)
{
	return tcp_slow_start(NULL, 1) ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
