// SPDX-License-Identifier: GPL-2.0-only
/*
 * bytedance/vArmor-ebpf#20: programs of two LSM hooks share a prog array.  Each is accepted alone;
 * together they are refused from 6.12 on, and in stable branches (28ead3eaabc1).
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} checks SEC(".maps");

SEC("lsm/path_rename") int on_rename(unsigned long long *ctx)
{
	bpf_tail_call(ctx, &checks, 0);
	return 0;
}

SEC("lsm/path_unlink") int on_unlink(unsigned long long *ctx)
{
	bpf_tail_call(ctx, &checks, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
