// SPDX-License-Identifier: GPL-2.0-only
/* Arrays whose size only their loader knows. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
} unsized SEC(".maps");

/* Refused with few entries; accepted with many by kernels since 6.14. */
SEC("tc")
int unchecked(struct __sk_buff *skb)
{
	__u32 key __attribute__((aligned(8))) = 40; /* a slot of the stack, as the verifier has it */
	__u64 *value = bpf_map_lookup_elem(&unsized, &key);

	return *(volatile __u64 *)value > 3;
}

/* Accepted with any number. */
SEC("tc")
int checked(struct __sk_buff *skb)
{
	__u32 key = 40;
	__u64 *value = bpf_map_lookup_elem(&unsized, &key);

	return value ? *value > 3 : 0;
}

/* Refused with any number. */
SEC("tc")
int beyond(struct __sk_buff *skb)
{
	__u32 key = 40;
	__u64 *value = bpf_map_lookup_elem(&unsized, &key);

	return value ? ((volatile __u64 *)value)[1] > 3 : 0;
}
