// SPDX-License-Identifier: GPL-2.0-only
/* kguardian-dev/kguardian#869: accepted; lockdown forbids the first. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
int out;
SEC("kprobe/vfs_read") int reads(void *ctx)
{
	bpf_probe_read_kernel(&out, 4, (void *)bpf_get_current_task());
	return 0;
}
SEC("xdp") int fine(struct xdp_md *c)
{
	return XDP_PASS;
}
char _license[] SEC("license") = "GPL";
