// SPDX-License-Identifier: GPL-2.0-only
/* cilium/tetragon#4157: hangs on CONFIG_BPF_KPROBE_OVERRIDE: helper-not-allowed. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("fmod_ret/__x64_sys_access") int in_fmod_ret(struct pt_regs *ctx)
{
	bpf_override_return(ctx, -1);
	return 0;
}
SEC("kprobe/__x64_sys_access") int in_kprobe(struct pt_regs *ctx)
{
	bpf_override_return(ctx, -1);
	return 0;
}
char _license[] SEC("license") = "GPL";
