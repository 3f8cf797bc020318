// SPDX-License-Identifier: GPL-2.0-only
/* A program without a flag of its own. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("xdp")
int plain(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
