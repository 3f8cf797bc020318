// SPDX-License-Identifier: GPL-2.0-only
/* anakryiko/retsnoop#79: a loop whose states the verifier cannot tell apart. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} m SEC(".maps");
SEC("tc") int waits(struct __sk_buff *skb)
{
	__u32 key = 0, *go;
	do {
		go = bpf_map_lookup_elem(&m, &key);
		if (!go)
			return 0;
	} while (!*(volatile __u32 *)go);
	return 1;
}
char _license[] SEC("license") = "GPL";
