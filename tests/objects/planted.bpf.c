// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel with a planted fault (tests/faults.py) breaks at the program of this name alone: at its
 * verification, or when it is freed.  The programs before and after it must not be blamed.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("socket")
int before(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket")
int planted(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket")
int after(struct __sk_buff *skb)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
