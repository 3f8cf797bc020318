// SPDX-License-Identifier: GPL-2.0-only
/* One expectation in the encodings of three selftests releases.  Each must be met. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define TAG(text) __attribute__((btf_decl_tag(text)))

/* 6.1 */
SEC("socket") TAG("comment:test_expect_failure")
TAG("comment:test_expect_msg=invalid bpf_context access off=4000 size=4")
int plain(struct __sk_buff *skb)
{
	return *(volatile int *)((char *)skb + 4000);
}

/* 6.12; the tags are in the wrong order, their counters in the right one */
SEC("socket") TAG("comment:test_expect_failure")
TAG("comment:test_expect_msg=10=processed {{[0-9]+}} insns")
TAG("comment:test_expect_msg=9=invalid bpf_context access off=4000 size=4")
int counted_messages(struct __sk_buff *skb)
{
	return *(volatile int *)((char *)skb + 4000);
}

/* 7.2, likewise */
SEC("socket") TAG("comment:11:test_expect_failure")
TAG("comment:10:test_expect_msg=processed {{[0-9]+}} insns")
TAG("comment:9:test_expect_msg=invalid bpf_context access off=4000 size=4")
int counted_tags(struct __sk_buff *skb)
{
	return *(volatile int *)((char *)skb + 4000);
}

char LICENSE[] SEC("license") = "GPL";
