// SPDX-License-Identifier: GPL-2.0-only
/* A map pinned by name, with 8-byte values.  If it stays pinned, pinned.bpf.c fails to load. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} kept SEC(".maps");

SEC("raw_tp/sys_enter")
int pinned_wider(void *ctx)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&kept, &zero) != 0;
}

char LICENSE[] SEC("license") = "GPL";
