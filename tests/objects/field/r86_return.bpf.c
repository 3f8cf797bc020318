// SPDX-License-Identifier: GPL-2.0-only
/* iovisor/gobpf#125, DataDog/ebpf-manager#206: what a program type may return. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("cgroup_skb/ingress") int always(struct __sk_buff *skb)
{
	return 123;
}
SEC("cgroup/bind4") int computed(struct bpf_sock_addr *ctx)
{
	return ctx->user_port;
}
SEC("fentry/vfs_read") int traced(unsigned long long *ctx)
{
	return 1;
}
SEC("cgroup_skb/ingress") int bounded(struct __sk_buff *skb)
{
	return skb->len > 100 ? 1 : 0;
}
char _license[] SEC("license") = "GPL";
