// SPDX-License-Identifier: GPL-2.0-only
/*
 * A packet passes through several programs by tail calls: Ethernet, then IPv4 or IPv6.  The table
 * of programs is filled when they are loaded, and can be changed while they run.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

enum { NEXT_IPV4, NEXT_IPV6, NEXTS };

int parse_ipv4(struct xdp_md *ctx);
int parse_ipv6(struct xdp_md *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, NEXTS);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} next SEC(".maps") = {
	.values = {
		[NEXT_IPV4] = (void *)&parse_ipv4,
		[NEXT_IPV6] = (void *)&parse_ipv6,
	},
};

/* Packets by remaining hop limit. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u64);
} hops SEC(".maps");

static __always_inline int count_hops(__u32 left)
{
	__u64 *count = bpf_map_lookup_elem(&hops, &left);

	if (count)
		(*count)++;
	return XDP_PASS;
}

SEC("xdp") PROGRAM_SHOWS("a tail call") EXPECT_SUCCESS
int parse_ethernet(struct xdp_md *ctx)
{
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = (void *)(long)ctx->data;

	if ((void *)(eth + 1) > end)
		return XDP_PASS;
	if (eth->h_proto == bpf_htons(ETH_P_IP))
		bpf_tail_call(ctx, &next, NEXT_IPV4);
	else if (eth->h_proto == bpf_htons(ETH_P_IPV6))
		bpf_tail_call(ctx, &next, NEXT_IPV6);
	return XDP_PASS; /* another type, or no such program */
}

SEC("xdp") PROGRAM_SHOWS("the target of a tail call, for IPv4") EXPECT_SUCCESS
int parse_ipv4(struct xdp_md *ctx)
{
	void *end = (void *)(long)ctx->data_end;
	struct iphdr *ip = (void *)(long)ctx->data + sizeof(struct ethhdr);

	return (void *)(ip + 1) > end ? XDP_PASS : count_hops(ip->ttl);
}

SEC("xdp") PROGRAM_SHOWS("the target of a tail call, for IPv6") EXPECT_SUCCESS
int parse_ipv6(struct xdp_md *ctx)
{
	void *end = (void *)(long)ctx->data_end;
	struct ipv6hdr *ip = (void *)(long)ctx->data + sizeof(struct ethhdr);

	return (void *)(ip + 1) > end ? XDP_PASS : count_hops(ip->hop_limit);
}

char LICENSE[] SEC("license") = "GPL";
