// SPDX-License-Identifier: GPL-2.0-only
/* cilium/ebpf#1072, cilium/cilium#7907: an LRU map takes no BPF_F_NO_PREALLOC: map-refused. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} snat SEC(".maps");
SEC("tc") int find(struct __sk_buff *skb)
{
	__u32 key = skb->mark;

	return bpf_map_lookup_elem(&snat, &key) ? 1 : 0;
}
char _license[] SEC("license") = "GPL";
