// SPDX-License-Identifier: GPL-2.0-only
/* aya-rs/aya#332: an LPM trie needs BPF_F_NO_PREALLOC: map-refused. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct key {
	__u32 len, addr;
};
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__type(key, struct key);
	__type(value, int);
	__uint(max_entries, 255);
} t SEC(".maps");
SEC("xdp") int find(struct xdp_md *c)
{
	struct key k = {32, 1};
	return bpf_map_lookup_elem(&t, &k) ? XDP_DROP : XDP_PASS;
}
char _license[] SEC("license") = "GPL";
