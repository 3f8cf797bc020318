// SPDX-License-Identifier: GPL-2.0-only
/* sched-ext/scx#184: kfunc-missing, with the release from which it is gone. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct task_struct {
	int pid;
};
extern void scx_bpf_dispatch(struct task_struct *p, __u64 d, __u64 s, __u64 f) __ksym;
SEC("struct_ops/init") int my_init(unsigned long long *ctx)
{
	scx_bpf_dispatch(0, 0, 0, 0);
	return 0;
}
struct sched_ext_ops {
	int (*init)(void);
	char name[128];
};
SEC(".struct_ops.link") struct sched_ext_ops mine = {.init = (void *)my_init, .name = "mine"};
char _license[] SEC("license") = "GPL";
