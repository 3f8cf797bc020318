// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stores the address of its context in a map, where user space could read it.  Allowed with
 * CAP_PERFMON, which may read kernel memory anyway; refused for a network service without it.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} last_context SEC(".maps");

SEC("xdp") PROGRAM_SHOWS("a pointer that user space would see")
	PROGRAM_CAPS("CAP_BPF|CAP_NET_ADMIN")
EXPECT_FAILURE EXPECT_REASON("pointer-leak") EXPECT_MESSAGE("R{{[0-9]+}} leaks addr into map")
int refuse_pointer_leak(struct xdp_md *ctx)
{
	__u32 only = 0;
	__u64 *address = bpf_map_lookup_elem(&last_context, &only);

	if (address)
		*address = (__u64)ctx;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
