// SPDX-License-Identifier: GPL-2.0-only
/*
 * Expectations by kernel: true, true on no kernel, and undecidable.  make-objects.py lists which.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("socket") EXPECT_NEEDS("kfunc:bpf_no_such_function") EXPECT_SUCCESS
int needs_what_is_nowhere(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_NEEDS("colour:blue") EXPECT_SUCCESS
int needs_no_question(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_NEEDS("helper:bpf_no_such_helper") EXPECT_SUCCESS
int needs_no_helper(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_SINCE("six") EXPECT_SUCCESS
int since_no_release(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_SINCE("99.0") EXPECT_SUCCESS
int since_the_future(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_SINCE("7.0, 6.1.100") EXPECT_SUCCESS EXPECT_OTHERWISE EXPECT_FAILURE
int since_by_branch(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_UNTIL("7.0, 6.1.100") EXPECT_FAILURE EXPECT_OTHERWISE EXPECT_SUCCESS
int until_by_branch(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_FAILURE EXPECT_REASON("lock")
int reason_that_differs(struct __sk_buff *skb)
{
	return *(volatile int *)0;
}

SEC("socket") EXPECT_FAILURE EXPECT_REASON("bad-weather")
int reason_of_no_kernel(struct __sk_buff *skb)
{
	return *(volatile int *)0;
}

SEC("socket") EXPECT_SUCCESS EXPECT_OTHERWISE EXPECT_FAILURE
int case_after_all(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_SINCE("6.0") EXPECT_UNTIL("5.0") EXPECT_SUCCESS
int contradicting_releases(struct __sk_buff *skb)
{
	return 0;
}

SEC("xdp") PROGRAM_CAPS("CAP_BPF") EXPECT_SUCCESS
int without_net_admin(struct xdp_md *ctx)
{
	return 0;
}

SEC("xdp") PROGRAM_CAPS("CAP_BPF|CAP_NET_ADMIN") EXPECT_SUCCESS
int with_enough(struct xdp_md *ctx)
{
	return 0;
}

SEC("xdp") EXPECT_SUCCESS
int with_all_again(struct xdp_md *ctx)
{
	return 0;
}

SEC("xdp") PROGRAM_CAPS("CAP_BPF|CAP_TEA") EXPECT_SUCCESS
int with_what_is_none(struct xdp_md *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
