// SPDX-License-Identifier: GPL-2.0-only
/* bpf_override_return() needs CONFIG_BPF_KPROBE_OVERRIDE. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("kprobe")
int override(void *regs)
{
	bpf_override_return(regs, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
