// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long runnable tasks wait for a CPU: a log2 histogram for each CPU.  The arguments of a raw
 * tracepoint are those that the kernel passes, not the fields of the trace event.
 */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>
#include "task_state.h"

#define BUCKETS 32 /* of 2^i to 2^(i+1) - 1 µs */

struct task_struct {
	int pid;
} __attribute__((preserve_access_index));

/* Since when a thread has been runnable, ns. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, __u64);
} runnable SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BUCKETS);
	__type(key, __u32);
	__type(value, __u64);
} waits SEC(".maps");

static __always_inline void can_run(struct task_struct *task)
{
	__u32 pid = BPF_CORE_READ(task, pid);
	__u64 now = bpf_ktime_get_ns();

	if (pid) /* 0: a CPU's idle task */
		bpf_map_update_elem(&runnable, &pid, &now, BPF_ANY);
}

SEC("raw_tp/sched_wakeup") PROGRAM_SHOWS("tasks that wake up") EXPECT_SUCCESS
int BPF_PROG(woken, struct task_struct *task)
{
	can_run(task);
	return 0;
}

SEC("raw_tp/sched_wakeup_new") PROGRAM_SHOWS("tasks that are new") EXPECT_SUCCESS
int BPF_PROG(woken_new, struct task_struct *task)
{
	can_run(task);
	return 0;
}

SEC("raw_tp/sched_switch") PROGRAM_SHOWS("how long tasks wait for a CPU") EXPECT_SUCCESS
int BPF_PROG(switched, _Bool preempted, struct task_struct *previous, struct task_struct *next)
{
	__u32 pid = BPF_CORE_READ(next, pid), bucket = 0;
	__u64 *since, *count, us;

	if (preempted || !task_state(previous))
		can_run(previous); /* still runnable: it waits again */
	since = bpf_map_lookup_elem(&runnable, &pid);
	if (!since)
		return 0;
	us = (bpf_ktime_get_ns() - *since) / 1000;
	bpf_map_delete_elem(&runnable, &pid);
	for (; us > 1 && bucket < BUCKETS - 1; us >>= 1)
		bucket++;
	count = bpf_map_lookup_elem(&waits, &bucket);
	if (count)
		(*count)++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
