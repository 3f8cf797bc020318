// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ingress filter of a mesh node.  UDP to the mesh's port passes if a known peer sends it, up to
 * the peer's rate; the rest is dropped.  Packets to other ports pass, and so do later fragments:
 * without the first fragment, which is checked, they are useless.
 */
#include <linux/bpf.h>
#include <linux/udp.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "packet.h"

#define NS_PER_S 1000000000ULL

/* Set before the program is loaded. */
const volatile __u16 mesh_port = 51820;
const volatile __u32 rate = 20000; /* packets per second of each peer */
const volatile __u32 burst = 500;  /* size of a burst in packets */

enum drop {
	DROP_MALFORMED, /* cut short, or an invalid header */
	DROP_STRANGER,	/* not from a known peer */
	DROP_LIMITED,	/* from a peer over its rate */
	DROPS,
};

struct prefix4 {
	__u32 bits;
	__be32 address;
};

struct prefix6 {
	__u32 bits;
	struct in6_addr address;
};

/* A token bucket in units of time: a packet costs the interval between two at full rate. */
struct peer {
	struct bpf_spin_lock lock;
	__u32 padding;
	__u64 filled; /* ns, CLOCK_MONOTONIC: last refill */
	__u64 credit; /* ns */
	__u64 packets;
	__u64 bytes;
	__u64 limited; /* packets that were dropped */
};

/* Known peers: address → number. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4096);
	__type(key, struct prefix4);
	__type(value, __u32);
} allowed4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4096);
	__type(key, struct prefix6);
	__type(value, __u32);
} allowed6 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, struct peer);
} peers SEC(".maps");

/* By enum drop. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, DROPS);
	__type(key, __u32);
	__type(value, __u64);
} drops SEC(".maps");

static __always_inline int dropped(enum drop why)
{
	__u32 slot = why;
	__u64 *count = bpf_map_lookup_elem(&drops, &slot);

	if (count)
		(*count)++;
	return XDP_DROP;
}

/* The peer that sent the packet with the complete IP header @header; NULL: unknown. */
static __always_inline struct peer *sender(int ethertype, void *header, void *end)
{
	__u32 *number;

	if (ethertype == ETH_P_IP) {
		struct prefix4 from = {.bits = 32};
		struct iphdr *ip = header;
		if ((void *)(ip + 1) > end)
			return NULL;
		from.address = ip->saddr;
		number = bpf_map_lookup_elem(&allowed4, &from);
	} else {
		struct prefix6 from = {.bits = 128};
		struct ipv6hdr *ip = header;
		if ((void *)(ip + 1) > end)
			return NULL;
		from.address = ip->saddr;
		number = bpf_map_lookup_elem(&allowed6, &from);
	}
	return number ? bpf_map_lookup_elem(&peers, number) : NULL;
}

/* Count a packet of @bytes; whether it may pass. */
static __always_inline _Bool admit(struct peer *peer, __u32 bytes)
{
	const __u64 price = NS_PER_S / (rate ? rate : 1), capacity = price * burst;
	__u64 now = bpf_ktime_get_ns(); /* no helper may be called while the lock is held */
	_Bool pays;

	bpf_spin_lock(&peer->lock);
	/* now was read before the lock: another CPU may have a later time already */
	if (now > peer->filled) {
		__u64 passed = now - peer->filled;
		peer->credit = passed >= capacity || peer->credit + passed >= capacity
			? capacity : peer->credit + passed;
		peer->filled = now;
	}
	pays = peer->credit >= price;
	if (pays) {
		peer->credit -= price;
		peer->packets++;
		peer->bytes += bytes;
	} else {
		peer->limited++;
	}
	bpf_spin_unlock(&peer->lock);
	return pays;
}

SEC("xdp") PROGRAM_SHOWS("an ingress filter: allow list, token buckets, drop reasons")
	EXPECT_SUCCESS
int xdp_mesh_filter(struct xdp_md *ctx)
{
	struct cursor c = {
		.pos = (void *)(long)ctx->data,
		.end = (void *)(long)ctx->data_end,
	};
	__u32 bytes = c.end - c.pos;
	struct transport transport = {};
	int ethertype = packet_ethernet(&c);
	void *header = c.pos;
	struct udphdr *udp;
	struct peer *peer;

	if (ethertype != ETH_P_IP && ethertype != ETH_P_IPV6)
		return ethertype < 0 ? dropped(DROP_MALFORMED) : XDP_PASS;
	if (packet_ip(&c, ethertype, &transport))
		return dropped(DROP_MALFORMED);
	if (transport.protocol != IPPROTO_UDP || transport.fragment)
		return XDP_PASS;
	udp = cursor_take(&c, sizeof(*udp));
	if (!udp)
		return dropped(DROP_MALFORMED);
	if (udp->dest != bpf_htons(mesh_port))
		return XDP_PASS;
	peer = sender(ethertype, header, c.end);
	if (!peer)
		return dropped(DROP_STRANGER);
	return admit(peer, bytes) ? XDP_PASS : dropped(DROP_LIMITED);
}

char LICENSE[] SEC("license") = "GPL";
