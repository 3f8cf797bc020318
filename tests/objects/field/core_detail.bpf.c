// SPDX-License-Identifier: GPL-2.0-only
/* core-relocation; the detail names the struct and the member. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct task_struct {
	int no_such_member;
} __attribute__((preserve_access_index));
SEC("tp_btf/sched_switch") int sw(unsigned long long *ctx)
{
	struct task_struct *t = (void *)ctx[1];
	int v;
	bpf_probe_read_kernel(&v, 4, &t->no_such_member);
	return v;
}
SEC("kprobe/vfs_fsync_range") int kp(void *ctx)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	int v;
	bpf_probe_read_kernel(&v, 4, &t->no_such_member);
	return v;
}
char LICENSE[] SEC("license") = "GPL";
