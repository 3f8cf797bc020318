// SPDX-License-Identifier: GPL-2.0-only
/* A minimal TCP congestion control. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct sock;

/* include/net/tcp.h; libbpf finds the members by name */
struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	char name[16];
};

SEC("struct_ops/ssthresh")
__u32 halving_ssthresh(__u64 *ctx)
{
	return 2;
}

SEC("struct_ops/cong_avoid")
int halving_cong_avoid(__u64 *ctx)
{
	return 0;
}

SEC("struct_ops/undo_cwnd")
__u32 halving_undo_cwnd(__u64 *ctx)
{
	return 2;
}

SEC(".struct_ops")
struct tcp_congestion_ops halving = {
	.ssthresh = (void *)halving_ssthresh,
	.cong_avoid = (void *)halving_cong_avoid,
	.undo_cwnd = (void *)halving_undo_cwnd,
	.name = "bpfjury_halving",
};

char LICENSE[] SEC("license") = "GPL";
