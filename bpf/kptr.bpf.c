// SPDX-License-Identifier: GPL-2.0-only
/*
 * The youngest process, by a reference that a map owns (kptr, 5.19).  Its task is not freed while
 * the map has the reference, so it can be read whenever a process ends.  A reference that is taken
 * out of the map must be put back or released; the verifier enforces that.
 *
 * The kfuncs that acquire and release such a reference came with 6.2.  Since 6.4 the type tag
 * "kptr" means an owned reference.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>
#include "atomic.h"

struct task_struct {
	int pid;
	int tgid;
} __attribute__((preserve_access_index));

extern struct task_struct *bpf_task_acquire(struct task_struct *task) __ksym;
extern void bpf_task_release(struct task_struct *task) __ksym;

struct youngest {
	struct task_struct __kptr *task;
	__u64 outlived; /* processes that ended while it was the youngest */
	__u64 stillborn; /* how often the youngest itself ended */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct youngest);
} youngest_of SEC(".maps");

#define EXPECT_OWNED_KPTR \
	EXPECT_NEEDS("kfunc:bpf_task_acquire") EXPECT_SINCE("6.4") EXPECT_SUCCESS \
	EXPECT_OTHERWISE EXPECT_UNTIL("6.2") EXPECT_UNLOADABLE EXPECT_REASON("kfunc-missing") \
	EXPECT_MESSAGE("extern (func ksym) 'bpf_task_acquire': not found")

SEC("tp_btf/task_newtask") PROGRAM_SHOWS("a reference that a map owns") PROGRAM_FROM("6.4")
	EXPECT_OWNED_KPTR
int BPF_PROG(remember, struct task_struct *task, __u64 flags)
{
	__u32 only = 0;
	struct youngest *youngest = bpf_map_lookup_elem(&youngest_of, &only);
	struct task_struct *kept, *before;

	if (!youngest || task->pid != task->tgid)
		return 0; /* a thread */
	kept = bpf_task_acquire(task);
	if (!kept)
		return 0;
	before = bpf_kptr_xchg(&youngest->task, kept);
	if (before)
		bpf_task_release(before);
	return 0;
}

SEC("tp_btf/sched_process_exit")
	PROGRAM_SHOWS("a reference taken out of a map and put back") PROGRAM_FROM("6.4")
EXPECT_OWNED_KPTR
int BPF_PROG(compare, struct task_struct *task)
{
	__u32 only = 0;
	struct youngest *youngest = bpf_map_lookup_elem(&youngest_of, &only);
	struct task_struct *kept, *newer;

	if (!youngest || task->pid != task->tgid)
		return 0;
	kept = bpf_kptr_xchg(&youngest->task, NULL);
	if (!kept)
		return 0;
	if (kept->tgid == task->tgid) {
		atomic_add(&youngest->stillborn, 1);
		bpf_task_release(kept);
		return 0;
	}
	atomic_add(&youngest->outlived, 1);
	newer = bpf_kptr_xchg(&youngest->task, kept);
	if (newer) /* one started since is dropped for the older one; this is only a statistic */
		bpf_task_release(newer);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
