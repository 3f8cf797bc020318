// SPDX-License-Identifier: GPL-2.0-only
/* e4a62833adff. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("lwt_seg6local") int pulls_data(struct __sk_buff *skb)
{
	bpf_skb_pull_data(skb, 0);
	return BPF_OK;
}

char _license[] SEC("license") = "GPL";
