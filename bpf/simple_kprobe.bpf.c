// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which processes start processes and threads: counted by the starting process, with its name and
 * parent at that time.  A kprobe sees the arguments, a kretprobe the result.
 *
 * kernel_clone() has had this name, and one pointer as its argument, since 5.10.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <linux/sched.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>
#include "atomic.h"
#include "kernel.h"

#define TASK_COMM_LEN 16

struct starter {
	__u64 processes;
	__u64 threads;
	__u64 failures;
	__s32 parent; /* process ID */
	char comm[TASK_COMM_LEN];
	__u32 padding;
};

/* Flags of current calls, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u64);
} calls SEC(".maps");

/* By process ID. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, struct starter);
} starters SEC(".maps");

static __always_inline struct starter *starter_of(__u32 process)
{
	struct starter *known = bpf_map_lookup_elem(&starters, &process);
	struct starter fresh = {};
	struct task_struct *task;

	if (known)
		return known;
	task = (struct task_struct *)bpf_get_current_task();
	fresh.parent = BPF_CORE_READ(task, real_parent, tgid);
	bpf_get_current_comm(fresh.comm, sizeof(fresh.comm));
	/* another thread may have been first; its entry is used then */
	bpf_map_update_elem(&starters, &process, &fresh, BPF_NOEXIST);
	return bpf_map_lookup_elem(&starters, &process);
}

SEC("kprobe/kernel_clone") PROGRAM_SHOWS("arguments of a kernel function") EXPECT_SUCCESS
int BPF_KPROBE(clone_entered, struct kernel_clone_args *args)
{
	__u64 thread = bpf_get_current_pid_tgid();
	__u64 flags = BPF_CORE_READ(args, flags);

	bpf_map_update_elem(&calls, &thread, &flags, BPF_ANY);
	return 0;
}

SEC("kretprobe/kernel_clone")
	PROGRAM_SHOWS("processes and threads started, by the starting process") EXPECT_SUCCESS
int BPF_KRETPROBE(clone_returned, int child)
{
	__u64 thread = bpf_get_current_pid_tgid();
	__u64 *flags = bpf_map_lookup_elem(&calls, &thread);
	struct starter *starter;

	if (!flags)
		return 0; /* entered before the program was attached */
	starter = starter_of(thread >> 32);
	if (starter) {
		if (child < 0)
			atomic_add(&starter->failures, 1);
		else if (*flags & CLONE_THREAD)
			atomic_add(&starter->threads, 1);
		else
			atomic_add(&starter->processes, 1);
	}
	bpf_map_delete_elem(&calls, &thread);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
