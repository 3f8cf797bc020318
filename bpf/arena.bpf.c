// SPDX-License-Identifier: GPL-2.0-only
/*
 * The programs that were executed last on this machine: a ring in memory that the program shares
 * with user space (an arena, 6.9).  User space maps it and reads, without system calls and copies.
 * A record is complete if its number is not 0 and is the same before and after it was read.
 *
 * Atomic operations in an arena came with 6.10.
 */
#include <linux/bpf.h>
#include <linux/version.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 9, 0)
#define BPF_MAP_TYPE_ARENA 33
#endif

#define PAGES	8
#define RECORDS 512
#define NAME	16 /* TASK_COMM_LEN */

#define __arena __attribute__((address_space(1)))

union name {
	char text[NAME];
	__u64 words[NAME / sizeof(__u64)];
};

struct record {
	__u64 number; /* from 1; 0 while it is written */
	__u64 when;   /* ns, CLOCK_MONOTONIC */
	__u64 pid;
	union name name;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, PAGES);
} arena SEC(".maps");

__u64 __arena written;
struct record __arena ring[RECORDS];

SEC("tp_btf/sched_process_exec") PROGRAM_SHOWS("memory shared with user space") PROGRAM_FROM("6.10")
EXPECT_NEEDS("map:arena") EXPECT_SINCE("6.10") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_NEEDS("map:arena") EXPECT_FAILURE
EXPECT_MESSAGE("BPF_ATOMIC stores into R{{[0-9]+}} arena is not allowed")
EXPECT_OTHERWISE EXPECT_UNLOADABLE EXPECT_REASON("map-unsupported")
EXPECT_MESSAGE("map 'arena': failed to create")
int BPF_PROG(executed, struct task_struct *task, int old_pid, struct linux_binprm *program)
{
	__u64 number = __sync_fetch_and_add(&written, 1);
	struct record __arena *record = &ring[number % RECORDS];
	union name name;

	bpf_get_current_comm(name.text, sizeof(name.text));
	/* an exchange orders memory on every architecture */
	__sync_lock_test_and_set(&record->number, 0);
	record->when = bpf_ktime_get_ns();
	record->pid = bpf_get_current_pid_tgid() >> 32;
	/* no loop: clang 19 makes it a memcpy(), whose accesses are not cast to the arena */
	record->name.words[0] = name.words[0];
	record->name.words[1] = name.words[1];
	__sync_lock_test_and_set(&record->number, number + 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
