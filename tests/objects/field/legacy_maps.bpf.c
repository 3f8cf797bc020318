// SPDX-License-Identifier: GPL-2.0-only
/* Maps without BTF: accepted where they can be made fit, else loader-own, each program listed. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct map_def {
	unsigned type, key, value, max, flags;
};
struct map_def SEC("maps") counts = {BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0};
SEC("xdp") int count(struct xdp_md *c)
{
	__u32 k = 0;
	__u64 *v = bpf_map_lookup_elem(&counts, &k);
	if (v)
		__sync_fetch_and_add(v, 1);
	return XDP_PASS;
}
SEC("xdp") int plain(struct xdp_md *c)
{
	return XDP_PASS;
} /* uses no map */
char LICENSE[] SEC("license") = "GPL";
