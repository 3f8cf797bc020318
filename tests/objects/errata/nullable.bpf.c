// SPDX-License-Identifier: GPL-2.0-only
/* 838a10bd2ebf, 6fcd486b3a0a, 0db63c0b86e9: pointers that may be NULL now. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct task_struct {
	int pid;
} __attribute__((preserve_access_index));

struct sock_common {
	unsigned short skc_family;
} __attribute__((preserve_access_index));

struct sock {
	struct sock_common __sk_common;
} __attribute__((preserve_access_index));

struct sk_buff {
	struct sock *sk;
} __attribute__((preserve_access_index));

struct socket {
	struct sock *sk;
} __attribute__((preserve_access_index));

int seen;

SEC("tp_btf/sched_pi_setprio") int reads_donor(__u64 *ctx)
{
	struct task_struct *donor = (void *)ctx[1];

	seen = donor->pid;
	return 0;
}

SEC("tp_btf/net_dev_queue") int reads_sk(__u64 *ctx)
{
	struct sk_buff *skb = (void *)ctx[0];

	seen = skb->sk->__sk_common.skc_family;
	return 0;
}

SEC("lsm/socket_bind") int reads_socket(__u64 *ctx)
{
	struct socket *socket = (void *)ctx[0];

	seen = socket->sk->__sk_common.skc_family;
	return 0;
}

char _license[] SEC("license") = "GPL";
