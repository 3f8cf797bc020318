// SPDX-License-Identifier: GPL-2.0-only
/* The loader gives the map for inner maps: map-incomplete. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 16);
	__uint(key_size, 4);
	__uint(value_size, 4);
} outer SEC(".maps"); /* loader: bpf_map__set_inner_map_fd */
SEC("kprobe/vfs_fsync_range") int in(void *ctx)
{
	__u32 k = 0;
	void *m = bpf_map_lookup_elem(&outer, &k);
	if (!m)
		return 0;
	__u32 *v = bpf_map_lookup_elem(m, &k);
	return v ? *v : 0;
}
char LICENSE[] SEC("license") = "GPL";
