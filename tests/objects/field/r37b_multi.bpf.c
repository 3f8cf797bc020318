// SPDX-License-Identifier: GPL-2.0-only
/* cilium/pwru#90, without the session. */
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
char _license[] SEC("license") = "GPL";
