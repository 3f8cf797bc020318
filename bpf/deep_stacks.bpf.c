// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whom a destination hears from: the addresses that send to it, kept sorted by how often they do.  The work is in
 * functions of their own, each with its own frame: what the verifier adds up, 512 bytes of a call chain at most, each
 * frame rounded up.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "packet.h"

#define PEERS 24 /* remembered of each destination */

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
 * One step up for the peer at @at when it has overtaken the one before it; where it then is.  Its caller must use
 * that: of a static function whose value nobody takes, clang 14 leaves what happens to be in R0, and 5.10 and 6.1
 * refuse it when that points to the stack ("cannot return stack pointer to the caller"); 6.12 does not.
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
 * Counts @address in a copy, so that a reader never sees a list half sorted; 192 bytes of stack.  Of two CPUs that do so
 * at once one is not counted: it is about who comes often.
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
	if (copy.peer[at].address != address || !copy.peer[at].packets) { /* a free place, or the last one's, which came least */
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

SEC("xdp") PROGRAM_SHOWS("functions called with frames of their own") EXPECT_SUCCESS
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
