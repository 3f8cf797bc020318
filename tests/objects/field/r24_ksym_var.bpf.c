// SPDX-License-Identifier: GPL-2.0-only
/* jfernandez/bpftop#162: accepted. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
extern const void bpf_prog_fops __ksym;
unsigned long long addr;
SEC("raw_tp/sys_enter") int there(void *ctx)
{
	addr = (unsigned long long)&bpf_prog_fops;
	return 0;
}
char _license[] SEC("license") = "GPL";
