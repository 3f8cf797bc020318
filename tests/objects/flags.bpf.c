// SPDX-License-Identifier: GPL-2.0-only
/*
 * Load flags newer than 5.10: one set by the section name, and one that bpfjury.yaml
 * sets.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("xdp.frags")
int with_frags(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
