// SPDX-License-Identifier: GPL-2.0-only
/*
 * gamemann/xdp-proxy#16: the replacement changes packets and the target does not: attach-target
 * from 6.12 on.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpfjury/expect.h>
SEC("freplace/slot") PROGRAM_TARGET("r65_target.bpf.o", "dispatch") int shift(struct xdp_md *ctx)
{
	return bpf_xdp_adjust_head(ctx, 4) ? XDP_DROP : XDP_PASS;
}
char _license[] SEC("license") = "GPL";
