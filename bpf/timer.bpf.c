// SPDX-License-Identifier: GPL-2.0-only
/*
 * Knocking: whoever sends to a secret port is let in for a while, and a timer in the host's own entry (bpf_timer,
 * 5.15) ends it.  No user process takes part.
 *
 * Kernels before 5.13 know of no callbacks either, and count one function too few before they miss the helper.
 */
#include <linux/bpf.h>
#include <linux/udp.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "packet.h"

#define CLOCK_MONOTONIC 1

const volatile __u16 knock_port = 4242;
const volatile __u64 open_ns = 30000000000;

struct guest {
	struct bpf_timer timer;
};

/* By IPv4 address. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __be32);
	__type(value, struct guest);
} guests SEC(".maps");

static int leave(void *map, __be32 *address, struct guest *guest)
{
	bpf_map_delete_elem(map, address);
	return 0;
}

static __always_inline void let_in(__be32 address)
{
	struct guest fresh = {}, *guest;

	bpf_map_update_elem(&guests, &address, &fresh, BPF_NOEXIST);
	guest = bpf_map_lookup_elem(&guests, &address);
	if (!guest)
		return;
	/* one that knocks again has its timer already, and has it begin anew */
	bpf_timer_init(&guest->timer, &guests, CLOCK_MONOTONIC);
	bpf_timer_set_callback(&guest->timer, leave);
	bpf_timer_start(&guest->timer, open_ns, 0);
}

SEC("xdp") PROGRAM_SHOWS("entries that end by a timer of their own") PROGRAM_FROM("5.15")
EXPECT_NEEDS("helper:bpf_timer_init") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_FAILURE EXPECT_REASON("helper-unknown")
EXPECT_MESSAGE("{{number of funcs in func_info doesn't match number of subprogs|invalid func unknown#}}")
int knock(struct xdp_md *ctx)
{
	struct cursor c = {
		.pos = (void *)(long)ctx->data,
		.end = (void *)(long)ctx->data_end,
	};
	struct transport transport = {};
	struct udphdr *udp;
	struct iphdr *ip;
	__be32 from;

	if (packet_ethernet(&c) != ETH_P_IP)
		return XDP_PASS;
	ip = c.pos;
	if ((void *)(ip + 1) > c.end)
		return XDP_DROP;
	from = ip->saddr;
	if (packet_ipv4(&c, &transport))
		return XDP_DROP;
	if (transport.protocol == IPPROTO_UDP && !transport.fragment) {
		udp = cursor_take(&c, sizeof(*udp));
		if (udp && udp->dest == bpf_htons(knock_port)) {
			let_in(from);
			return XDP_DROP; /* nobody is told that it was heard */
		}
	}
	return bpf_map_lookup_elem(&guests, &from) ? XDP_PASS : XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
