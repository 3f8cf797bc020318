// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes a spin lock and returns without releasing it.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

struct counter {
	struct bpf_spin_lock lock;
	__u32 packets;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counter);
} counters SEC(".maps");

/* The message up to 6.12, or that of 7.2. */
SEC("tc") PROGRAM_SHOWS("a lock that is held at the end")
EXPECT_FAILURE EXPECT_REASON("lock")
EXPECT_MESSAGE("{{bpf_spin_unlock is missing|cannot be used inside bpf_spin_lock-ed region}}")
int refuse_held_lock(struct __sk_buff *skb)
{
	__u32 first = 0;
	struct counter *counter = bpf_map_lookup_elem(&counters, &first);

	if (!counter)
		return TC_ACT_OK;
	bpf_spin_lock(&counter->lock);
	counter->packets++;
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "GPL";
