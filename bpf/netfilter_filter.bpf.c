// SPDX-License-Identifier: GPL-2.0-only
/*
 * A netfilter packet filter (6.4): drops packets that are forwarded between two separated networks.
 * A network is a set of devices.  The context is netfilter's, read by the types of the kernel's
 * BTF.
 */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "kernel.h"

enum { NF_DROP, NF_ACCEPT }; /* include/uapi/linux/netfilter.h */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct nf_hook_state {
	struct net_device *in;
	struct net_device *out;
};

struct bpf_nf_ctx {
	const struct nf_hook_state *state;
	struct sk_buff *skb;
};

#pragma clang attribute pop

/* The network of a device, by device index; no entry: no restriction. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u32);
} networks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} dropped SEC(".maps");

/* Before 6.4 there is no such program type: EINVAL, without a log. */
SEC("netfilter") PROGRAM_SHOWS("a netfilter filter") PROGRAM_FROM("6.4")
EXPECT_NEEDS("program:netfilter") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_UNLOADABLE EXPECT_REASON("program-type-unknown")
int keep_apart(struct bpf_nf_ctx *ctx)
{
	struct net_device *in = ctx->state->in, *out = ctx->state->out;
	__u32 from, to, only = 0, *here, *there;
	__u64 *count;

	if (!in || !out)
		return NF_ACCEPT; /* not forwarded */
	from = in->ifindex;
	to = out->ifindex;
	here = bpf_map_lookup_elem(&networks, &from);
	there = bpf_map_lookup_elem(&networks, &to);
	if (!here || !there || *here == *there)
		return NF_ACCEPT;
	count = bpf_map_lookup_elem(&dropped, &only);
	if (count)
		(*count)++;
	return NF_DROP;
}

char LICENSE[] SEC("license") = "GPL";
