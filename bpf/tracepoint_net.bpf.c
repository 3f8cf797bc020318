// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets and bytes received and sent by network devices, by namespace and index, with the name
 * that the device had at its first packet.  Bytes include the link-layer header.  Sent packets are
 * counted when the driver gets them, received ones when they enter the stack: for a device on top
 * of another, such as a VLAN, only the lower one is counted.
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
		/* another CPU may have been first; its entry is used then */
		bpf_map_update_elem(&devices, &device, &fresh, BPF_NOEXIST);
		known = bpf_map_lookup_elem(&devices, &device);
	}
	if (known && !known->name[0]) /* each CPU has its own */
		BPF_CORE_READ_STR_INTO(&known->name, dev, name);
	return known;
}

SEC("tracepoint/net/netif_receive_skb")
	PROGRAM_SHOWS("packets and bytes received, by device") EXPECT_SUCCESS
int packet_in(struct trace_event_raw_net_dev_template *event)
{
	struct sk_buff *skb = event->skbaddr;
	struct net_device *dev = BPF_CORE_READ(skb, dev);
	struct device_traffic *traffic = traffic_of(dev);

	if (traffic) {
		traffic->in.packets++;
		/* the link-layer header was removed */
		traffic->in.bytes += event->len + BPF_CORE_READ(dev, hard_header_len);
	}
	return 0;
}

SEC("tracepoint/net/net_dev_start_xmit") PROGRAM_SHOWS("packets and bytes sent, by device")
	EXPECT_SUCCESS
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
