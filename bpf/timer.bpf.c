// SPDX-License-Identifier: GPL-2.0-only
/*
 * Port knocking: an address that sends to a secret port is let in for a while.  A timer in its map
 * entry ends that (bpf_timer, 5.15), without a user process.  A process must hold the map, or it
 * must be pinned: otherwise the kernel starts no timer, and nobody is let in.  For IPv4 only;
 * everything else passes.
 *
 * Kernels before 5.13 do not know callbacks.  They count one function too few, and refuse the
 * program for that before they reach the helper.
 */
#include <linux/bpf.h>
#include <linux/udp.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "packet.h"

#define CLOCK_MONOTONIC 1
#define EBUSY		16

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
	long failed;

	bpf_map_update_elem(&guests, &address, &fresh, BPF_NOEXIST);
	guest = bpf_map_lookup_elem(&guests, &address);
	if (!guest)
		return;
	/* a repeated knock restarts the timer that exists */
	failed = bpf_timer_init(&guest->timer, &guests, CLOCK_MONOTONIC);
	if (failed == -EBUSY)
		failed = 0;
	if (failed || bpf_timer_set_callback(&guest->timer, leave) ||
		bpf_timer_start(&guest->timer, open_ns, 0))
		bpf_map_delete_elem(&guests, &address); /* otherwise the entry would never expire */
}

SEC("xdp") PROGRAM_SHOWS("map entries that expire by a timer") PROGRAM_FROM("5.15")
EXPECT_NEEDS("helper:bpf_timer_init") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_FAILURE EXPECT_REASON("helper-unknown")
EXPECT_MESSAGE("{{number of funcs in func_info doesn't match number of subprogs|"
	       "invalid func unknown#}}")
int knock(struct xdp_md *ctx)
{
	struct cursor c = {
		.pos = (void *)(long)ctx->data,
		.end = (void *)(long)ctx->data_end,
	};
	struct transport transport = {};
	struct udphdr *udp;
	struct iphdr *ip;
	int ethertype;
	__be32 from;

	ethertype = packet_ethernet(&c);
	if (ethertype != ETH_P_IP)
		return ethertype < 0 ? XDP_DROP : XDP_PASS;
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
			return XDP_DROP; /* the sender gets no answer */
		}
	}
	return bpf_map_lookup_elem(&guests, &from) ? XDP_PASS : XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
