// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each program alone fits a small guest; all eight maps of the copies do not.  Accepted, with
 * memory enough; tc_custom is no section of libbpf: target-of-loader.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 9 << 18);
	__type(key, __u64);
	__type(value, char[96]);
} flows SEC(".maps");
#define P(n)                                                                                       \
	SEC("xdp") int p##n(struct xdp_md *c)                                                      \
	{                                                                                          \
		__u64 k = n;                                                                       \
		return bpf_map_lookup_elem(&flows, &k) ? XDP_PASS : XDP_DROP;                      \
	}
P(1) P(2) P(3) P(4) P(5) P(6) P(7) P(8) SEC("tc_custom") int q1(struct __sk_buff *s)
{
	return 0;
}
SEC("tc_custom") int q2(struct __sk_buff *s)
{
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
