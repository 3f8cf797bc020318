/* SPDX-License-Identifier: GPL-2.0-only */
/* The report of one slow system call. */
#ifndef BPF_SYSCALL_OUTLIER_H
#define BPF_SYSCALL_OUTLIER_H

#include "syscall_latency.h"

struct outlier {
	__u64 ns;
	__s64 returned;
	__u32 number;
	__u32 process;
	__u32 thread;
	__u32 padding; /* 0 */
	char comm[16];
};

/* Set before the program is loaded; then it is constant and frozen. */
const volatile __u64 outlier_ns = 10000000;

static __always_inline void describe_outlier(struct outlier *outlier, __u64 ns, __u32 number,
	__s64 returned)
{
	__u64 who = bpf_get_current_pid_tgid();

	outlier->ns = ns;
	outlier->returned = returned;
	outlier->number = number;
	outlier->process = who >> 32;
	outlier->thread = who;
	outlier->padding = 0;
	bpf_get_current_comm(outlier->comm, sizeof(outlier->comm));
}

#endif
