// SPDX-License-Identifier: GPL-2.0-only
/* Annotations that cannot be understood: each program must be unknown. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#define TAG(text) __attribute__((btf_decl_tag(text)))

SEC("socket") TAG("comment:test_expect_weather=fair")
int unknown_tag(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") TAG("comment:7:test_expect_weather=fair")
int unknown_tag_counted(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_SUCCESS EXPECT_FAILURE
int contradiction(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_SUCCESS EXPECT_MESSAGE("{{(}}")
int not_an_expression(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") EXPECT_SUCCESS EXPECT_MESSAGE("processed {{[0-9]+ insns")
int expression_never_closed(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket") TAG("comment:test_log_level=loud")
int not_a_number(struct __sk_buff *skb)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
