// SPDX-License-Identifier: GPL-2.0-only
/* sched-ext/scx#3068: a member that the struct_ops does not have: attach-target. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct sock {
	int x;
};
struct tcp_congestion_ops {
	unsigned (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, unsigned a, unsigned b);
	unsigned (*undo_cwnd)(struct sock *sk);
	void (*on_rainy_day)(struct sock *sk);
	char name[16];
};
SEC("struct_ops/ss") unsigned ss(unsigned long long *ctx)
{
	return 2;
}
SEC("struct_ops/ca") void ca(unsigned long long *ctx)
{
}
SEC("struct_ops/uc") unsigned uc(unsigned long long *ctx)
{
	return 2;
}
SEC("struct_ops/rd") void rd(unsigned long long *ctx)
{
}
SEC(".struct_ops")
struct tcp_congestion_ops mine = {.ssthresh = (void *)ss,
	.cong_avoid = (void *)ca,
	.undo_cwnd = (void *)uc,
	.on_rainy_day = (void *)rd,
	.name = "rainy"};
char _license[] SEC("license") = "GPL";
