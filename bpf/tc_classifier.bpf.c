// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sorts packets into traffic classes by transport protocol and destination port, over IPv4 and
 * IPv6. The mark is for netfilter and routing, the class for the queueing discipline to which this
 * direct-action filter belongs.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "atomic.h"
#include "packet.h"

/* Bytes that are made linear: enough for the headers of nearly all packets. */
#define HEADERS 128

struct service {
	__be16 port;
	__u8 protocol; /* IPPROTO_… */
	__u8 padding;  /* 0 */
};

struct traffic_class {
	__u32 mark;
	__u16 minor; /* of the class; the major number is the filter's own ("classid 1:") */
	__u16 padding;
	__u64 packets;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct service);
	__type(value, struct traffic_class);
} classes SEC(".maps");

/* The destination port, -1 if there is none. */
static __always_inline int service_of(struct cursor *c, struct service *service)
{
	struct transport transport = {};
	struct ports {
		__be16 source;
		__be16 destination;
	} *ports;

	if (packet_ip(c, packet_ethernet(c), &transport) || transport.fragment)
		return -1;
	switch (transport.protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_DCCP:
	case IPPROTO_SCTP:
	case IPPROTO_UDPLITE:
		ports = cursor_take(c, sizeof(*ports));
		if (!ports)
			return -1;
		service->protocol = transport.protocol;
		service->port = ports->destination;
		return 0;
	default:
		return -1;
	}
}

SEC("tc") PROGRAM_SHOWS("traffic classes by protocol and port") EXPECT_SUCCESS
int tc_classifier(struct __sk_buff *skb)
{
	struct service service = {};
	struct traffic_class *class;
	struct cursor c;

	/* Only the linear part can be read directly, and headers may be after it. */
	if (skb->data_end - skb->data < HEADERS)
		bpf_skb_pull_data(skb, skb->len < HEADERS ? skb->len : HEADERS);
	c.pos = (void *)(long)skb->data;
	c.end = (void *)(long)skb->data_end;
	if (service_of(&c, &service))
		return TC_ACT_OK;
	class = bpf_map_lookup_elem(&classes, &service);
	if (!class)
		return TC_ACT_OK;
	skb->mark = class->mark;
	skb->tc_classid = class->minor;
	atomic_add(&class->packets, 1);
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "GPL";
