// SPDX-License-Identifier: GPL-2.0-only
/* falcosecurity/libs#2118: null-dereference of a BTF pointer. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct task_struct {
	int pid;
	struct css_set *cgroups;
} __attribute__((preserve_access_index));
struct bpf_iter_meta;
struct seq_file;
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} __attribute__((preserve_access_index));
extern struct task_struct *bpf_task_from_pid(int pid) __ksym __weak;
extern void bpf_task_release(struct task_struct *p) __ksym __weak;
extern const int bpf_prog_active __ksym __weak;
int out;
SEC("iter/task") int of_iter(struct bpf_iter__task *ctx)
{
	out = ctx->task->pid;
	return 0;
}
SEC("tp_btf/sched_switch") int of_kfunc(unsigned long long *ctx)
{
	struct task_struct *t = bpf_task_from_pid(1);
	out = t->pid;
	bpf_task_release(t);
	return 0;
}
SEC("raw_tp/sys_enter") int of_percpu(void *ctx)
{
	const int *p = bpf_per_cpu_ptr(&bpf_prog_active, 2);
	out = *p;
	return 0;
}
char _license[] SEC("license") = "GPL";
