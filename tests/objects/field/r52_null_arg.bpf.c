// SPDX-License-Identifier: GPL-2.0-only
/* NULL passed to a helper; 6.12 accepts. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct task_struct {
	int pid;
} __attribute__((preserve_access_index));
struct bpf_iter_meta;
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} __attribute__((preserve_access_index));
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} m SEC(".maps");
SEC("iter/task") int to_helper(struct bpf_iter__task *ctx)
{
	long *v = bpf_task_storage_get(&m, ctx->task, 0, 0);
	return v ? 0 : 0;
}
char _license[] SEC("license") = "GPL";
