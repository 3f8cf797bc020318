// SPDX-License-Identifier: GPL-2.0-only
/* A member read beyond a local copy of its struct: uninitialised-read on 7.2, accepted before. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#define CORE __attribute__((preserve_access_index))
struct ns_common {
	long stashed;
	const void *ops;
	unsigned int inum;
	int count;
} CORE;
SEC("kprobe/vfs_fsync_range") int copied(void *ctx)
{
	struct ns_common c;
	bpf_probe_read_kernel(&c, sizeof c, (void *)bpf_get_current_task());
	return c.inum;
}
char LICENSE[] SEC("license") = "GPL";
