// SPDX-License-Identifier: GPL-2.0-only
/* Sections that libbpf 1.4 knows: accepted where the kernel has the attach type. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("xdp/cpumap") int on_cpu(struct xdp_md *c)
{
	return XDP_PASS;
}
SEC("xdp/devmap") int on_dev(struct xdp_md *c)
{
	return c->egress_ifindex ? XDP_PASS : XDP_DROP;
}
SEC("sk_reuseport/migrate") int mig(struct sk_reuseport_md *c)
{
	return 1;
}
SEC("sk_skb/stream_verdict") int sv(struct __sk_buff *c)
{
	return 1;
}
SEC("netkit/primary") int nk(struct __sk_buff *c)
{
	return 0;
}
SEC("tcx/ingress") int tc(struct __sk_buff *c)
{
	return 0;
}
SEC("cgroup/connect_unix") int cu(struct bpf_sock_addr *c)
{
	return 1;
}
SEC("perf_event") int pev(void *c)
{
	return 0;
}
SEC("ksyscall/unlinkat") int ks(void *c)
{
	return 0;
}
SEC("usdt//bin/sh:a:b") int us(void *c)
{
	return 0;
}
char _license[] SEC("license") = "GPL";
