// SPDX-License-Identifier: GPL-2.0-only
/*
 * libbpf makes the map at its second try, without BTF, and its warning is no cause:
 * attach-target, target-of-loader, memory-type.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
int next(void *ctx);
/* libbpf makes this map at the second try, without BTF, and warns of the first: no fault */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, int(void *));
} calls SEC(".maps") = {.values = {[1] = (void *)&next}};
SEC("kprobe/vfs_fsync_range") int next(void *ctx)
{
	return 0;
}
SEC("kprobe/vfs_fsync_range") int fine(void *ctx)
{
	bpf_tail_call(ctx, &calls, 1);
	return 0;
}
SEC("fentry/no_such_function") int gone(unsigned long long *ctx)
{
	bpf_tail_call(ctx, &calls, 1);
	return 0;
}
SEC("own/section") int own(void *ctx)
{
	bpf_tail_call(ctx, &calls, 1);
	return 0;
}
SEC("kprobe/vfs_fsync_range") int bad(void *ctx)
{
	bpf_tail_call(ctx, &calls, 1);
	return *(volatile int *)8;
}
char LICENSE[] SEC("license") = "GPL";
