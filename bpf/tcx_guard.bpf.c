// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets enter and leave a device only with an Ethernet type that is on a list.  tcx (6.6)
 * attaches to the device itself, several programs in an order, without a qdisc.
 *
 * The return values of tcx are those of tc; TCX_NEXT is TC_ACT_UNSPEC.  Kernels before 6.6 accept
 * the program as a tc program, which differs only in where it is attached.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "atomic.h"

#define NEXT TC_ACT_UNSPEC /* TCX_NEXT, include/uapi/linux/bpf.h: the next program decides */
#define DROP TC_ACT_SHOT   /* TCX_DROP */

/*
 * Types in network order, as in the frame.  skb->protocol is what the sender set, and the type
 * after a VLAN tag.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} protocols SEC(".maps");

static __always_inline int guard(struct __sk_buff *skb)
{
	__u32 protocol = 0;
	__u64 *packets;
	__be16 type;

	if (skb->vlan_present)
		protocol = skb->vlan_proto; /* the outermost tag, which the device has removed */
	else if (!bpf_skb_load_bytes(skb, __builtin_offsetof(struct ethhdr, h_proto), &type,
		sizeof(type)))
		protocol = type;
	packets = bpf_map_lookup_elem(&protocols, &protocol);
	if (!packets)
		return DROP;
	atomic_add(packets, 1);
	return NEXT;
}

SEC("tcx/ingress") PROGRAM_SHOWS("a device's ingress, without a qdisc") EXPECT_SUCCESS
int guard_ingress(struct __sk_buff *skb)
{
	return guard(skb);
}

SEC("tcx/egress") PROGRAM_SHOWS("a device's egress, without a qdisc") EXPECT_SUCCESS
int guard_egress(struct __sk_buff *skb)
{
	return guard(skb);
}

char LICENSE[] SEC("license") = "GPL";
