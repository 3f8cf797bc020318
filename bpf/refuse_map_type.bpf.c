// SPDX-License-Identifier: GPL-2.0-only
/*
 * Has a map of a type that does not exist.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

struct {
	__uint(type, 4095);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} strange SEC(".maps");

SEC("xdp") PROGRAM_SHOWS("a map type that the kernel does not have")
EXPECT_UNLOADABLE EXPECT_REASON("map-unsupported") EXPECT_MESSAGE("map 'strange': failed to create")
int refuse_map_type(struct xdp_md *ctx)
{
	__u32 first = 0;

	return bpf_map_lookup_elem(&strange, &first) ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
