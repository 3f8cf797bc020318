// SPDX-License-Identifier: GPL-2.0-only
/* jfernandez/bpftop#162, misspelt: ksym-missing. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
extern const void bpf_map_fops_typo __ksym;
unsigned long long addr;
SEC("raw_tp/sys_enter") int not_there(void *ctx)
{
	addr = (unsigned long long)&bpf_map_fops_typo;
	return 0;
}
char _license[] SEC("license") = "GPL";
