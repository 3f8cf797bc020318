// SPDX-License-Identifier: GPL-2.0-only
/* One server for many ports: a connection to a port of a range goes to its socket (5.9). */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#define EPROTOTYPE   91
#define EAFNOSUPPORT 97

const volatile __u16 first_port = 7000;
const volatile __u16 last_port = 7999;

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} server SEC(".maps");

SEC("sk_lookup") PROGRAM_SHOWS("which socket a connection is for") EXPECT_SUCCESS
int serve_range(struct bpf_sk_lookup *ctx)
{
	__u32 only = 0;
	struct bpf_sock *socket;
	long failed;

	if (ctx->local_port < first_port || ctx->local_port > last_port)
		return SK_PASS;
	socket = bpf_map_lookup_elem(&server, &only);
	if (!socket)
		return SK_DROP; /* a port of the range without a server */
	failed = bpf_sk_assign(ctx, socket, 0);
	bpf_sk_release(socket);
	/* another protocol or family: the normal lookup */
	if (failed == -EPROTOTYPE || failed == -EAFNOSUPPORT)
		return SK_PASS;
	return failed ? SK_DROP : SK_PASS;
}

char LICENSE[] SEC("license") = "GPL";
