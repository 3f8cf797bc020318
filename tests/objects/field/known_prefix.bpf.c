// SPDX-License-Identifier: GPL-2.0-only
/* The word before the slash gives the type, as other loaders read it: accepted, and listed. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
/* cilium/ebpf, aya and old libbpf go by what stands before the slash */
SEC("perf_event/unwind") int pe(void *ctx)
{
	return 0;
}
SEC("socket/http") int so(struct __sk_buff *s)
{
	return s->len;
}
SEC("classifier/ingress") int cl(struct __sk_buff *s)
{
	return 0;
}
SEC("socket1") int s1(struct __sk_buff *s)
{
	return s->len;
}
char LICENSE[] SEC("license") = "GPL";
