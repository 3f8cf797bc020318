// SPDX-License-Identifier: GPL-2.0-only
/* Accepted, with a page supplied. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
} events SEC(".maps"); /* loader: bpf_map__set_max_entries */
SEC("kprobe/vfs_fsync_range") int rb(void *ctx)
{
	__u32 x = 1;
	return bpf_ringbuf_output(&events, &x, sizeof x, 0);
}
char LICENSE[] SEC("license") = "GPL";
