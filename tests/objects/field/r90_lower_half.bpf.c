// SPDX-License-Identifier: GPL-2.0-only
/* hack3ric/mimic#15: a size is compared in a copy of its lower 32 bits, and used in another. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, char[64]);
} buffers SEC(".maps");

SEC("tc") int copies(struct __sk_buff *skb)
{
	int key = 0;
	char *buffer = bpf_map_lookup_elem(&buffers, &key);
	unsigned long size = bpf_ktime_get_ns();
	unsigned int low;

	if (!buffer)
		return 0;
	asm volatile("%0 |= 1" : "+r"(size));
	low = size;
	asm volatile("" : "+w"(low));
	if (low > 64)
		return 0;
	return bpf_skb_load_bytes(skb, 0, buffer, size);
}
char _license[] SEC("license") = "GPL";
