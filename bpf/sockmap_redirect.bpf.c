// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shortens TCP between two processes of one host: loopback connections are stored by both addresses
 * and ports, and data that one end sends is put directly into the other's receive queue.
 *
 * Every network namespace has a loopback, so the namespace's cookie is part of the key.  Programs
 * of these types can read it since 5.15.
 */
#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#define AF_INET 2

#define LOOPBACK      bpf_htonl(0x7f000000)
#define LOOPBACK_MASK bpf_htonl(0xff000000)

/* A connection as one end sees it. */
struct connection {
	__be32 local_address;
	__be32 remote_address;
	__u32 local_port; /* both in host order; the context has the remote one in network order */
	__u32 remote_port;
	__u64 netns; /* cookie */
};

struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__uint(max_entries, 65536);
	__type(key, struct connection);
	__type(value, __u64);
} connections SEC(".maps");

#define EXPECT_SHORT_CUT \
	PROGRAM_FROM("5.15") \
	EXPECT_NEEDS("helper:bpf_get_netns_cookie") EXPECT_SUCCESS \
	EXPECT_OTHERWISE EXPECT_FAILURE EXPECT_REASON("helper-not-allowed") \
	EXPECT_MESSAGE("{{unknown func|program of this type cannot use helper}} " \
			"bpf_get_netns_cookie#122")

static __always_inline _Bool is_loopback(__be32 address)
{
	return (address & LOOPBACK_MASK) == LOOPBACK;
}

SEC("sockops") PROGRAM_SHOWS("connections put in a sockhash") EXPECT_SHORT_CUT
int collect_connections(struct bpf_sock_ops *ops)
{
	struct connection connection = {};

	if (ops->op != BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB &&
		ops->op != BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB)
		return 1;
	if (ops->family != AF_INET || !is_loopback(ops->local_ip4) || !is_loopback(ops->remote_ip4))
		return 1;
	connection.local_address = ops->local_ip4;
	connection.remote_address = ops->remote_ip4;
	connection.local_port = ops->local_port;
	connection.remote_port = bpf_ntohl(ops->remote_port);
	connection.netns = bpf_get_netns_cookie(ops);
	bpf_sock_hash_update(ops, &connections, &connection, BPF_NOEXIST);
	return 1;
}

SEC("sk_msg") PROGRAM_SHOWS("messages put into another socket's queue") EXPECT_SHORT_CUT
int short_cut(struct sk_msg_md *msg)
{
	struct connection other = {};

	if (msg->family != AF_INET || !is_loopback(msg->remote_ip4))
		return SK_PASS;
	/* the same connection from the other end */
	other.local_address = msg->remote_ip4;
	other.remote_address = msg->local_ip4;
	other.local_port = bpf_ntohl(msg->remote_port);
	other.remote_port = msg->local_port;
	other.netns = bpf_get_netns_cookie(msg);
	/* an unknown connection: the message takes the normal way */
	bpf_msg_redirect_hash(msg, &connections, &other, BPF_F_INGRESS);
	return SK_PASS;
}

char LICENSE[] SEC("license") = "GPL";
