// SPDX-License-Identifier: GPL-2.0-only
/* Accepted where the kfunc is there. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct cred {
	unsigned int uid_;
};
struct css_set {
	int nr_tasks;
} __attribute__((preserve_access_index));
struct mm_struct {
	unsigned long total_vm;
} __attribute__((preserve_access_index));
struct file {
	unsigned int f_flags;
} __attribute__((preserve_access_index));
struct mm {
	int x;
};
struct task_struct {
	int pid;
	struct task_struct *real_parent;
	struct css_set *cgroups;
	struct mm_struct *mm;
} __attribute__((preserve_access_index));
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
int out;
SEC("tp_btf/sched_process_exit") int walk(unsigned long long *ctx)
{
	struct task_struct *t = (void *)ctx[0];
	bpf_rcu_read_lock();
	struct css_set *c = t->cgroups;
	out = c->nr_tasks;
	struct task_struct *p = t->real_parent;
	out += p->pid;
	bpf_rcu_read_unlock();
	return 0;
}
char _license[] SEC("license") = "GPL";
