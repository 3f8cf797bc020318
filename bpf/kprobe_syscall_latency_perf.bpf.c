// SPDX-License-Identifier: GPL-2.0-only
/*
 * kprobe_syscall_latency for kernels without ring buffers: outliers go through the perf buffer of
 * each CPU.  It is a separate object, because an object does not load if the kernel lacks one of
 * its map types.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>
#include "syscall_outlier.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
} outliers SEC(".maps");

SEC("raw_tp/sys_enter") PROGRAM_SHOWS("when each system call began, on any kernel") EXPECT_SUCCESS
int BPF_PROG(latency_perf_enter, struct pt_regs *regs, long number)
{
	call_entered(number);
	return 0;
}

SEC("raw_tp/sys_exit") PROGRAM_SHOWS("histograms, and outliers through perf buffers") EXPECT_SUCCESS
int BPF_PROG(latency_perf_exit, struct pt_regs *regs, long returned)
{
	__u32 number = 0;
	__u64 ns = call_returned(&number);
	struct outlier outlier;

	if (!ns || ns < outlier_ns)
		return 0;
	describe_outlier(&outlier, ns, number, returned);
	bpf_perf_event_output(ctx, &outliers, BPF_F_CURRENT_CPU, &outlier, sizeof(outlier));
	return 0;
}

SEC("raw_tp/sched_process_exit") PROGRAM_SHOWS("calls that never return") EXPECT_SUCCESS
int latency_perf_ended(void *ctx)
{
	call_abandoned();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
