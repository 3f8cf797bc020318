// SPDX-License-Identifier: GPL-2.0-only
/* cilium/pwru#409: atomic operations with a value are of 5.12: instruction-unknown before. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
__u64 next_id, flag;
SEC("kprobe/vfs_read") int fetch(void *ctx)
{
	return __sync_fetch_and_add(&next_id, 1) % 256;
}
SEC("kprobe/vfs_read") int swap(void *ctx)
{
	return __sync_lock_test_and_set(&flag, 1);
}
char _license[] SEC("license") = "GPL";
