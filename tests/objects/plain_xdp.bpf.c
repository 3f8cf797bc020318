// SPDX-License-Identifier: GPL-2.0-only
/* A program whose section sets no load flag. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("xdp")
int plain(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
