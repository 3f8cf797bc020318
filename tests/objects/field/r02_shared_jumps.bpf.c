// SPDX-License-Identifier: GPL-2.0-only
/*
 * projectcalico/calico#11302: programs that share a prog array.  Each is accepted alone; the
 * whole is refused where 4540aed51b12 is in (6.1.y, 6.12.y, 7.2): prog-array-owner.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, __u32);
} jumps SEC(".maps");
SEC("cgroup/connect6") int on_connect(struct bpf_sock_addr *ctx)
{
	bpf_tail_call(ctx, &jumps, 0);
	return 1;
}
SEC("cgroup/sendmsg6") int on_sendmsg(struct bpf_sock_addr *ctx)
{
	bpf_tail_call(ctx, &jumps, 1);
	return 1;
}
SEC("cgroup/recvmsg6") int on_recvmsg(struct bpf_sock_addr *ctx)
{
	bpf_tail_call(ctx, &jumps, 2);
	return 1;
}
char _license[] SEC("license") = "GPL";
