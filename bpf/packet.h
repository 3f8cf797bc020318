/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parse the headers of a packet, from the outside in, by direct packet access.  A cursor moves over
 * the packet.  Each header is compared with the packet's end before it is read, as the verifier
 * requires.
 */
#ifndef BPF_PACKET_H
#define BPF_PACKET_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/types.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* Most tags that are skipped: one of a provider (802.1ad), one of a customer (802.1Q). */
#define VLAN_DEPTH 2
/* Most extension headers that are skipped; RFC 8200, 4.1 lists five of these kinds. */
#define IPV6_EXTENSIONS 6

#define IP_FRAGMENT_OFFSET   0x1fff /* of iphdr.frag_off: not the first fragment */
#define IP_MORE_FRAGMENTS    0x2000
#define IPV6_FRAGMENT_OFFSET 0xfff8 /* of the fragment header's second word, likewise */
#define IPV6_MORE_FRAGMENTS  0x0001

struct cursor {
	void *pos;
	void *end;
};

struct vlan_tag {
	__be16 tci;
	__be16 encapsulated; /* ethertype */
};

/* The common part of hop-by-hop, routing and destination options. */
struct ipv6_extension {
	__u8 next;
	__u8 length;	 /* in units of 8 bytes, the first not counted */
	__be16 fragment; /* of the fragment header only: offset and flags */
	__be32 rest;
};

/* What follows an IP header. */
struct transport {
	int protocol;	/* IPPROTO_… of the data at the cursor */
	/* bytes from the cursor on by the IP header; the frame may have more or fewer */
	int length;
	_Bool fragment; /* a later fragment: data, not a header, is at the cursor */
	_Bool first;	/* a first fragment: more follow */
};

/* Return the next @size bytes and move past them; NULL: the packet is shorter. */
static __always_inline void *cursor_take(struct cursor *c, __u32 size)
{
	void *taken = c->pos;

	if (taken + size > c->end)
		return NULL;
	c->pos = taken + size;
	return taken;
}

/*
 * Skip the Ethernet header and VLAN tags.  Returns the ethertype in host order, or -1 if the packet
 * is cut short or has too many tags: the kernel removes any number of tags without a VLAN ID, so
 * anything may follow them.
 */
static __always_inline int packet_ethernet(struct cursor *c)
{
	struct ethhdr *eth = cursor_take(c, sizeof(*eth));
	__be16 type;

	if (!eth)
		return -1;
	type = eth->h_proto;
	for (int i = 0; i < VLAN_DEPTH; i++) {
		struct vlan_tag *tag;

		if (type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD))
			break;
		tag = cursor_take(c, sizeof(*tag));
		if (!tag)
			return -1;
		type = tag->encapsulated;
	}
	if (type == bpf_htons(ETH_P_8021Q) || type == bpf_htons(ETH_P_8021AD))
		return -1;
	return bpf_ntohs(type);
}

static __always_inline int packet_ipv4(struct cursor *c, struct transport *t)
{
	struct iphdr *ip = cursor_take(c, sizeof(*ip));
	__u32 length;

	if (!ip || ip->version != 4)
		return -1;
	/*
	 * Again from the start, with options: ihl has four bits, so the verifier knows the bound.
	 * It knows that of a difference with sizeof(*ip) only if clang compares and subtracts in
	 * one register, which clang 19 does not.
	 */
	length = ip->ihl * 4;
	c->pos = ip;
	if (length < sizeof(*ip) || !cursor_take(c, length))
		return -1;
	t->protocol = ip->protocol;
	t->length = bpf_ntohs(ip->tot_len) - (int)length;
	t->fragment = ip->frag_off & bpf_htons(IP_FRAGMENT_OFFSET);
	t->first = !t->fragment && ip->frag_off & bpf_htons(IP_MORE_FRAGMENTS);
	return 0;
}

static __always_inline _Bool ipv6_is_extension(int protocol)
{
	return protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING ||
		protocol == IPPROTO_DSTOPTS ||
	       protocol == IPPROTO_FRAGMENT;
}

static __always_inline int packet_ipv6(struct cursor *c, struct transport *t)
{
	struct ipv6hdr *ip = cursor_take(c, sizeof(*ip));

	if (!ip || ip->version != 6)
		return -1;
	t->protocol = ip->nexthdr;
	t->length = bpf_ntohs(ip->payload_len);
	t->fragment = t->first = 0;
	for (int i = 0; i < IPV6_EXTENSIONS && !t->fragment; i++) {
		struct ipv6_extension *extension;

		if (!ipv6_is_extension(t->protocol))
			break;
		extension = cursor_take(c, sizeof(*extension));
		if (!extension)
			return -1;
		t->length -= sizeof(*extension);
		if (t->protocol == IPPROTO_FRAGMENT) {
			t->fragment = extension->fragment & bpf_htons(IPV6_FRAGMENT_OFFSET);
			t->first = !t->fragment &&
				   extension->fragment & bpf_htons(IPV6_MORE_FRAGMENTS);
		} else {
			if (!cursor_take(c, extension->length * 8))
				return -1;
			t->length -= extension->length * 8;
		}
		t->protocol = extension->next;
	}
	/* too many of them: anything may follow */
	return !t->fragment && ipv6_is_extension(t->protocol) ? -1 : 0;
}

/* Skip the IP header of @ethertype; -1: not IP, invalid, cut short, or too many headers. */
static __always_inline int packet_ip(struct cursor *c, int ethertype, struct transport *t)
{
	switch (ethertype) {
	case ETH_P_IP:
		return packet_ipv4(c, t);
	case ETH_P_IPV6:
		return packet_ipv6(c, t);
	default:
		return -1;
	}
}

#endif
