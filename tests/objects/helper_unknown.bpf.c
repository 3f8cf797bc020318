// SPDX-License-Identifier: GPL-2.0-only
/* A helper id that no kernel has. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

static long (*const helper_unknown_call)(void) = (void *)9999;

SEC("socket")
int helper_unknown(struct __sk_buff *skb)
{
	return helper_unknown_call();
}

char LICENSE[] SEC("license") = "GPL";
