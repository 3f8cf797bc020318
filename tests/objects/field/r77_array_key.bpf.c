// SPDX-License-Identifier: GPL-2.0-only
/* libbpf/libbpf-bootstrap#209: an array whose key is a struct: map-refused. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct network_tuple {
	__u32 saddr, daddr;
	__u16 sport, dport;
};
struct syn_event {
	struct network_tuple tuple;
	__u64 when;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, struct network_tuple);
	__type(value, struct syn_event);
	__uint(max_entries, 1);
} flow_table SEC(".maps");
SEC("xdp") int flows(struct xdp_md *ctx)
{
	struct network_tuple key = {};

	return bpf_map_lookup_elem(&flow_table, &key) ? XDP_DROP : XDP_PASS;
}
char _license[] SEC("license") = "GPL";
