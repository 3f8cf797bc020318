// SPDX-License-Identifier: GPL-2.0-only
/* A static program: accepted where it can be made global, else loader-own, each listed. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("xdp") __attribute__((used)) static int hidden(struct xdp_md *c)
{
	return XDP_PASS;
} /* cilium/ebpf loads it; libbpf: "is static and not supported" */
SEC("xdp") int shown(struct xdp_md *c)
{
	return XDP_PASS;
}
char LICENSE[] SEC("license") = "GPL";
