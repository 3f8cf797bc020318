// SPDX-License-Identifier: GPL-2.0-only
/*
 * cilium/cilium#17125: one that is off by default is judged, one of another loader is
 * target-of-loader.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("?tc") int off_by_default(struct __sk_buff *s)
{
	return *(int *)0x10;
}
SEC("from-sock4") int other_loader(struct bpf_sock_addr *s)
{
	return 1;
}
SEC("tc") int fine(struct __sk_buff *s)
{
	return 0;
}
char _license[] SEC("license") = "GPL";
