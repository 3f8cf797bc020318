// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * kprobe_syscall_latency with the least privileges: it counts for one cgroup only, and reports no
 * names, process IDs, arguments or addresses.  Its configuration is in a map that it cannot write
 * and that its loader freezes.
 *
 * None of its helpers is for GPL programs only, and none reads or writes other memory.  The kernel
 * enforces this, because the licence is not a GPL-compatible one.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>
#include "syscall_latency.h"

struct config {
	/* the inode number of its directory in the unified hierarchy; 0: count nothing */
	__u64 cgroup;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct config);
} configuration SEC(".maps");

static __always_inline _Bool is_chosen(void)
{
	__u32 only = 0;
	struct config *config = bpf_map_lookup_elem(&configuration, &only);

	return config && config->cgroup && config->cgroup == bpf_get_current_cgroup_id();
}

SEC("raw_tp/sys_enter") PROGRAM_SHOWS("one cgroup's system calls, without GPL-only helpers")
	EXPECT_SUCCESS
int BPF_PROG(latency_secure_enter, struct pt_regs *regs, long number)
{
	if (is_chosen())
		call_entered(number);
	return 0;
}

SEC("raw_tp/sys_exit") PROGRAM_SHOWS("histograms only, with a frozen configuration") EXPECT_SUCCESS
int BPF_PROG(latency_secure_exit, struct pt_regs *regs, long returned)
{
	__u32 number = 0;

	/* only for calls that have begun: the thread may have moved to another cgroup since */
	call_returned(&number);
	return 0;
}

SEC("raw_tp/sched_process_exit") PROGRAM_SHOWS("calls that never return") EXPECT_SUCCESS
int latency_secure_ended(void *ctx)
{
	call_abandoned();
	return 0;
}

char LICENSE[] SEC("license") = "BSD";
