// SPDX-License-Identifier: GPL-2.0-only
/* hack3ric/mimic#34: accepted; some kernels warn of it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("tc") int same(struct __sk_buff *s)
{
	unsigned long long v = bpf_get_prandom_u32();
	asm volatile("%0 &= 1; %0 += 5; if %0 > %0 goto l_out; %0 += 1; l_out: %0 += 1;" : "+r"(v));
	return v & 1;
}
SEC("tc") int fine(struct __sk_buff *s)
{
	return 0;
}
char _license[] SEC("license") = "GPL";
