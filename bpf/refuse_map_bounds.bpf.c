// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads a second number from a map value that has one.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

SEC("xdp") PROGRAM_SHOWS("a read past the end of a map's value")
EXPECT_FAILURE EXPECT_REASON("memory-bounds")
EXPECT_MESSAGE("invalid access to map value, value_size=8 off=8 size=8")
int refuse_map_bounds(struct xdp_md *ctx)
{
	__u32 first = 0;
	__u64 *number = bpf_map_lookup_elem(&numbers, &first);

	return number && number[1] ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
