// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts incoming packets and bytes by protocol, and lets them pass.  Each CPU has its own
 * counters: no atomic operation, no shared cache line.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "packet.h"

/* Slots 0–255 are IP protocols of IPv4 and IPv6; others follow. */
enum {
	SLOT_ARP = 256,
	SLOT_OTHER,	/* another ethertype */
	SLOT_MALFORMED, /* cut short, or an invalid IP header */
	SLOTS,
};

struct traffic {
	__u64 packets;
	__u64 bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, __u32);
	__type(value, struct traffic);
} counters SEC(".maps");

static __always_inline __u32 slot_of(struct cursor *c)
{
	struct transport transport = {};
	int ethertype = packet_ethernet(c);

	switch (ethertype) {
	case -1:
		return SLOT_MALFORMED;
	case ETH_P_ARP:
		return SLOT_ARP;
	case ETH_P_IP:
	case ETH_P_IPV6:
		if (packet_ip(c, ethertype, &transport))
			return SLOT_MALFORMED;
		return transport.protocol;
	default:
		return SLOT_OTHER;
	}
}

SEC("xdp") PROGRAM_SHOWS("packets and bytes by protocol") EXPECT_SUCCESS
int xdp_counter(struct xdp_md *ctx)
{
	struct cursor c = {
		.pos = (void *)(long)ctx->data,
		.end = (void *)(long)ctx->data_end,
	};
	__u64 bytes = c.end - c.pos;
	__u32 slot = slot_of(&c);
	struct traffic *traffic = bpf_map_lookup_elem(&counters, &slot);

	if (traffic) {
		traffic->packets++;
		traffic->bytes += bytes;
	}
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
