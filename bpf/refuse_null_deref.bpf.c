// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts packets by device, and assumes that the device has a counter: the pointer that a lookup
 * returns is used without a comparison with NULL.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "atomic.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

SEC("xdp") PROGRAM_SHOWS("a lookup whose result is not compared with NULL")
EXPECT_FAILURE EXPECT_REASON("null-dereference")
EXPECT_MESSAGE("R{{[0-9]+}} invalid mem access 'map_value_or_null'")
int refuse_null_deref(struct xdp_md *ctx)
{
	__u32 device = ctx->ingress_ifindex;
	__u64 *count = bpf_map_lookup_elem(&packets, &device);

	atomic_add(count, 1);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
