// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the processes of a cgroup may connect(2) to over IPv4, also by IPv4 addresses that are
 * mapped to IPv6 (::ffff:…).  A connection that no rule allows is refused (EPERM).  A rule may
 * redirect a connection, for example to a proxy.  The longest prefix that has a rule decides.
 * Datagrams without a connection are not checked.
 */
#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "atomic.h"

enum { REFUSE, ALLOW };

struct prefix {
	__u32 bits;
	__be32 address;
};

struct rule {
	__be32 to;     /* 0: not redirected */
	__be16 port;   /* 0: the original port */
	__u16 padding; /* 0 */
	__u64 allowed;
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct prefix);
	__type(value, struct rule);
} rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} refused SEC(".maps");

/* The rule for @address, NULL if there is none; either is counted. */
static __always_inline struct rule *rule_for(__be32 address)
{
	struct prefix to = {.bits = 32, .address = address};
	struct rule *rule = bpf_map_lookup_elem(&rules, &to);
	__u32 only = 0;
	__u64 *count;

	if (rule) {
		atomic_add(&rule->allowed, 1);
		return rule;
	}
	count = bpf_map_lookup_elem(&refused, &only);
	if (count)
		(*count)++;
	return NULL;
}

SEC("cgroup/connect4") PROGRAM_SHOWS("a cgroup's policy on connect(2)") EXPECT_SUCCESS
int connect_policy(struct bpf_sock_addr *ctx)
{
	struct rule *rule = rule_for(ctx->user_ip4);

	if (!rule)
		return REFUSE;
	if (rule->to)
		ctx->user_ip4 = rule->to;
	if (rule->port)
		ctx->user_port = rule->port;
	return ALLOW;
}

SEC("cgroup/connect6") PROGRAM_SHOWS("the same for IPv4 addresses mapped to IPv6") EXPECT_SUCCESS
int connect_policy_mapped(struct bpf_sock_addr *ctx)
{
	struct rule *rule;

	if (ctx->user_ip6[0] || ctx->user_ip6[1] || ctx->user_ip6[2] != bpf_htonl(0xffff))
		return ALLOW; /* IPv6 itself */
	rule = rule_for(ctx->user_ip6[3]);
	if (!rule)
		return REFUSE;
	if (rule->to)
		ctx->user_ip6[3] = rule->to;
	if (rule->port)
		ctx->user_port = rule->port;
	return ALLOW;
}

char LICENSE[] SEC("license") = "GPL";
