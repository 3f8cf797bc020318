// SPDX-License-Identifier: GPL-2.0-only
/*
 * The smallest program that does something: on a socket, it drops every packet.  It shows that a
 * kernel accepts BPF programs at all.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

SEC("socket") PROGRAM_SHOWS("the smallest program") EXPECT_SUCCESS
int minimal(struct __sk_buff *skb)
{
	return 0; /* bytes of the packet to keep */
}

char LICENSE[] SEC("license") = "GPL";
