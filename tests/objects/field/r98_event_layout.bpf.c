// SPDX-License-Identifier: GPL-2.0-only
/*
 * synthaea-lab/edr-new#205, open-telemetry/opentelemetry-ebpf-profiler#737: comm became a string of
 * its own length in 6.16, and what came after it moved.  elastic/quark#417,
 * agentic-os-org/ANOLISA#1750, the kind.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

typedef int pid_t;

struct fork_of_arrays {
	unsigned long long header;
	char parent_comm[16];
	pid_t parent_pid;
	char child_comm[16];
	pid_t child_pid;
};

struct free_of_arrays {
	unsigned long long header;
	char comm[16];
	pid_t pid;
	int prio;
};

struct fork_of_strings {
	unsigned long long header;
	unsigned int __data_loc_parent_comm;
	pid_t parent_pid;
	unsigned int __data_loc_child_comm;
	pid_t child_pid;
};

/* as a vmlinux.h has it: libbpf sets the offsets */
struct trace_entry {
	unsigned char preempt_count;
	int pid;
} __attribute__((preserve_access_index));

struct trace_event_raw_sched_process_fork {
	struct trace_entry ent;
	pid_t parent_pid;
	pid_t child_pid;
} __attribute__((preserve_access_index));

struct trace_event_raw_sys_enter {
	struct trace_entry ent;
	unsigned long args[6];
} __attribute__((preserve_access_index));

/* other names than the format has */
struct openat_args {
	unsigned long long header;
	long number;
	long directory;
	const char *path;
};

struct exec_of_old {
	unsigned long long header;
	int name_at;
	pid_t thread;
	pid_t old_pid;
};

pid_t seen, other;
char comm[16];
long value;

SEC("tracepoint/sched/sched_process_fork") int forked(struct fork_of_arrays *ctx)
{
	seen = ctx->parent_pid;
	other = ctx->child_pid;
	return 0;
}

SEC("tp/sched/sched_process_free") int freed(struct free_of_arrays *ctx)
{
	seen = ctx->pid;
	return 0;
}

/* the helper reads the context, and the kernel compares nothing */
SEC("tp/sched/sched_process_fork") int copied(struct fork_of_arrays *ctx)
{
	bpf_probe_read_kernel(comm, sizeof(comm), ctx->parent_comm);
	return 0;
}

SEC("tp/sched/sched_process_fork") int strings(struct fork_of_strings *ctx)
{
	seen = ctx->parent_pid;
	return 0;
}

SEC("tp/sched/sched_process_fork") int relocated(struct trace_event_raw_sched_process_fork *ctx)
{
	seen = ctx->parent_pid;
	other = ctx->child_pid;
	return 0;
}

/* 24 bytes are within both records */
SEC("tp/sched/sched_process_fork") int nameless(void *ctx)
{
	seen = *(int *)(ctx + 20);
	return 0;
}

SEC("tp/syscalls/sys_enter_openat") int opened(struct openat_args *ctx)
{
	value = ctx->number + ctx->directory + (long)ctx->path;
	return 0;
}

/* close(2) has one argument: libbpf sets the offset of the second, and there is none */
SEC("tp/syscalls/sys_enter_close") int closed(struct trace_event_raw_sys_enter *ctx)
{
	value = ctx->args[1];
	return 0;
}

SEC("tp/sched/sched_process_exec") int renamed(struct exec_of_old *ctx)
{
	seen = ctx->thread;
	other = ctx->old_pid;
	return 0;
}

char _license[] SEC("license") = "GPL";
