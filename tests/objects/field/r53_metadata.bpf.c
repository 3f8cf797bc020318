// SPDX-License-Identifier: GPL-2.0-only
/* aya-rs/aya#1650: a metadata kfunc in a program that is bound to no device: kfunc-not-allowed. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
extern int bpf_xdp_metadata_rx_timestamp(const struct xdp_md *ctx, __u64 *timestamp) __ksym;
SEC("xdp") int stamp(struct xdp_md *c)
{
	__u64 t = 0;
	return bpf_xdp_metadata_rx_timestamp(c, &t) ? XDP_DROP : XDP_PASS;
}
char _license[] SEC("license") = "GPL";
