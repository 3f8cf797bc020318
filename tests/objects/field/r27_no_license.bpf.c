// SPDX-License-Identifier: GPL-2.0-only
/* lizrice/learning-ebpf#6: gpl-only. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("kprobe/vfs_read") int prints(void *ctx)
{
	bpf_printk("x");
	return 0;
}
SEC("fentry/vfs_read") int traces(void *ctx)
{
	return 0;
}
SEC("xdp") int passes(struct xdp_md *c)
{
	return XDP_PASS;
}
