// SPDX-License-Identifier: GPL-2.0-only
/*
 * The packet rate of each device, at most 256, as a moving average.  Its three fields must be
 * consistent, so they are read and written under the lock next to them (bpf_spin_lock, 5.1).
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#define PERIOD_NS 1000000000ULL /* length of a period of the average */
#define WEIGHT	  8		/* the newest period has a weight of 1/WEIGHT */

struct rate {
	struct bpf_spin_lock lock;
	__u32 packets; /* since @since */
	__u64 since;   /* ns, CLOCK_MONOTONIC */
	__u64 average; /* average packets in a period, times WEIGHT */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __u32); /* ifindex */
	__type(value, struct rate);
} rates SEC(".maps");

SEC("tc") PROGRAM_SHOWS("fields kept consistent under a spin lock") EXPECT_SUCCESS
int average_rate(struct __sk_buff *skb)
{
	__u32 device = skb->ifindex;
	struct rate *rate = bpf_map_lookup_elem(&rates, &device);
	struct rate fresh = {};
	/* no helper may be called while the lock is held */
	__u64 now = bpf_ktime_get_ns();

	if (!rate) {
		fresh.since = now;
		bpf_map_update_elem(&rates, &device, &fresh, BPF_NOEXIST);
		rate = bpf_map_lookup_elem(&rates, &device);
		if (!rate)
			return TC_ACT_OK;
	}
	bpf_spin_lock(&rate->lock);
	rate->packets++;
	/* now was read before the lock: another CPU may have started a period since */
	if (now > rate->since && now - rate->since >= PERIOD_NS) {
		__u64 figure = rate->packets * PERIOD_NS / (now - rate->since);
		rate->average = rate->average - rate->average / WEIGHT + figure;
		rate->packets = 0;
		rate->since = now;
	}
	bpf_spin_unlock(&rate->lock);
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "GPL";
