/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's own types, as far as the programs here read them.  A member's name and type are the
 * kernel's, its offset is not: libbpf relocates every access by the BTF of the kernel it loads on
 * (CO-RE), so only what is used is declared.  What user space may include, <linux/bpf.h> and its
 * like, comes from there.
 */
#ifndef BPF_KERNEL_H
#define BPF_KERNEL_H

#include <linux/types.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* include/linux/sched.h */
struct task_struct {
	struct task_struct *real_parent;
	int tgid;
};

/* include/linux/sched/task.h; what kernel_clone() takes, from 5.10 on */
struct kernel_clone_args {
	__u64 flags;
};

/* include/linux/ns_common.h, include/net/net_namespace.h */
struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

/* possible_net_t: empty in a kernel without CONFIG_NET_NS */
typedef struct {
	struct net *net;
} possible_net_t;

/* include/linux/netdevice.h */
struct net_device {
	char name[16];
	int ifindex;
	unsigned short hard_header_len;
	possible_net_t nd_net;
};

/* include/linux/skbuff.h */
struct sk_buff {
	struct net_device *dev;
};

/*
 * include/trace/events/net.h: the records of the net_dev_template events, netif_receive_skb among them, and of
 * net_dev_start_xmit.  They begin with struct trace_entry, which nothing here reads.
 */
struct trace_event_raw_net_dev_template {
	void *skbaddr;
	unsigned int len;
};

struct trace_event_raw_net_dev_start_xmit {
	void *skbaddr;
	unsigned int len;
};

#pragma clang attribute pop

#endif
