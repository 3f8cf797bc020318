// SPDX-License-Identifier: GPL-2.0-only
/* CO-RE access to a member that no kernel has. */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

struct task_struct {
	int bpfjury_no_such_member;
} __attribute__((preserve_access_index));

SEC("raw_tp/sys_enter")
int core_unresolvable(void *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();

	return BPF_CORE_READ(task, bpfjury_no_such_member) == 1;
}

char LICENSE[] SEC("license") = "GPL";
