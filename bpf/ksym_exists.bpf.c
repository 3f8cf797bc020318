// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a process still exists, at least as a zombie, tested whenever another one ends: by a
 * kfunc (bpf_task_from_pid, 6.2) on kernels that have it.  On others the weak symbol is NULL, and
 * the call is dead code that the verifier never sees.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>
#include "atomic.h"

/*
 * A member makes it a struct in BTF.  A bare declaration is a forward declaration there, and the
 * kfunc's prototype would not match the kernel's.
 */
struct task_struct {
	int pid;
} __attribute__((preserve_access_index));

extern struct task_struct *bpf_task_from_pid(__s32 pid) __ksym __weak;
extern void bpf_task_release(struct task_struct *task) __ksym __weak;

/* By answer: 0 the process does not exist, 1 it does, 2 this kernel cannot tell. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, __u64);
} answers SEC(".maps");

const volatile __s32 watched = 1;

SEC("tp_btf/sched_process_exit") PROGRAM_SHOWS("a kfunc that is used if the kernel has it")
EXPECT_NEEDS("kfunc:bpf_task_from_pid") EXPECT_SUCCESS EXPECT_LOG_LEVEL(2)
	EXPECT_MESSAGE("call bpf_task_from_pid#")
EXPECT_OTHERWISE EXPECT_SUCCESS
int BPF_PROG(watch, struct task_struct *exiting)
{
	struct task_struct *task;
	__u32 answer = 2;
	__u64 *count;

	if (bpf_ksym_exists(bpf_task_from_pid)) {
		task = bpf_task_from_pid(watched);
		answer = task != NULL;
		if (task)
			bpf_task_release(task);
	}
	count = bpf_map_lookup_elem(&answers, &answer);
	if (count)
		atomic_add(count, 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
