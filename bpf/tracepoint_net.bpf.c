// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets and bytes in and out of network devices, by namespace and index, with the name that the device had when it
 * was first seen; bytes with the link's header.  Out is what the driver is given.  In is counted where a packet enters
 * the stack: of a device on top of another, a VLAN's say, only the lower one's.
 */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "kernel.h"

struct device {
	__u32 netns;   /* inode number, 0 in a kernel without namespaces */
	__s32 ifindex; /* in that namespace */
};

struct traffic {
	__u64 packets;
	__u64 bytes;
};

struct device_traffic {
	struct traffic in;
	struct traffic out;
	char name[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct device);
	__type(value, struct device_traffic);
} devices SEC(".maps");

static __always_inline struct device_traffic *traffic_of(struct net_device *dev)
{
	struct device device = {.ifindex = BPF_CORE_READ(dev, ifindex)};
	struct device_traffic fresh = {};
	struct device_traffic *known;

	if (bpf_core_field_exists(dev->nd_net.net))
		device.netns = BPF_CORE_READ(dev, nd_net.net, ns.inum);
	known = bpf_map_lookup_elem(&devices, &device);
	if (!known) {
		/* another CPU may be first: then its entry is as good */
		bpf_map_update_elem(&devices, &device, &fresh, BPF_NOEXIST);
		known = bpf_map_lookup_elem(&devices, &device);
	}
	if (known && !known->name[0]) /* each CPU has its own */
		BPF_CORE_READ_STR_INTO(&known->name, dev, name);
	return known;
}

SEC("tracepoint/net/netif_receive_skb") PROGRAM_SHOWS("packets and bytes in, by device") EXPECT_SUCCESS
int packet_in(struct trace_event_raw_net_dev_template *event)
{
	struct sk_buff *skb = event->skbaddr;
	struct net_device *dev = BPF_CORE_READ(skb, dev);
	struct device_traffic *traffic = traffic_of(dev);

	if (traffic) {
		traffic->in.packets++;
		traffic->in.bytes += event->len + BPF_CORE_READ(dev, hard_header_len); /* which was taken off */
	}
	return 0;
}

SEC("tracepoint/net/net_dev_start_xmit") PROGRAM_SHOWS("packets and bytes out, by device") EXPECT_SUCCESS
int packet_out(struct trace_event_raw_net_dev_start_xmit *event)
{
	struct sk_buff *skb = event->skbaddr;
	struct device_traffic *traffic = traffic_of(BPF_CORE_READ(skb, dev));

	if (traffic) {
		traffic->out.packets++;
		traffic->out.bytes += event->len;
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
