// SPDX-License-Identifier: GPL-2.0-only
/* The one program at which a kernel with a planted fault (tests/faults.py) breaks, alone in its object. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("socket")
int planted(struct __sk_buff *skb)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
