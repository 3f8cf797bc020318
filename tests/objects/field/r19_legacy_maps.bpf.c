// SPDX-License-Identifier: GPL-2.0-only
/* libbpf/libbpf#272: maps without BTF, as other loaders take them. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct map_def {
	unsigned type, key_size, value_size, max_entries, flags;
};
struct map_def SEC("maps") counts = {
	.type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 4};
SEC("xdp") int count(struct xdp_md *c)
{
	int k = 0;
	__u64 *v = bpf_map_lookup_elem(&counts, &k);
	if (v)
		*v += 1;
	return XDP_PASS;
}
char _license[] SEC("license") = "GPL";
