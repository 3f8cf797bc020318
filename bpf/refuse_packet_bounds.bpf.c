// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drops UDP over IPv4, with a frequent mistake: the Ethernet header is compared with the packet's
 * end, and the IP header after it is not.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

/*
 * The protocol is byte 9 of the IP header, after the 14 bytes that were compared.  The second
 * message has two forms: up to 6.18, and since 7.2 (check_mem_region_access()).
 */
SEC("xdp") PROGRAM_SHOWS("a header that is not compared with the packet's end")
EXPECT_FAILURE EXPECT_REASON("packet-bounds")
EXPECT_MESSAGE("invalid access to packet, off=23 size=1, R{{[0-9]+}}(")
EXPECT_MESSAGE("R{{[0-9]+ (offset is outside of the packet|min value is outside of the allowed)}}")
int refuse_packet_bounds(struct xdp_md *ctx)
{
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = (void *)(long)ctx->data;
	struct iphdr *ip = (void *)(eth + 1);

	if ((void *)(eth + 1) > end)
		return XDP_PASS;
	if (eth->h_proto != bpf_htons(ETH_P_IP))
		return XDP_PASS;
	return ip->protocol == IPPROTO_UDP ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
