// SPDX-License-Identifier: GPL-2.0-only
/* A list of processes as text, one on each line, in a file of bpffs: a task iterator (5.8). */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>

#define PF_KTHREAD 0x00200000 /* include/linux/sched.h */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 seq_num;
};

struct task_struct___listed {
	struct task_struct___listed *real_parent;
	int pid;
	int tgid;
	unsigned int flags;
	char comm[16];
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct___listed *task;
};

#pragma clang attribute pop

SEC("iter/task") PROGRAM_SHOWS("the kernel's objects as text") EXPECT_SUCCESS
int list_tasks(struct bpf_iter__task *ctx)
{
	struct seq_file *seq = ctx->meta->seq;
	struct task_struct___listed *task = ctx->task;

	if (ctx->meta->seq_num == 0)
		BPF_SEQ_PRINTF(seq, "%8s %8s %s\n", "PID", "PPID", "COMMAND");
	/* no task: the end.  Threads of a process are not listed. */
	if (!task || task->pid != task->tgid)
		return 0;
	if (task->flags & PF_KTHREAD)
		BPF_SEQ_PRINTF(seq, "%8d %8d [%s]\n", task->tgid, task->real_parent->tgid,
			task->comm);
	else
		BPF_SEQ_PRINTF(seq, "%8d %8d %s\n", task->tgid, task->real_parent->tgid,
			task->comm);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
