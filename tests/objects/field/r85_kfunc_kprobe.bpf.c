// SPDX-License-Identifier: GPL-2.0-only
/* bpftrace/bpftrace#4857: a kfunc that some program types may call and kprobes may not. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct task_struct {
	int pid;
} __attribute__((preserve_access_index));
extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
static __always_inline int find(void)
{
	struct task_struct *p = bpf_task_from_pid(1);
	if (p)
		bpf_task_release(p);
	return 0;
}
SEC("kprobe/__x64_sys_kill") int in_kprobe(void *ctx)
{
	return find();
}
SEC("tp/syscalls/sys_enter_kill") int in_tp(void *ctx)
{
	return find();
}
char _license[] SEC("license") = "GPL";
