/* SPDX-License-Identifier: GPL-2.0-only */
/* A task's state, 0 if it is runnable, on kernels before and since 5.14. */
#ifndef BPF_TASK_STATE_H
#define BPF_TASK_STATE_H

#include <linux/types.h>

#include <bpf/bpf_core_read.h>

/* Since 5.14 (2f064a59a11f) it has another name, to catch direct readers. */
struct task_struct___since {
	unsigned int __state;
} __attribute__((preserve_access_index));

struct task_struct___before {
	long state;
} __attribute__((preserve_access_index));

static __always_inline __u32 task_state(void *task)
{
	struct task_struct___since *since = task;
	struct task_struct___before *before = task;

	if (bpf_core_field_exists(since->__state))
		return BPF_CORE_READ(since, __state);
	return BPF_CORE_READ(before, state);
}

#endif
