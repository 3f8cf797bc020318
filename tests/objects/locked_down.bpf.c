// SPDX-License-Identifier: GPL-2.0-only
/* What kernel lockdown forbids, and what it does not. */
#include <linux/bpf.h>
#include <linux/ptrace.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct {
	int pid;
} __attribute__((preserve_access_index));

SEC("kprobe/do_nanosleep")
int reads(void *ctx)
{
	long n = 0;

	bpf_probe_read_kernel(&n, sizeof(n), ctx);
	return (int)n;
}

SEC("kprobe/do_nanosleep")
int writes(void *ctx)
{
	long n = 0;

	return (int)bpf_probe_write_user(ctx, &n, sizeof(n));
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(by_type, struct task_struct *task)
{
	return task->pid;
}

/* refused for its type, locked down or not */
SEC("socket")
int of_no_socket(void *ctx)
{
	return (int)bpf_override_return(ctx, 0);
}

char LICENSE[] SEC("license") = "GPL";
