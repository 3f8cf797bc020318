// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who sends to a destination: its source addresses, sorted by the number of packets.  The work is
 * done in several functions, each with its own stack frame.  The verifier adds up the frames of a
 * call chain, each rounded up: at most 512 bytes.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "packet.h"

#define PEERS 24 /* kept for each destination */

struct peer {
	__be32 address;
	__u32 packets; /* 0: a free place */
};

struct peers {
	struct peer peer[PEERS]; /* the most frequent first */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __be32);
	__type(value, struct peers);
} destinations SEC(".maps");

/*
 * Move the peer at @at up by one if it has more packets than the one before it, and return its new
 * index.  The caller must use the value: in a static function whose value is unused clang 14 leaves
 * anything in R0, and 5.10 and 6.1 refuse it if that points to the stack ("cannot return stack
 * pointer to the caller"); 6.12 does not.
 */
static __noinline __u32 promote(struct peers *peers, __u32 at)
{
	struct peer two[2];

	if (!peers || at == 0 || at >= PEERS)
		return at;
	two[0] = peers->peer[at - 1];
	two[1] = peers->peer[at];
	if (two[1].packets <= two[0].packets)
		return at;
	peers->peer[at - 1] = two[1];
	peers->peer[at] = two[0];
	return at - 1;
}

/*
 * Count @address in a copy, so that a reader never sees a half-sorted list; 192 bytes of stack.  If
 * two CPUs do this at the same time, one packet is not counted.  The order stays about right.
 */
static __noinline int count_peer(__be32 destination, __be32 address)
{
	struct peers *known = bpf_map_lookup_elem(&destinations, &destination);
	struct peers copy;
	__u32 at;

	if (known)
		copy = *known;
	else
		__builtin_memset(&copy, 0, sizeof(copy));
	for (at = 0; at < PEERS - 1; at++)
		if (copy.peer[at].address == address || !copy.peer[at].packets)
			break;
	/* a free place, or that of the rarest one */
	if (copy.peer[at].address != address || !copy.peer[at].packets) {
		copy.peer[at].address = address;
		copy.peer[at].packets = 0;
	}
	copy.peer[at].packets++;
	for (int i = 0; i < PEERS; i++) {
		__u32 next = promote(&copy, at);
		if (next == at)
			break;
		at = next;
	}
	return bpf_map_update_elem(&destinations, &destination, &copy, BPF_ANY);
}

SEC("xdp") PROGRAM_SHOWS("functions with stack frames") EXPECT_SUCCESS
int talkers(struct xdp_md *ctx)
{
	struct cursor c = {
		.pos = (void *)(long)ctx->data,
		.end = (void *)(long)ctx->data_end,
	};
	struct iphdr *ip;

	if (packet_ethernet(&c) != ETH_P_IP)
		return XDP_PASS;
	ip = cursor_take(&c, sizeof(*ip));
	if (ip && ip->version == 4)
		count_peer(ip->daddr, ip->saddr);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
