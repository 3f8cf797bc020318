// SPDX-License-Identifier: GPL-2.0-only
/* The same without the section of another loader. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("?tc") int off_by_default(struct __sk_buff *s)
{
	return *(volatile int *)0x10;
}
SEC("tc") int fine(struct __sk_buff *s)
{
	return 0;
}
char _license[] SEC("license") = "GPL";
