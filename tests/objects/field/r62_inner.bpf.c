// SPDX-License-Identifier: GPL-2.0-only
/* facebookincubator/katran: a map of maps without an inner map: map-incomplete. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, int);
} outer SEC(".maps");
SEC("tc") int find(struct __sk_buff *s)
{
	int k = 0;
	return bpf_map_lookup_elem(&outer, &k) ? 1 : 0;
}
char _license[] SEC("license") = "GPL";
