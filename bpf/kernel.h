/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's internal types, as far as the programs here read them.  Names and types of members
 * are the kernel's; offsets are not.  libbpf relocates every access by the BTF of the running
 * kernel (CO-RE), so only the members that are used are declared.  UAPI types come from
 * <linux/bpf.h> and other headers.
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

/* include/linux/sched/task.h; the argument of kernel_clone(), since 5.10 */
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
 * include/trace/events/net.h: the records of the net_dev_template events, such as
 * netif_receive_skb, and of net_dev_start_xmit.  They begin with struct trace_entry, which nothing
 * here reads.
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
