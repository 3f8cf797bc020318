// SPDX-License-Identifier: GPL-2.0-only
/* The program that keeps the verifier busy, loaded together with two quick ones. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("socket")
int before(struct __sk_buff *skb)
{
	return 0;
}

#include "exhausting.bpf.c"

SEC("socket")
int after(struct __sk_buff *skb)
{
	return 1;
}
