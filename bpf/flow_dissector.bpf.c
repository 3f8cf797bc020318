// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dissects flows for the kernel's hash: IPv4 with options and IPv6, TCP and UDP ports.  A packet of
 * any other kind is not dissected (BPF_DROP), and goes on nevertheless.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#define IPV4_VERSION   4
#define IPV6_VERSION   6
#define FRAGMENT_MASK	 0x1fff
#define MORE_FRAGMENTS	 0x2000

static __always_inline int dissect_ports(struct __sk_buff *skb, struct bpf_flow_keys *keys)
{
	__be16 ports[2];

	if (keys->ip_proto != IPPROTO_TCP && keys->ip_proto != IPPROTO_UDP)
		return BPF_OK;
	if (bpf_skb_load_bytes(skb, keys->thoff, ports, sizeof(ports)))
		return BPF_DROP;
	keys->sport = ports[0];
	keys->dport = ports[1];
	return BPF_OK;
}

static __always_inline int dissect_ipv4(struct __sk_buff *skb, struct bpf_flow_keys *keys)
{
	struct iphdr ip;

	if (bpf_skb_load_bytes(skb, keys->nhoff, &ip, sizeof(ip)) || ip.version != IPV4_VERSION ||
		ip.ihl < 5)
		return BPF_DROP;
	keys->addr_proto = ETH_P_IP;
	keys->ipv4_src = ip.saddr;
	keys->ipv4_dst = ip.daddr;
	keys->ip_proto = ip.protocol;
	keys->thoff = keys->nhoff + ip.ihl * 4;
	if (ip.frag_off & bpf_htons(FRAGMENT_MASK | MORE_FRAGMENTS)) {
		keys->is_frag = 1;
		keys->is_first_frag = !(ip.frag_off & bpf_htons(FRAGMENT_MASK));
		return BPF_OK; /* all fragments have the same hash: without ports */
	}
	return dissect_ports(skb, keys);
}

static __always_inline int dissect_ipv6(struct __sk_buff *skb, struct bpf_flow_keys *keys)
{
	struct ipv6hdr ip;

	if (bpf_skb_load_bytes(skb, keys->nhoff, &ip, sizeof(ip)) || ip.version != IPV6_VERSION)
		return BPF_DROP;
	keys->addr_proto = ETH_P_IPV6;
	__builtin_memcpy(keys->ipv6_src, &ip.saddr, sizeof(ip.saddr));
	__builtin_memcpy(keys->ipv6_dst, &ip.daddr, sizeof(ip.daddr));
	keys->flow_label = *(__be32 *)&ip & bpf_htonl(0xfffff);
	keys->ip_proto = ip.nexthdr;
	keys->thoff = keys->nhoff + sizeof(ip);
	return dissect_ports(skb, keys);
}

SEC("flow_dissector") PROGRAM_SHOWS("the keys of the kernel's flow hash") EXPECT_SUCCESS
int dissect(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;

	switch (keys->n_proto) {
	case bpf_htons(ETH_P_IP):
		return dissect_ipv4(skb, keys);
	case bpf_htons(ETH_P_IPV6):
		return dissect_ipv6(skb, keys);
	default:
		return BPF_DROP;
	}
}

char LICENSE[] SEC("license") = "GPL";
