// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flags that came after 5.10: one that the section asks for, and one for the configuration to
 * ask for.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("xdp.frags")
int with_frags(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
