// SPDX-License-Identifier: GPL-2.0-only
/* ab5cfac139ab: a callback whose states never repeat. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

static int counts(__u32 i, __u64 *n)
{
	(void)i;
	*n += 1;
	return *n == 0x400000;
}

SEC("tc") int loops(struct __sk_buff *skb)
{
	__u64 n = 0;

	(void)skb;
	bpf_loop(0x300000, counts, &n, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
