// SPDX-License-Identifier: GPL-2.0-only
/* A map type of 6.9: the program that does not use it is accepted everywhere. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
/* its loader leaves both out where the kernel has no such map */
struct {
	__uint(type, 33 /* BPF_MAP_TYPE_ARENA, 6.9 */);
	__uint(map_flags, 1 << 10);
	__uint(max_entries, 4);
} newer SEC(".maps");
SEC("kprobe/vfs_fsync_range") int without(void *ctx)
{
	return 0;
}
SEC("kprobe/vfs_fsync_range") int with(void *ctx)
{
	return bpf_map_lookup_elem(&newer, ctx) != 0;
}
char LICENSE[] SEC("license") = "GPL";
