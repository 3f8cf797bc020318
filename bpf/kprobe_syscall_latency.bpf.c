// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long system calls take.  Each call that took longer than a threshold is reported through a
 * ring buffer (5.8).
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>
#include "syscall_outlier.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} outliers SEC(".maps");

SEC("raw_tp/sys_enter") PROGRAM_SHOWS("when each system call began") PROGRAM_FROM("5.8")
EXPECT_NEEDS("map:ringbuf") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_UNLOADABLE EXPECT_REASON("map-unsupported")
int BPF_PROG(latency_enter, struct pt_regs *regs, long number)
{
	call_entered(number);
	return 0;
}

SEC("raw_tp/sys_exit") PROGRAM_SHOWS("histograms, and outliers through a ring buffer")
	PROGRAM_FROM("5.8")
EXPECT_NEEDS("map:ringbuf") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_UNLOADABLE EXPECT_REASON("map-unsupported")
int BPF_PROG(latency_exit, struct pt_regs *regs, long returned)
{
	struct outlier *outlier;
	__u32 number = 0;
	__u64 ns = call_returned(&number);

	if (!ns || ns < outlier_ns)
		return 0;
	outlier = bpf_ringbuf_reserve(&outliers, sizeof(*outlier), 0);
	if (!outlier)
		return 0; /* the ring is full: nobody reads it; the call is counted nevertheless */
	describe_outlier(outlier, ns, number, returned);
	bpf_ringbuf_submit(outlier, 0);
	return 0;
}

SEC("raw_tp/sched_process_exit") PROGRAM_SHOWS("calls that never return") PROGRAM_FROM("5.8")
EXPECT_NEEDS("map:ringbuf") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_UNLOADABLE EXPECT_REASON("map-unsupported")
int latency_ended(void *ctx)
{
	call_abandoned();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
