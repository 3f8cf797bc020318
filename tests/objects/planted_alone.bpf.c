// SPDX-License-Identifier: GPL-2.0-only
/* The program that triggers a planted fault (tests/faults.py), alone in its object. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("socket")
int planted(struct __sk_buff *skb)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
