// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lets a datagram pass only with a signature of a known key: commands to a machine that must be
 * authentic even when elliptic curves are broken.  An LM-OTS key signs once.  The key of a datagram
 * that passed is removed, so a second one with the same key, repeated or forged, is dropped.
 *
 * It costs some 4,500 blocks of SHA-256 a packet, 6 ms of a CPU.  A packet without a known key is
 * dropped first.  Kernels before 5.13 do not know callbacks.  They count one function too few, and
 * refuse the program for that before they reach bpf_loop().
 *
 * UDP payload: I (16 bytes), q (4), the LM-OTS signature (1124), and the signed message.  UDP and
 * IP must agree on the length, and the packet must not be fragmented, so that the message is what
 * the stack delivers.  A later fragment has no port and passes; without the first fragment, which
 * is dropped, it is useless.
 */
#include <linux/bpf.h>
#include <linux/udp.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "lmots.h"
#include "packet.h"

/* Set before the program is loaded. */
const volatile __u16 signed_port = 8554;

enum answer {
	ANSWER_GOOD,
	ANSWER_MALFORMED, /* fragmented, too short or too long, or another kind of signature */
	ANSWER_NO_KEY,	  /* no key of that number, or it has signed already */
	ANSWER_BAD,	  /* not signed by that key */
	ANSWERS,
};

struct key_id {
	__u8 I[LMOTS_I];
	__be32 q;
};

struct key {
	__be32 K[SHA256_STATE];
};

/* Keys that may still sign, each once. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct key_id);
	__type(value, struct key);
} keys SEC(".maps");

/* By enum answer. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, ANSWERS);
	__type(key, __u32);
	__type(value, __u64);
} answers SEC(".maps");

struct work {
	struct lmots lmots;
	struct key key;
};

/* Working memory; a CPU processes one packet at a time. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct work);
} works SEC(".maps");

struct head {
	struct key_id id;
	struct lmots_signature signature;
} __attribute__((packed));

/* Whether the payload at @offset of the packet is signed by a valid key. */
static __always_inline enum answer verify(struct xdp_md *ctx, __u32 offset, __u32 size)
{
	const __u32 y = __builtin_offsetof(struct head, signature.y),
		    C = __builtin_offsetof(struct head, signature.C);
	/* less than a message of one byte; very large if there is none */
	__u32 zero = 0, more = size - sizeof(struct head) - 1;
	struct work *work = bpf_map_lookup_elem(&works, &zero);
	struct key_id id;
	struct key *key;
	__be32 type;

	barrier_var(more); /* so that the compared value is the one that is passed on */
	if (!work || more >= LMOTS_MESSAGE_MAX)
		return ANSWER_MALFORMED;
	if (bpf_xdp_load_bytes(ctx, offset, &id, sizeof(id)) ||
		bpf_xdp_load_bytes(ctx, offset + sizeof(id), &type, sizeof(type)) ||
		type != bpf_htonl(LMOTS_SHA256_N32_W8))
		return ANSWER_MALFORMED;
	key = bpf_map_lookup_elem(&keys, &id);
	if (!key)
		return ANSWER_NO_KEY; /* before any computation */
	work->key = *key;
	__builtin_memcpy(work->lmots.message.I, id.I, sizeof(id.I));
	__builtin_memcpy(work->lmots.key.I, id.I, sizeof(id.I));
	work->lmots.message.q = work->lmots.key.q = id.q;
	if (bpf_xdp_load_bytes(ctx, offset + C, work->lmots.message.C, LMOTS_N) ||
		bpf_xdp_load_bytes(ctx, offset + y, work->lmots.key.y, sizeof(work->lmots.key.y)) ||
		bpf_xdp_load_bytes(ctx, offset + sizeof(struct head), work->lmots.message.message,
			more + 1))
		return ANSWER_MALFORMED;
	lmots_public_key(&work->lmots, more + 1);
	for (int i = 0; i < SHA256_STATE; i++)
		if (work->lmots.hash[i] != bpf_ntohl(work->key.K[i]))
			return ANSWER_BAD;
	/* of several packets with this key on different CPUs, one gets it */
	return bpf_map_delete_elem(&keys, &id) ? ANSWER_NO_KEY : ANSWER_GOOD;
}

SEC("xdp") PROGRAM_SHOWS("a post-quantum signature (RFC 8554) verified") PROGRAM_FROM("5.18")
EXPECT_NEEDS("helper:bpf_loop") EXPECT_NEEDS("helper:bpf_xdp_load_bytes") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_FAILURE EXPECT_REASON("helper-unknown")
EXPECT_MESSAGE("{{number of funcs in func_info doesn't match number of subprogs|"
	       "invalid func unknown#}}")
int xdp_pqc_verify(struct xdp_md *ctx)
{
	struct cursor c = {
		.pos = (void *)(long)ctx->data,
		.end = (void *)(long)ctx->data_end,
	};
	struct transport transport = {};
	int ethertype = packet_ethernet(&c);
	struct udphdr *udp;
	__u32 answer;
	__u64 *count;

	if (ethertype >= 0 && ethertype != ETH_P_IP && ethertype != ETH_P_IPV6)
		return XDP_PASS;
	answer = ANSWER_MALFORMED;
	if (ethertype < 0 || packet_ip(&c, ethertype, &transport))
		goto out;
	if (transport.protocol != IPPROTO_UDP || transport.fragment)
		return XDP_PASS;
	udp = cursor_take(&c, sizeof(*udp));
	if (!udp)
		goto out;
	if (udp->dest != bpf_htons(signed_port))
		return XDP_PASS;
	if (!transport.first && bpf_ntohs(udp->len) == transport.length)
		answer = verify(ctx, c.pos - (void *)(long)ctx->data,
			transport.length - sizeof(*udp));
out:
	count = bpf_map_lookup_elem(&answers, &answer);
	if (count)
		(*count)++;
	return answer == ANSWER_GOOD ? XDP_PASS : XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
