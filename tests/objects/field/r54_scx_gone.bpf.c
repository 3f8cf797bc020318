// SPDX-License-Identifier: GPL-2.0-only
/* sched-ext/scx#184: kfunc-missing. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
extern void scx_bpf_switch_all(void) __ksym;
SEC("struct_ops/init") int my_init(unsigned long long *ctx)
{
	scx_bpf_switch_all();
	return 0;
}
struct sched_ext_ops {
	int (*init)(void);
	char name[128];
};
SEC(".struct_ops.link") struct sched_ext_ops mine = {.init = (void *)my_init, .name = "mine"};
char _license[] SEC("license") = "GPL";
