// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sections of other loaders.  socket/ gives the type; of the others the loader sets it:
 * target-of-loader.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("tc_ingress") int tc(struct __sk_buff *s)
{
	return s->len > 3;
}
SEC("socket/filter1") int so(struct __sk_buff *s)
{
	return s->len;
}
SEC("xdp_sock") int xs(struct xdp_md *c)
{
	return XDP_PASS;
}
SEC("filter") int fi(struct __sk_buff *s)
{
	return s->len;
}
char LICENSE[] SEC("license") = "GPL";
