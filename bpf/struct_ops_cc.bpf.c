// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TCP congestion control (struct_ops, 5.6): additive increase, and half of the window after a
 * loss, as in Reno, but at most a configured limit.
 */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct sock;

struct tcp_sock {
	__u32 snd_cwnd;
	__u32 snd_cwnd_cnt;
	__u32 snd_ssthresh;
	__u32 prior_cwnd; /* before the loss */
	__u32 max_packets_out;
	unsigned char is_cwnd_limited : 1;
};

struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	char name[16];
};

#pragma clang attribute pop

/* Set before the program is loaded: packets. */
const volatile __u32 ceiling = 1000;

static __always_inline __u32 at_least_2(__u32 packets)
{
	return packets < 2 ? 2 : packets;
}

SEC("struct_ops/ssthresh") PROGRAM_SHOWS("TCP's reaction to a loss") EXPECT_SUCCESS
__u32 BPF_PROG(ceiling_ssthresh, struct sock *sk)
{
	struct tcp_sock *tp = (struct tcp_sock *)sk;

	return at_least_2(tp->snd_cwnd / 2);
}

/*
	 * A window that is not used up shows nothing about the path (tcp_is_cwnd_limited(),
	 * include/net/tcp.h).
	 */
static __always_inline _Bool is_used_up(struct tcp_sock *tp)
{
	if (BPF_CORE_READ_BITFIELD(tp, is_cwnd_limited))
		return 1;
	return tp->snd_cwnd < tp->snd_ssthresh && tp->snd_cwnd < 2 * tp->max_packets_out;
}

SEC("struct_ops/cong_avoid") PROGRAM_SHOWS("the window of a TCP connection") EXPECT_SUCCESS
void BPF_PROG(ceiling_cong_avoid, struct sock *sk, __u32 ack, __u32 acked)
{
	struct tcp_sock *tp = (struct tcp_sock *)sk;
	__u32 window = tp->snd_cwnd, counted;

	if (!is_used_up(tp))
		return;
	if (window < tp->snd_ssthresh) { /* slow start, up to the threshold */
		__u32 room = tp->snd_ssthresh - window, taken = acked < room ? acked : room;
		window += taken;
		acked -= taken;
	}
	if (acked) { /* one packet more for each window that was acknowledged */
		counted = tp->snd_cwnd_cnt + acked;
		tp->snd_cwnd_cnt = counted % window;
		window += counted / window;
	}
	tp->snd_cwnd = at_least_2(window < ceiling ? window : ceiling);
}

SEC("struct_ops/undo_cwnd") PROGRAM_SHOWS("the window after a loss that was none") EXPECT_SUCCESS
__u32 BPF_PROG(ceiling_undo_cwnd, struct sock *sk)
{
	struct tcp_sock *tp = (struct tcp_sock *)sk;
	__u32 window = tp->snd_cwnd > tp->prior_cwnd ? tp->snd_cwnd : tp->prior_cwnd;

	return window < ceiling ? window : ceiling;
}

SEC(".struct_ops")
struct tcp_congestion_ops ceiling_cc = {
	.ssthresh = (void *)ceiling_ssthresh,
	.cong_avoid = (void *)ceiling_cong_avoid,
	.undo_cwnd = (void *)ceiling_undo_cwnd,
	.name = "bpf_ceiling",
};

char LICENSE[] SEC("license") = "GPL";
