// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps of 1.6 GiB, which is more than a guest has at first.  With MAPS_4_GIB they are of 4 GiB, in
 * the manner of programs that track flows.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
#ifdef MAPS_4_GIB
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 20 << 20);
	__type(key, __u64);
	__type(value, char[120]);
#else
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1600 << 10);
	__type(key, __u32);
	__type(value, char[1024]);
#endif
} flows SEC(".maps");

SEC("xdp")
int huge(struct xdp_md *ctx)
{
	__u64 flow = ctx->rx_queue_index;
	return bpf_map_lookup_elem(&flows, &flow) ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
