// SPDX-License-Identifier: GPL-2.0-only
/* A pinning constant of another loader: accepted without it, or loader-own. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, 100);
} kept SEC(".maps"); /* a loader's own constant */
SEC("xdp") int pin(struct xdp_md *c)
{
	__u32 k = 0;
	return bpf_map_lookup_elem(&kept, &k) ? XDP_PASS : XDP_DROP;
}
char LICENSE[] SEC("license") = "GPL";
