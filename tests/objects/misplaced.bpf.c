// SPDX-License-Identifier: GPL-2.0-only
/* An annotation on a function that is not a program: it is not known which program it is for. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

EXPECT_FAILURE int section_forgotten(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp") EXPECT_SUCCESS
int annotated(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
