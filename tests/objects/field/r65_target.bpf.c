// SPDX-License-Identifier: GPL-2.0-only
/* The target of r65_ext_changes: accepted. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
__attribute__((noinline)) int slot(struct xdp_md *ctx)
{
	volatile int r = XDP_PASS;
	if (!ctx)
		return XDP_ABORTED;
	return r;
}
SEC("xdp") int dispatch(struct xdp_md *ctx)
{
	return slot(ctx);
}
char _license[] SEC("license") = "GPL";
