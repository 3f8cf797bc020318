// SPDX-License-Identifier: GPL-2.0-only
/* cilium/pwru#90: kernels ignore these attach types at load; kprobe.session needs libbpf 1.5. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("kprobe.multi/vfs_*") int many(void *ctx)
{
	return 0;
}
SEC("uprobe.multi//bin/sh:*") int many_user(void *ctx)
{
	return 0;
}
SEC("kprobe.session/vfs_*") int session(void *ctx)
{
	return 0;
}
char _license[] SEC("license") = "GPL";
